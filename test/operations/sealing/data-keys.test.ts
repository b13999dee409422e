import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { days, after as later, minutes } from '../../../src/clock.ts';
import { dataKeys } from '../../../src/crypto/rotation.ts';
import { Problem } from '../../../src/errors.ts';
import { createCitizen, operator, startApp, type TestApp } from '../../support/app.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { resealed } from './setting.ts';

describe('the keys of data', () => {
  let at: TestApp;
  let clock: TestClock;

  before(async () => {
    clock = testClock('2026-11-27T02:00:00.000Z');
    at = await startApp(import.meta.filename, { clock });
    await createCitizen(at, 'citizen', { phone: '13800138000' });
  });
  after(() => at.close());

  const refused = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return error instanceof Problem ? error.fact : error;
  };
  const rotate = (force = false) => at.app.dataKeys.rotate(operator, force);
  const retire = (force = false) => at.app.dataKeys.retire(operator, force);
  /** A process that lives, with these keys; null: an earlier release. */
  const node = (keys: readonly string[] | null) =>
    at.database.db.run(
      `insert into nodes (name, version, node_version, keys, settings, skew, started_at, seen_at, data_keys)
       values ('other:1', '0.1.0', '24', 'x', '{}', 0, $1, $1, $2)
       on conflict (name) do update set seen_at = excluded.seen_at, data_keys = excluded.data_keys`,
      [clock.now(), keys],
    );

  it('are changed by the operator of the installation only', async () => {
    const staff = { kind: 'staff', accountId: 'x', roles: ['operator', 'administrator'] } as const;
    for (const verb of [
      () => at.app.dataKeys.rotate(staff, true),
      () => at.app.dataKeys.retire(staff, true),
      () => at.app.dataKeys.overview(staff),
      () => at.app.sealing.begin(staff),
    ])
      expect(await refused(verb())).to.include({ code: 'actor.role_may_not' });
    expect(await refused(retire())).to.deep.equal({ code: 'sealing.nothing_former', params: {} });
  });

  it('are used once every process that lives knows them', async () => {
    const { next, did } = await rotate();
    expect(did).to.equal('publish');
    const name = next?.name ?? '';
    clock.advance(minutes(11));
    for (const keys of [['00000000'], null]) {
      await node(keys);
      const behind = { code: 'sealing.nodes_behind', params: { name, nodes: 'other:1' } };
      expect(await refused(rotate())).to.deep.equal(behind);
      expect(await refused(rotate(true))).to.deep.equal(behind);
    }
    clock.advance(minutes(4)); // it is gone
    const promoted = await rotate();
    expect(promoted.did).to.equal('promote');
    expect(promoted.run).to.include({ state: 'under_way' });
    expect(at.app.keys.dataKeys()[0]).to.equal(name);
  });

  it('go when nothing is left that they sealed, and not within a day', async () => {
    const [first = '', former = ''] = at.app.keys.dataKeys();
    expect(await refused(retire(true))).to.include({ code: 'sealing.under_way' });
    await resealed(at.app);
    const { keys, run } = await at.app.dataKeys.overview(operator);
    expect(keys.map(({ name, phase, values }) => [name, phase, values > 0])).to.deep.equal([
      [first, 'seals', true],
      [former, 'former', false],
    ]);
    const until = later(run?.begunAt ?? clock.now(), days(1)).toISOString();
    expect(await refused(retire())).to.deep.equal({ code: 'sealing.too_early', params: { until } });
    clock.advance(days(1));

    await node([former, first]);
    expect(await refused(retire())).to.deep.equal({
      code: 'sealing.nodes_seal',
      params: { names: former, nodes: 'other:1' },
    });
    await node([first, former]);

    // A value written with the former key after the run.
    const { db } = at.database;
    const [row] = await db.rows<{ id: string; value: Buffer }>(
      `select id, phone_sealed as value from accounts where phone_sealed is not null`,
    );
    const { heads = [] } = (await headsOf()).find(({ name }) => name === former) ?? {};
    const old = Buffer.concat([heads[0] ?? Buffer.alloc(0), (row?.value ?? Buffer.alloc(0)).subarray(5)]);
    await db.run(`update accounts set phone_sealed = $2 where id = $1`, [row?.id, old]);
    expect(await refused(retire(true))).to.deep.equal({
      code: 'sealing.still_sealed',
      params: { places: ['accounts.phone_sealed: 1'] },
    });
    expect(at.app.keys.dataKeys()).to.deep.equal([first, former]);
    await db.run(`update accounts set phone_sealed = $2 where id = $1`, [row?.id, row?.value]);

    expect(await retire()).to.deep.equal([former]);
    expect(at.app.keys.dataKeys()).to.deep.equal([first]);
    const events = await db.rows<{ verb: string; step: string | null }>(
      `select verb, details ->> 'step' as step from audit_events where verb like 'sealing.%' order by id`,
    );
    expect(events.map(({ verb, step }) => step ?? verb)).to.deep.equal([
      'publish',
      'promote',
      'sealing.begin',
      'retire',
    ]);
  });

  it('are looked after by night', async () => {
    const nightly = at.app.modules
      .flatMap(({ jobs = [] }) => jobs)
      .find((job) => 'name' in job && job.name === 'sealing.nightly');
    const runs = async () =>
      (await at.database.db.row<{ count: number }>(`select count(*)::int as count from sealing_runs`))?.count;
    const run = async () => nightly && 'run' in nightly && (await nightly.run(clock.now()));
    await run();
    expect(await runs()).to.equal(1); // all is as it should be
    await at.database.db.run(`delete from nodes`);
    for (const _step of ['publish', 'promote']) await rotate(true);
    await at.database.db.run(`update sealing_runs set state = 'replaced', finished_at = $1 where state = 'under_way'`, [
      clock.now(),
    ]);
    clock.advance(1); // of two that began at one moment either is the newest
    await run();
    expect(await runs()).to.equal(3);
    await run();
    expect(await runs()).to.equal(3);
    // One that left values that no key opened is no end: with the keys of a backup back, the next night opens them.
    const end = `update sealing_runs set state = 'done', finished_at = $1, failed = $2 where state = 'under_way'`;
    await at.database.db.run(end, [clock.now(), 1]);
    clock.advance(1);
    await run();
    expect(await runs()).to.equal(4);
    await at.database.db.run(end, [clock.now(), 0]);
    await run();
    expect(await runs()).to.equal(4);
  });

  const headsOf = () => dataKeys(at.keysDir);
});
