import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { sm3 } from 'sm-crypto-v2';
import { verifyFile } from '../../src/audit/archive.ts';
import { archiveMonth } from '../../src/audit/archiving.ts';
import { beginning, chain, type EventText } from '../../src/audit/chain.ts';
import { isSigned } from '../../src/audit/mac.ts';
import { linksFrom } from '../../src/audit/seal-store.ts';
import { sealNext } from '../../src/audit/sealer.ts';
import { openDatabase } from '../../src/database/open.ts';
import { silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { asIntruder, clock, happen, key, seal, verify } from './setting.ts';

/** The format once more, by another implementation of SM3. */
function mac(...parts: (string | Buffer | null)[]): Buffer {
  const bytes = parts.flatMap((part) => {
    if (part === null) return [Buffer.from('ffffffff', 'hex')];
    const content = Buffer.from(part);
    return [Buffer.from(content.length.toString(16).padStart(8, '0'), 'hex'), content];
  });
  return Buffer.from(sm3(Buffer.concat(bytes), { mode: 'hmac', key: key.toString('hex') }), 'hex');
}
const columnsOf = (event: EventText) => [
  event.at,
  event.actorKind,
  event.actorId,
  event.verb,
  event.subjectKind,
  event.subjectId,
  event.details,
  event.requestId,
];

describe('the audit chain by SM3', () => {
  let base: TestDatabase;
  const bySm3 = () => ({ ...base.db, auditKey: key, auditHash: 'sm3' as const });
  const sealBySm3 = () => base.db.transaction((trx) => sealNext(trx, key, 100, 'sm3'));
  before(async () => {
    base = await testDatabase();
    for (const id of ['first', 'second']) await happen(base.db, id);
    await base.db.transaction((trx) => seal(trx));
    for (const id of ['third', 'fourth', 'fifth']) await happen(bySm3(), id);
    await sealBySm3();
  });
  after(() => base.drop());

  it('goes on where the one by SHA-256 ended, and the other way round, and all of it verifies', async () => {
    expect((await verify(base.db)).broken).to.equal(undefined);
    const both = await asIntruder(base.db, async (trx) => {
      await trx.run(`set local session_replication_role = origin`);
      await happen(trx, 'again by the other');
      await seal(trx);
      return verify(trx);
    });
    expect([both.head.position, both.broken]).to.deep.equal([6, undefined]);
  });

  it('keeps its format, as a second implementation makes it', async () => {
    const links = await linksFrom(base.db, 2, 3);
    const [before, { seal: third, event } = {}] = links;
    if (!before || !third || !event) throw new Error('there are five');
    const digest = Buffer.concat([Buffer.of(2), mac('audit event 2', ...columnsOf(event), event.mac)]);
    expect(third.digest.toString('hex')).to.equal(digest.toString('hex'));
    const hash = mac('audit seal 1', before.seal.hash, '3', String(event.id), digest);
    expect(third.hash.toString('hex')).to.equal(hash.toString('hex'));
    const nonce = event.mac?.subarray(0, 16) ?? Buffer.of();
    const signed = Buffer.concat([nonce, mac('audit event mac 1', nonce, ...columnsOf(event)), Buffer.of(2)]);
    expect(event.mac?.toString('hex')).to.equal(signed.toString('hex'));
  });

  it('names an event that was changed, in either part, and one that was put into the place of one from the other', async () => {
    for (const id of ['second', 'fourth']) {
      const broken = await asIntruder(base.db, async (trx) => {
        await trx.run(`update audit_events set details = '{}' where subject_id = $1`, [id]);
        return (await verify(trx)).broken;
      });
      expect(broken?.fault, id).to.equal('event changed');
    }
    const moved = await asIntruder(base.db, async (trx) => {
      const [fourth] = await trx.rows<{ id: number; mac: Buffer }>(
        `select id, mac from audit_events where subject_id = 'fourth'`,
      );
      await trx.run(`update audit_events set mac = null where id = $1`, [fourth?.id]);
      await trx.run(
        `update audit_events e set at = o.at, subject_id = o.subject_id, details = o.details, mac = $2
         from audit_events o where e.subject_id = 'second' and o.id = $1`,
        [fourth?.id, fourth?.mac],
      );
      return (await verify(trx)).broken;
    });
    expect(moved).to.deep.include({ fault: 'reordered', position: 2 });
  });

  it('tells who wrote an event, and takes no hash of the other kind for it', async () => {
    const [link] = (await linksFrom(base.db, 3, 1)) ?? [];
    const event = link?.event;
    if (!event?.mac) throw new Error('the third is signed');
    expect(isSigned(key, event)).to.equal(true);
    expect(isSigned(Buffer.alloc(32, 1), event)).to.equal(false);
    expect(isSigned(key, { ...event, mac: event.mac.subarray(0, 48) })).to.equal(false);
    expect(isSigned(key, { ...event, mac: Buffer.concat([event.mac, Buffer.of(2)]) })).to.equal(false);
    const [byOther] = chain(key, beginning, [event]);
    const [bySm3] = chain(key, beginning, [event], 'sm3');
    expect([byOther?.digest.length, bySm3?.digest.length, bySm3?.hash.length]).to.deep.equal([32, 33, 32]);
  });
  it('is archived with earlier events, and the file verifies and detects a change', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ccc-audit-'));
    const path = join(folder, '03');
    const db = await openDatabase({ url: base.url, dataDir: '', log: silent, auditKey: key, auditHash: 'sm3' });
    try {
      clock.set('2026-10-01T00:00:00Z');
      const operator = { kind: 'operator', name: 'test' } as const;
      await archiveMonth({ db, clock, log: silent, key, ownerUrl: undefined }, operator, '2026-03', path);
      const { to, broken, forged } = await verifyFile(key, path);
      expect([to.position, broken, forged]).to.deep.equal([5, undefined, 0]);
      await sealBySm3();
      expect(await verify(base.db)).to.deep.include({ broken: undefined });
      const text = await readFile(path, 'utf8');
      for (const [id, position] of [
        ['second', 2],
        ['fourth', 4],
      ] as const) {
        await writeFile(path, text.replace(`"${id}"`, `"${id}x"`));
        expect((await verifyFile(key, path)).broken?.position, id).to.equal(position);
      }
    } finally {
      clock.set('2026-03-02T01:00:00.123Z'); // which other files read too
      await db.close();
      await rm(folder, { recursive: true });
    }
  });
});
