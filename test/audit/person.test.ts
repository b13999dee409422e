import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { record } from '../../src/audit/record.ts';
import { createAudit } from '../../src/audit/service.ts';
import { days } from '../../src/clock.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { testClock } from '../support/clock.ts';
import { silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { asIntruder, happen, key, seal } from './setting.ts';

describe('the personal part of an audit event', () => {
  // The function of the database goes by its own clock as well.
  const clock = testClock('2024-03-02T01:00:00.123Z');
  const auditor = { kind: 'operator', name: 'test' } as const;
  const said = { address: '203.0.113.77', name: '独（199****0006）' };
  let base: TestDatabase;
  let signing: Database;
  let folder: string;
  const audit = () => createAudit({ db: signing, clock, log: silent, key });
  const write = (id: string, details: object) =>
    record({ ...base.db, auditKey: key }, clock.now(), auditor, 'test.happen', { kind: 'thing', id }, details);
  const everything = async () =>
    JSON.stringify(await base.db.rows(`select e.*, e.person_salt is null as gone from audit_events e order by id`));

  before(async () => {
    base = await testDatabase();
    signing = await openDatabase({ url: base.url, dataDir: '', log: silent, auditKey: key });
    folder = await mkdtemp(join(tmpdir(), 'audit-'));
    await write('first', { to: { post: 'agent' }, person: { ...said, to: { phone: '199****0006' } } });
    await write('second', { nothing: 'of anybody' });
    await seal(base.db);
  });
  after(async () => {
    await signing.close();
    await base.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it('is shown to auditors beside the rest, and never kept with it', async () => {
    const { events } = await audit().list(auditor, {});
    expect(events.map(({ details, personEnded }) => ({ details, personEnded }))).to.eql([
      { details: { nothing: 'of anybody' }, personEnded: false },
      { details: { to: { post: 'agent', phone: '199****0006' }, ...said }, personEnded: false },
    ]);
  });

  it('is kept apart by its name, wherever the room that records it puts it', async () => {
    await write('third', { way: 'form', address: said.address });
    const row = `select details::text as details, person::text as person from audit_events where subject_id = 'third'`;
    expect(await base.db.row(row)).to.eql({ details: '{"way":"form"}', person: `{"address":"${said.address}"}` });
    await seal(base.db);
  });

  it('is reported as altered where it is changed, or removed before its time', async () => {
    const broken = (change: string) =>
      asIntruder(base.db, async (trx) => {
        await trx.run(`update audit_events set ${change} where subject_id = 'first'`);
        return (await createAudit({ db: { ...base.db, ...trx }, clock, log: silent, key }).verify(auditor)).broken;
      });
    expect(await broken(`person = '{"address":"198.51.100.1"}'`)).to.deep.include({
      fault: 'event changed',
      position: 1,
    });
    expect(await broken(`person = null`)).to.deep.include({ fault: 'event changed', position: 1 });
    const early = await broken('person = null, person_salt = null');
    expect(early?.text).to.match(/says of a person was removed before its time$/);
    await audit().endPersons();
    expect(await everything()).to.include(said.address);
  });

  it('ends after 180 days, leaves nothing but a hash that tells nothing, and the chain verifies and says so', async () => {
    clock.advance(days(180) - 1);
    await audit().endPersons();
    expect(await everything()).to.include(said.address);
    clock.advance(1);
    await audit().endPersons();
    const left = await everything();
    for (const text of ['203.0.113.77', '199****0006', '独']) expect(left, text).not.to.include(text);
    const report = await audit().verify(auditor);
    expect([report.broken, report.personsEnded, report.head.position]).to.eql([undefined, 2, 3]);
    const { events } = await audit().list(auditor, {});
    expect(events.at(-1)).to.deep.include({ details: { to: { post: 'agent' } }, personEnded: true });
  });

  it('does not end early, with whatever clock', async () => {
    const now = new Date();
    await record(
      { ...base.db, auditKey: key },
      now,
      auditor,
      'test.happen',
      { kind: 'thing', id: 'late' },
      { person: said },
    );
    await base.db.row(`select end_audit_persons('infinity', 1000)`);
    expect(await everything()).to.include(said.address);
  });

  it('is in no file that is put away, which verifies all the same', async () => {
    await seal(base.db);
    clock.set('2025-01-02T00:00:00Z');
    const path = join(folder, '2024-03.jsonl');
    await audit().putAway(auditor, '2024-03', path);
    expect(await readFile(path, 'utf8')).not.to.match(/203\.0\.113\.77|199\*/);
    expect(await audit().verifyFile(auditor, path)).to.deep.include({ broken: undefined, isKept: true, forged: 0 });
  });

  it('of events from before is part of their details, and they verify as they did', async () => {
    await happen(base.db, 'plain', { id: 'plain' });
    await seal(base.db);
    expect((await audit().verify(auditor)).broken).to.equal(undefined);
  });
});
