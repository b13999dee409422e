import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Actor } from '../../src/actor.ts';
import { verifyFile } from '../../src/audit/archive.ts';
import { archiveMonth } from '../../src/audit/archiving.ts';
import { sealNext } from '../../src/audit/sealer.ts';
import { openKeys } from '../../src/crypto/keys.ts';
import { type Connection, type Database, openDatabase } from '../../src/database/open.ts';
import { silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { freshFolder } from '../support/keys.ts';
import { cloud, cloudJson } from '../support/server.ts';
import { asIntruder, clock, happen, key, seal, verify } from './setting.ts';

const operator: Actor = { kind: 'operator', name: 'test' };

describe('a month of the audit that is put away', function () {
  this.timeout(90_000);
  let base: TestDatabase;
  let folder: string;
  let signing: Database;
  const path = (name: string) => join(folder, name);
  const putAway = (month: string, name: string) =>
    archiveMonth({ db: signing, clock, log: silent, key, ownerUrl: undefined }, operator, month, path(name));
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => Object(error).fact?.code,
    );
  const ids = (db: Connection) => db.rows(`select id from audit_events order by id`);

  before(async () => {
    base = await testDatabase();
    signing = await openDatabase({ url: base.url, dataDir: '', log: silent, auditKey: key });
    folder = await mkdtemp(join(tmpdir(), 'ccc-audit-'));
    for (const at of [
      '2026-03-02T01:00:00Z',
      '2026-03-31T15:59:59.999Z',
      '2026-03-31T16:00:00Z',
      '2026-04-02T00:00:00Z',
    ]) {
      clock.set(at);
      await happen(base.db, at);
    }
    await base.db.transaction((trx) => seal(trx));
  });
  after(async () => {
    clock.set('2026-03-02T01:00:00.123Z'); // which other files read too
    await signing.close();
    await base.drop();
    await rm(folder, { recursive: true });
  });

  it('is over for 180 days, ends when it does in Beijing, and takes nothing along that is not as it was sealed', async () => {
    clock.set('2026-09-27T15:59:59Z');
    expect(await refusal(putAway('2026-03', 'a'))).to.equal('audit.month_young');
    expect(await refusal(putAway('2026-13', 'a'))).to.equal('audit.month_form');
    clock.set('2026-09-27T16:00:00Z');
    expect(await refusal(putAway('2026-02', 'a'))).to.equal('audit.month_empty');
    await asIntruder(base.db, async (trx) => {
      await trx.run(`update audit_events set verb = 'x' where subject_id like '2026-03-02%'`);
      const whole = { ...base.db, ...trx, transaction: <T>(work: (trx: Connection) => Promise<T>) => work(trx) };
      const work = archiveMonth(
        { db: whole, clock, log: silent, key, ownerUrl: undefined },
        operator,
        '2026-03',
        path('a'),
      );
      return expect(await refusal(work)).to.equal('audit.not_sound');
    });
    expect(await readdir(folder)).to.deep.equal([]);
    expect(await ids(base.db)).to.have.length(4);
  });

  it('keeps the file when the database does not say whether the events are gone', async () => {
    const db = {
      ...signing,
      /** As when the answer to the commit is lost. */
      transaction: async () => {
        throw new Error('Connection terminated unexpectedly');
      },
    };
    const work = archiveMonth({ db, clock, log: silent, key, ownerUrl: undefined }, operator, '2026-03', path('lost'));
    expect(await work.catch(({ message }: Error) => message)).to.equal('Connection terminated unexpectedly');
    expect(await verifyFile(key, path('lost'))).to.deep.include({ forged: 0, broken: undefined });
    await rm(path('lost'));
  });

  it('leaves its head, from which a verification goes on, and events are sealed on', async () => {
    const { head } = await verify(base.db);
    const gone = await putAway('2026-03', '03');
    expect([gone.events, gone.to.position]).to.deep.equal([2, 2]);
    expect(await verify(base.db)).to.deep.include({
      head,
      broken: undefined,
      putAway: { count: 2, until: new Date('2026-03-31T16:00:00Z') },
    });
    await base.db.transaction((trx) => seal(trx));
    const report = await verify(base.db);
    expect([report.head.position, report.broken]).to.deep.equal([5, undefined]);
    const anchor = (count: number, hash: Buffer) => verify(base.db, { count, hash: hash.toString('hex') });
    expect((await anchor(4, head.hash)).broken).to.equal(undefined);
    expect((await anchor(2, gone.to.hash)).broken).to.equal(undefined);
    expect((await anchor(2, head.hash)).broken?.fault).to.equal('seal changed');
    expect(await refusal(anchor(1, head.hash))).to.equal('audit.anchor_put_away');
  });

  it('is a file that proves as much as the rows did', async () => {
    const report = await verifyFile(key, path('03'), 1);
    expect(report).to.deep.include({ forged: 0, broken: undefined });
    expect([report.from.position, report.to.position, report.asked?.length]).to.deep.equal([0, 2, 32]);
    const lines = (await readFile(path('03'), 'utf8')).trimEnd().split('\n');
    expect(lines).to.have.length(4);
    const changed = async (change: (lines: string[]) => string[]) => {
      await writeFile(path('changed'), change([...lines]).join('\n'));
      return verifyFile(key, path('changed'));
    };
    const verbs = await changed((all) => all.map((line) => line.replace('test.happen', 'test.hidden')));
    expect(verbs.broken).to.include({ position: 1 });
    expect((await changed((all) => all.toSpliced(2, 1))).broken?.text).to.include('lines are missing');
    expect((await changed((all) => all.toSpliced(1, 1))).broken).to.include({ position: 1 });
    expect(await refusal(changed((all) => all.slice(0, 3)))).to.equal('audit.file_form');
    expect(await refusal(changed(() => ['no', 'file']))).to.equal('audit.file_form');
    expect(await refusal(verifyFile(key, path('nowhere')))).to.equal('audit.file_unreadable');
    expect((await verifyFile(Buffer.alloc(32, 1), path('03'))).broken).to.include({ position: 1 });
  });

  it('may contain every event: later ones continue it', async () => {
    clock.set('2027-06-01T00:00:00Z');
    const { events } = await putAway('2026-10', '10');
    expect(events).to.equal(3);
    expect(await base.db.rows('select position from audit_seals')).to.deep.equal([]);
    expect(await base.db.rows('select first_position, position from audit_heads order by 1')).to.deep.equal([
      { first_position: 1, position: 2 },
      { first_position: 3, position: 5 },
    ]);
    await base.db.transaction((trx) => seal(trx));
    const { head, broken } = await verify(base.db);
    expect([head.position, broken]).to.deep.equal([6, undefined]);
  });

  for (const [what, statement, fault] of [
    ['takes its head away', `delete from audit_heads where position = 5`, 'seal missing'],
    ['takes an older head away', `delete from audit_heads where position = 2`, 'seal changed'],
    ['moves it', `update audit_heads set position = 6 where position = 5`, 'seal changed'],
    [
      'says that more was put away',
      `insert into audit_heads select 6, 6, hash, until, file_sha256, put_away_at, mac from audit_heads limit 1`,
      'seal changed',
    ],
    [
      'puts something before it',
      `insert into audit_seals select 4, 4, digest, hash from audit_seals limit 1`,
      'event inserted',
    ],
  ] as const)
    it(`shows that a forger ${what} with the rights of the database alone`, async () => {
      const found = await asIntruder(base.db, async (trx) => {
        await trx.run(statement);
        return (await verify(trx)).broken?.fault;
      });
      expect(found).to.equal(fault);
    });

  it('is deleted by nothing else', async () => {
    const message = await base.db.run('delete from audit_events').catch((error: Error) => error.message);
    expect(message).to.equal('audit_events is append-only');
  });

  it('is a command of the deployment, and the audit names who ran it', async () => {
    const other = await testDatabase();
    const env = { DATABASE_URL: other.url, KEYS_DIR: await freshFolder(), DEMO: 'off' };
    try {
      await cloudJson(['institution', 'create', '--name', '青溪县文化馆'], env);
      const keys = await openKeys({ dir: env.KEYS_DIR, clock, production: true, log: silent });
      keys.close();
      await other.db.transaction((trx) => sealNext(trx, keys.auditKey, 10));
      const later = { ...env, CLOCK_OFFSET: String(300 * 86_400) };
      const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
      const asked = ['audit', 'put-away', '--month', month, '--file', path('command')];
      const gone = await cloudJson(asked, later);
      expect(gone).to.deep.include({ events: 1, from: { count: 0, hash: '0'.repeat(64) } });
      expect(await cloudJson(['audit', 'verify'], env)).to.deep.include({ ok: true, head: gone.to });
      const said = await cloud(['audit', 'verify', '--file', path('command')], env);
      expect([said.code, said.stdout.split('\n')[0]]).to.deep.equal([0, '正常：1 条记录与封存时一致']);
      const again = await cloud(asked, later);
      expect([again.code, again.stderr]).to.deep.equal([1, `${path('command')} 已经存在：请换一个还不存在的文件\n`]);
      const event = await other.db.row<{ actor_id: string }>(
        `select actor_id from audit_events where verb = 'audit.put_away'`,
      );
      expect(event?.actor_id).to.include(userInfo().username);
    } finally {
      await other.drop();
    }
  });
});
