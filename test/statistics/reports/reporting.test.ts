import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Actor } from '../../../src/actor.ts';
import { createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createMember } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { refusal } from '../../support/refusal.ts';
import { fact } from '../../support/words.ts';

const figures = { pv: 1_000, uv: 300, ip: 280, new_activities: 2, new_venues: 0 };
const day = '2026-11-23';

describe('reporting a day', () => {
  const clock = testClock('2026-11-01T10:00:00+08:00');
  let at: TestApp;
  let reporter: ReturnType<typeof asMember>;
  let clientId: string;
  let program: Actor;
  /** An application that has been there since the first of the month. */
  const fresh = async () => {
    const now = clock.now().toISOString();
    clock.set('2026-11-01T10:00:00+08:00');
    const made = await createClient(at, { scope: 'openid stats:write' }, { institutionId: reporter.institutionId });
    clock.set(now);
    clientId = made.clientId;
    program = { kind: 'application', clientId, institutionId: reporter.institutionId, scopes: ['stats:write'] };
  };
  const report = (actor: Actor, change: object = {}, more: object = {}) =>
    at.app.statistics.report(actor, clientId, day, { figures: { ...figures, ...change }, ...more });
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    reporter = asMember(await createMember(at, { role: 'reporter' }), 'reporter');
    await fresh();
    clock.set('2026-11-24T09:00:00+08:00');
  });
  after(() => at.close());

  it('R51 saves it once, however often it is repeated', async () => {
    expect(await report(reporter)).to.include({ outcome: 'created', revision: 1 });
    expect(await report(program)).to.include({ outcome: 'unchanged', revision: 1 });
    const [kept] = await at.app.statistics.list(reporter, clientId, { from: day, to: day });
    expect(kept).to.deep.include({ figures, late: false, revision: 1 });
  });

  it('R53 corrects it with a reason, and keeps the earlier values', async () => {
    expect(await refusal(report(reporter, { pv: 1_100 }))).to.include({ code: 'stats_reason_required' });
    const short = await refusal(report(reporter, { pv: 1_100 }, { reason: ' 改 ' }));
    expect(short).to.include({ code: 'stats_reason_required' });
    const least = fact('fields.too_short', { label: '更正原因', min: 2, now: 1 });
    expect(short, 'it was written, and is too short').to.deep.include({ fact: least, fields: { reason: least } });
    expect(await report(reporter, { pv: 1_100 }, { reason: '漏计手机端' })).to.include({
      outcome: 'corrected',
      revision: 2,
    });
    const revisions = await at.app.statistics.revisions(reporter, clientId, day);
    expect(revisions.map(({ revision, figures: { pv }, reason }) => [revision, pv, reason])).to.deep.equal([
      [1, 1_000, undefined],
      [2, 1_100, '漏计手机端'],
    ]);
    const change = `update report_revisions set reason = '改'`;
    expect(await at.database.db.run(change).catch(String)).to.match(/append-only/);
  });

  it('R52 refuses impossible values, and days not over or before the start', async () => {
    expect((await refusal(report(reporter, { uv: 1_200 }))).fields).to.deep.equal({
      uv: fact('statistics.uv_above_pv', { uv: 1200, pv: 1000 }),
    });
    const on = (date: string) => at.app.statistics.report(reporter, clientId, date, { figures });
    expect(await refusal(on('2026-11-24'))).to.include({
      code: 'stats_future_date',
      message: 'statistics.future',
    });
    expect((await refusal(on('2026-10-31'))).fields)
      .to.have.property('date')
      .that.eqls(fact('statistics.before_start', { since: '2026-11-01' }));
    expect((await refusal(on('2026-02-30'))).fields).to.have.property('date');
  });

  it('R52 wants an explanation of unusual values from people, and warns programs', async () => {
    await fresh();
    const odd = { ip: 305 };
    expect((await refusal(report(reporter, odd))).fields).to.have.keys('ip', 'note');
    expect(await report(reporter, odd, { note: '展会现场多人共用网络' })).to.include({ outcome: 'created' });
    await fresh();
    const { notices } = await report(program, odd);
    expect(notices.map(({ code }) => code)).to.deep.equal(['ip_over_uv']);
  });

  it('R53 closes: corrections of a week ago need consent, a closed month an operator', async () => {
    await fresh();
    await report(reporter);
    clock.set('2026-12-01T09:00:00+08:00');
    expect(await refusal(report(reporter, { pv: 900 }, { reason: '更正' }))).to.include({ code: 'stats_locked' });
    clock.set('2026-12-07T18:00:00+08:00');
    await fresh();
    expect(await refusal(report(reporter))).to.include({ code: 'stats_locked' });
    expect(await report(operator)).to.include({ outcome: 'created' });
    clock.set('2026-11-24T09:00:00+08:00');
  });

  it('leaves one row and one chain of revisions of ten at once', async () => {
    await fresh();
    const reasons = Array.from({ length: 10 }, (_, n) =>
      report(program, { pv: 1_001 + n }, { reason: `第 ${n} 次更正` }),
    );
    const outcomes = await Promise.all(reasons);
    expect(outcomes.filter(({ outcome }) => outcome === 'created')).to.have.length(1);
    const revisions = await at.app.statistics.revisions(reporter, clientId, day);
    expect(revisions.map(({ revision }) => revision)).to.deep.equal(Array.from({ length: 10 }, (_, n) => n + 1));
    const [kept] = await at.app.statistics.list(reporter, clientId, { from: day, to: day });
    expect(kept).to.deep.include({ figures: revisions.at(-1)?.figures, revision: 10 });
  });

  it('is for the institution’s own applications, and none of the sandbox', async () => {
    const other = asMember(await createMember(at, { role: 'reporter' }), 'reporter');
    expect(await refusal(report(other))).to.include({ code: 'not_found' });
    const reader = asMember(
      await createMember(at, { institutionId: reporter.institutionId, role: 'reader' }),
      'reader',
    );
    expect(await refusal(report(reader))).to.include({ code: 'forbidden' });
    const stranger: Actor = { kind: 'application', clientId: 'x', institutionId: reporter.institutionId, scopes: [] };
    expect(await refusal(report(stranger))).to.include({ code: 'not_found' });
    expect(await report(operator, {}, { reason: '运营更正' })).to.include({ outcome: 'corrected' });
  });
});
