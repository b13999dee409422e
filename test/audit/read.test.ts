import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Actor } from '../../src/actor.ts';
import { record } from '../../src/audit/record.ts';
import { createAudit, type Filter } from '../../src/audit/service.ts';
import { silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { clock, happen, key, seal } from './setting.ts';

const auditor: Actor = { kind: 'staff', accountId: 'a1', roles: ['auditor'] };
const from = (minutes: number) => new Date(Date.parse('2026-03-02T01:00:00Z') + minutes * 60_000);

describe('reading the audit', () => {
  let base: TestDatabase;
  let audit: ReturnType<typeof createAudit>;

  before(async () => {
    base = await testDatabase();
    audit = createAudit({ db: base.db, clock, log: silent, key });
    const write = (minutes: number, actor: Actor, verb: string, id: string) =>
      record(base.db, from(minutes), actor, verb, { kind: 'application', id }, { minutes });
    const root: Actor = { kind: 'operator', name: 'root' };
    await write(0, root, 'application.create', 'ncc_a');
    await write(2, root, 'application.renew', 'ncc_a');
    await write(1, root, 'application.create', 'ncc_b'); // its transaction took longer
    await write(2, { kind: 'citizen', accountId: 'p1' }, 'account.login', 'ncc_a');
    await write(3, root, 'applicationx', 'ncc_c');
  });
  after(() => base.drop());

  const found = async (filter: Filter, page = {}) => {
    const { events, next } = await audit.list(auditor, filter, page);
    return {
      did: events.map(({ verb, subject, details }) => [verb, subject.id, Object(details).minutes].join(' ')),
      next,
    };
  };

  it('shows the newest first', async () => {
    expect((await found({})).did).to.deep.equal([
      'applicationx ncc_c 3',
      'account.login ncc_a 2',
      'application.renew ncc_a 2',
      'application.create ncc_b 1',
      'application.create ncc_a 0',
    ]);
  });

  it('finds by subject, by actor, by the beginning of the verb, by time, and by all of them', async () => {
    const subject = { kind: 'application', id: 'ncc_a' };
    expect((await found({ subject })).did).to.have.length(3);
    expect((await found({ subject: { kind: 'account', id: 'ncc_a' } })).did).to.deep.equal([]);
    expect((await found({ actorId: 'p1' })).did).to.deep.equal(['account.login ncc_a 2']);
    expect((await found({ verbPrefix: 'application.' })).did).to.have.length(3);
    expect((await found({ verbPrefix: 'a%' })).did).to.deep.equal([]);
    expect((await found({ since: from(1), until: from(2) })).did).to.deep.equal(['application.create ncc_b 1']);
    expect((await found({ subject, actorId: 'root', verbPrefix: 'application.r', since: from(2) })).did).to.deep.equal([
      'application.renew ncc_a 2',
    ]);
  });

  it('gives page after page, each event once', async () => {
    const seen: string[] = [];
    let before: number | undefined;
    let pages = 0;
    do {
      const { did, next } = await found({}, { limit: 2, ...(before !== undefined && { before }) });
      seen.push(...did);
      before = next;
      pages += 1;
    } while (before !== undefined);
    expect(pages).to.equal(3);
    expect(seen).to.deep.equal((await found({})).did);
  });

  it('exports the oldest first, with their seals, and says that it did', async () => {
    await base.db.transaction((trx) => seal(trx));
    await happen(base.db, 'outside');
    const exported: string[] = [];
    for await (const event of audit.export(auditor, { since: from(1), until: from(3) }))
      exported.push(`${event.verb} ${event.seal?.position} ${event.seal?.hash.length}`);
    expect(exported).to.deep.equal(['application.create 3 64', 'application.renew 2 64', 'account.login 4 64']);
    const { events } = await audit.list(auditor, { verbPrefix: 'audit.export' });
    expect(events.map(({ actorId, details, seal }) => ({ actorId, details, seal }))).to.deep.equal([
      {
        actorId: 'a1',
        details: { since: from(1).toISOString(), until: from(3).toISOString() },
        seal: undefined,
      },
    ]);
  });

  it('exports more than fits into one look', async () => {
    await base.db.run(
      `insert into audit_events (at, actor_kind, verb, subject_kind, subject_id)
       select '2027-01-01', 'system', 'v', 'x', n::text from generate_series(1, 2500) n`,
    );
    const seen = new Set<string>();
    for await (const { subject } of audit.export(auditor, {
      since: new Date('2027-01-01'),
      until: new Date('2027-01-02'),
    }))
      seen.add(subject.id);
    expect(seen.size).to.equal(2_500);
  });

  it('is for auditors and the command line', async () => {
    const administrator: Actor = { kind: 'staff', accountId: 'a2', roles: ['administrator', 'security'] };
    const failure = (work: () => Promise<unknown>) =>
      work().then(
        () => 'done',
        (error) => error.code,
      );
    for (const [actor, outcome] of [
      [administrator, 'forbidden'],
      [{ kind: 'citizen', accountId: 'p1' }, 'forbidden'],
      [auditor, 'done'],
      [{ kind: 'operator', name: 'root' }, 'done'],
    ] as const) {
      expect(await failure(async () => audit.verify(actor))).to.equal(outcome);
      expect(await failure(async () => audit.list(actor, {}))).to.equal(outcome);
      expect(await failure(async () => audit.export(actor, { since: from(0), until: from(0) }).next())).to.equal(
        outcome,
      );
    }
  });
});
