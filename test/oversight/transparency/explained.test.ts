import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { standings } from '../../../src/oversight/transparency/figure-store.ts';
import { operator, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createReports } from '../../support/statistics.ts';
import { asOwner, createWitness, publicName } from '../../support/transparency.ts';

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
    const made = await createReports(at, clock, { regions: ['330106'], first: day, last: day, figures: () => figures });
    clientId = made[0]?.clientId ?? '';
  });
  after(() => at.close());

  it('R54 is as it was published, also with a second sentence, and says the last one', async () => {
    expect(await report('展会现场多人共用网络')).to.include({ outcome: 'explained', revision: 1 });
    expect(await altered()).to.eql({ inside: [], outside: [] });
    expect(await report('展会三天，现场共用一个出口')).to.include({ outcome: 'explained', revision: 1 });
    expect(await altered()).to.eql({ inside: [], outside: [] });
    const [said] = await at.app.statistics.revisions(operator, clientId, day);
    expect(said).to.include({ revision: 1, note: '展会三天，现场共用一个出口' });
  });

  it('R54 is altered where its note is neither the last nor the first explanation', async () => {
    for (const note of ['没有说过', '按系统数据填报']) {
      await asOwner(at, `update daily_reports set note = '${note}' where client_id = '${clientId}'`);
      expect(await altered(), note).to.eql({ inside: [clientId], outside: [publicName(at, 'report', clientId, day)] });
    }
    await asOwner(at, `update daily_reports set note = '展会三天，现场共用一个出口' where client_id = '${clientId}'`);
    expect(await altered()).to.eql({ inside: [], outside: [] });
  });

  it('R54 is as it was published again after a correction', async () => {
    const corrected = { figures: { ...figures, pv: 1_100 }, reason: '漏计手机端' };
    expect(await report('补计手机端', corrected)).to.include({ outcome: 'corrected', revision: 2 });
    expect(await altered()).to.eql({ inside: [], outside: [] });
  });

  it('R54 is read once for all its revisions that have leaves, as hundreds of corrections of a day would cost their square', async () => {
    const found = await standings(at.database.db, 0, 256);
    const own = found.filter(({ kind, key }) => kind === 'report' && key === clientId);
    expect(own.map(({ revision }) => revision)).to.eql([1, 2]);
    expect(new Set(own.map(({ whole }) => whole)).size).to.equal(1);
    expect(own[1]?.whole?.revisions).to.have.length(2);
  });

  it('keeps every explanation: no sentence can be changed or removed', async () => {
    for (const change of [`update report_explanations set note = '改'`, `delete from report_explanations`])
      expect(await at.database.db.run(change).catch(String)).to.match(/append-only/);
  });
});
