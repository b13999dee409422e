import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { seedIncident } from '../../src/demo/incidents.ts';
import { seedDemo } from '../../src/demo/institutions/seed.ts';
import { seedLinkWatch } from '../../src/demo/links.ts';
import { demoPhone } from '../../src/demo/people/people.ts';
import { seedStatistics } from '../../src/demo/statistics/statistics.ts';
import { seedVerification } from '../../src/demo/verification.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { until } from '../support/until.ts';

const tables = [
  ...['institutions', 'accounts', 'members', 'applications', 'submissions', 'links'],
  ...[
    'child_platforms',
    'child_consents',
    'plan_items',
    'promotions',
    'verification_runs',
    'vendor_authorisations',
    'integration_days',
    'incidents',
    'incident_countings',
  ],
];

describe('a demo that starts again on its data', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  async function start(): Promise<void> {
    const { owner, people } = await seedDemo(at.app, at.app.secondFactor, 'http://localhost:3001');
    await seedVerification(at.app, owner, 'http://localhost:3001');
    await seedLinkWatch(at.app, owner, 'http://localhost:3001');
    await seedIncident(at.app, people);
  }
  async function counts(): Promise<Record<string, number>> {
    const found: Record<string, number> = {};
    for (const table of tables)
      found[table] = (await at.database.db.row<{ n: number }>(`select count(*)::int as n from ${table}`))?.n ?? -1;
    return found;
  }

  it('finds its earlier data, and makes nothing twice', async () => {
    await start();
    const first = await counts();
    for (const table of tables) expect(first[table], table).to.be.above(0);
    await start();
    expect(await counts()).to.deep.equal(first);
  });

  it('brings its figures all at once: a look at them meanwhile finds no day that no report makes', async () => {
    await start();
    const { db } = at.database;
    const reports = async () => (await db.row<{ n: number }>('select count(*)::int as n from daily_reports'))?.n;
    const before = await reports();
    const closing = new AbortController();
    const stopped = seedStatistics(at.app, closing.signal).then(
      () => 'ended',
      () => 'stopped',
    );
    const writers = `select 1 from pg_locks where relation = 'daily_reports'::regclass and mode = 'RowExclusiveLock'`;
    await until(async () => (await db.row(writers)) !== undefined, 'reports are being written');
    expect(await reports()).to.equal(before);
    closing.abort();
    expect(await stopped).to.equal('stopped');
    expect(await reports()).to.equal(before);
  });

  it('has an incident that is over, with the affected people and a drafted report', async () => {
    const desk = at.app.incidentDesk;
    await desk.counting.run();
    const actor = { kind: 'staff', accountId: '', roles: ['administrator'] } as const;
    const [incident] = await desk.incidents.list(actor, { before: undefined, limit: 1 });
    const { affected, freezes } = await desk.incidents.look(actor, incident?.id ?? '');
    expect(incident?.closedAt).not.to.equal(undefined);
    expect(affected.counted).to.deep.include({
      people: 4,
      isOver: true,
      calls: [{ endpoint: 'token', ok: 38, failed: 2 }],
    });
    expect(freezes).to.have.length(2);
  });

  it('has made its citizen first: the service is open while the rest is made', async () => {
    const first = await at.database.db.row<{ id: string }>('select id from accounts order by created_at, id limit 1');
    expect((await at.app.accounts.findByIdentifier(demoPhone))?.id).to.equal(first?.id);
  });
});
