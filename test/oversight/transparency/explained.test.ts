import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { standings } from '../../../src/oversight/transparency/figure-store.ts';
import { noteBesideReason } from '../../../src/statistics/reports/report.ts';
import { operator, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { refusal } from '../../support/refusal.ts';
import { createReports } from '../../support/statistics.ts';
import { asOwner, createWitness } from '../../support/transparency.ts';

const day = '2036-11-24';
const figures = { pv: 1_000, uv: 300, ip: 280, new_activities: 1, new_venues: 0 };

describe('a published report that is explained afterwards', () => {
  const clock = testClock('2036-11-25T12:00:00+08:00');
  let at: TestApp;
  let clientId = '';
  const report = (note: string, more: object = {}) =>
    at.app.statistics.report(operator, clientId, day, { figures, note, ...more });
  /** The altered figures, as the log itself and a witness outside see them. */
  async function altered() {
    const logs = at.app.transparency;
    await logs.grow();
    await logs.compare({ all: true });
    const { found } = await logs.altered(10);
    const witness = await (await createWitness(at, clock)).look();
    return { inside: found.map(({ key }) => key), outside: witness.altered.map(({ name }) => name) };
  }
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    const made = await createReports(at, clock, {
      regions: ['330106'],
      first: day,
      last: day,
      figures: () => undefined,
    });
    clientId = made[0]?.clientId ?? '';
    const program = { kind: 'application', clientId, institutionId: made[0]?.institutionId ?? '', scopes: [] } as const;
    await at.app.statistics.report(program, clientId, day, { figures });
    await at.app.totals.roll();
  });
  after(() => at.close());

  it('R54 is as it was published with a first sentence, which has its own moment and author', async () => {
    clock.advance(3_600);
    expect(await report('展会现场多人共用网络')).to.include({ outcome: 'explained', revision: 1 });
    expect(await altered()).to.eql({ inside: [], outside: [] });
    const [said] = await at.app.statistics.revisions(operator, clientId, day);
    expect(said).to.deep.include({
      ...{ revision: 1, note: undefined },
      added: [{ note: '展会现场多人共用网络', actorKind: 'operator', at: clock.now() }],
    });
    expect(said && noteBesideReason(said)).to.match(/^展会现场多人共用网络（2036年11月25日 13:\d\d 运营填报补写）$/);
  });

  it('R54 keeps a sentence that stands: another one is a correction with its reason, and has a version of its own', async () => {
    const other = '展会三天，现场共用一个出口';
    expect((await refusal(report(other))).fact.code).to.equal('statistics.correction_reason');
    expect(await report(other, { reason: '说得更清楚' })).to.include({ outcome: 'corrected', revision: 2 });
    expect(await altered()).to.eql({ inside: [], outside: [] });
    const said = await at.app.statistics.revisions(operator, clientId, day);
    expect(said.map(noteBesideReason)).to.eql([
      '展会现场多人共用网络（2036年11月25日 13:00 运营填报补写）',
      '展会三天，现场共用一个出口',
    ]);
  });

  it('R54 is altered where its note is none of its sentences, or an earlier one', async () => {
    for (const note of ['没有说过', '展会现场多人共用网络']) {
      await asOwner(at, `update daily_reports set note = '${note}' where client_id = '${clientId}'`);
      expect((await altered()).inside, note).to.eql([clientId]);
    }
    await asOwner(at, `update daily_reports set note = '展会三天，现场共用一个出口' where client_id = '${clientId}'`);
    expect(await altered()).to.eql({ inside: [], outside: [] });
  });

  it('R54 is as it was published again after a correction', async () => {
    const corrected = { figures: { ...figures, pv: 1_100 }, reason: '漏计手机端' };
    expect(await report('补计手机端', corrected)).to.include({ outcome: 'corrected', revision: 3 });
    expect(await altered()).to.eql({ inside: [], outside: [] });
  });

  it('R54 is read once for all its revisions that have leaves, as hundreds of corrections of a day would cost their square', async () => {
    const found = await standings(at.database.db, 0, 256);
    const own = found.filter(({ kind, key }) => kind === 'report' && key === clientId);
    expect(own.map(({ revision }) => revision)).to.eql([1, 2, 3]);
    expect(new Set(own.map(({ whole }) => whole)).size).to.equal(1);
    expect(own[2]?.whole?.revisions).to.have.length(3);
  });

  it('keeps every explanation: no sentence can be changed or removed', async () => {
    for (const change of [`update report_explanations set note = '改'`, `delete from report_explanations`])
      expect(await at.database.db.run(change).catch(String)).to.match(/append-only/);
  });
});
