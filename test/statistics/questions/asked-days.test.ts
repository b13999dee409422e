import { expect } from 'chai';
import { describe, it } from 'mocha';
import { correctedSince, firstChange, strongestFirst } from '../../../src/statistics/questions/asked-days.ts';
import { questionOf } from '../../../src/statistics/questions/present.ts';
import type { ShownQuestion } from '../../../src/statistics/questions/service.ts';
import type { KeptRevision } from '../../../src/statistics/reports/report-store.ts';
import { createWords } from '../../../src/words/index.ts';
import { shownQuestion } from '../../support/samples-questions.ts';

const { say } = createWords()('zh', 'operator');
const at = (text: string) => new Date(`2026-11-${text}+08:00`);
const version = (day: string, revision: number, time: string, pv: number): KeptRevision & { day: string } => ({
  ...{ day, revision, at: at(time), figures: { pv }, note: undefined, added: [], reason: undefined },
  ...{ actorKind: 'member', actorId: 'x' },
});

describe('the figures that a question is about', () => {
  const versions = [
    ...[version('2026-11-12', 1, '13T09:00', 900), version('2026-11-12', 2, '15T09:00', 800)],
    version('2026-11-12', 3, '18T09:00', 700),
    ...[version('2026-11-13', 1, '14T09:00', 9_000), version('2026-11-13', 2, '16T09:00', 8_000)],
    ...[version('2026-11-13', 3, '18T10:00', 1_100), version('2026-11-13', 4, '19T10:00', 1_150)],
  ];
  // The 12th was asked about on the 14th, the 13th joined the question on the 17th.
  const findings = [
    { day: '2026-11-12', foundAt: at('14T12:00') },
    { day: '2026-11-13', foundAt: at('17T12:00') },
  ];
  const corrected = correctedSince(versions, findings);

  it('counts corrections of a day from when that day was asked about', () => {
    expect(corrected.map(({ day, changes }) => [day, changes[0]?.before, changes[0]?.after])).to.deep.equal([
      ['2026-11-13', 1_100, 1_150],
      ['2026-11-13', 8_000, 1_100],
      ['2026-11-12', 800, 700],
      ['2026-11-12', 900, 800],
    ]);
    expect(firstChange(corrected, '2026-11-12', 'pv')?.before).to.equal(900);
    expect(firstChange(corrected, '2026-11-13', 'pv')?.before).to.equal(8_000);
    expect(firstChange(corrected, '2026-11-13', 'uv')).to.equal(undefined);
  });

  const jumpOf = (day: string, value: number): ShownQuestion['rules'][number] => ({
    ...{ code: 'jump', metric: 'pv', first: day, last: day, falseAlarms: 5.3 },
    about: { value, usual: 1_000, times: 9, logins: 97 },
  });
  const shown = (rules: ShownQuestion['rules']): ShownQuestion => ({
    ...{ ...shownQuestion, rules, day: '2026-11-13', isCorrected: true, corrected },
    weeks: [{ day: '2026-11-13', value: 1_150, logins: 97, isHeld: true }],
  });

  it('says what its own day was when it was asked about, not another day of a jump', () => {
    const { was } = questionOf(shown([jumpOf('2026-11-12', 900), jumpOf('2026-11-13', 8_000)]), say, at('20T09:00'));
    expect(was).to.equal('8,000');
  });

  it('says so of other rules too, and nothing of a day that stayed as it was', () => {
    const copied = { ...jumpOf('2026-11-13', 0), code: 'copied', about: { days: 3, lag: 28 } } as const;
    expect(questionOf(shown([copied]), say, at('20T09:00')).was).to.equal('8,000');
    const untouched = { ...shown([jumpOf('2026-11-13', 8_000)]), corrected: corrected.slice(2) };
    expect(questionOf(untouched, say, at('20T09:00')).was).to.equal(undefined);
  });
});

describe('the order of what rules found', () => {
  const found = (on: string, rule: string, about: Record<string, number>, metric = 'pv') => ({
    ...{ day: `2026-11-${on}`, metric, rule, about },
  });
  const scaled = ['16', '17', '18'].map((on) => found(on, 'scaled', { days: 3, lag: 7, factor: 1.1 }));
  const copied = ['16', '17', '18'].map((on) => found(on, 'copied', { days: 3, lag: 28 }));
  const content = found('19', 'content', { days: 1, value: 40, usual: 0, seen: 0 }, 'new_activities');
  const jump = (on: string, times: number) =>
    found(on, 'jump', { value: 1_000 * times, usual: 1_000, times, logins: 2 });
  const growth = (on: string, percent: number) => found(on, 'growth', { weeks: 1, percent, came: 0 });
  const orderOf = (findings: Parameters<typeof strongestFirst>[0]) =>
    strongestFirst(findings).map(({ code, last }) => `${code} ${last.slice(8)}`);

  it('begins with a day eight times as high, before a tenth more than a week ago and activities that were not seen', () => {
    expect(orderOf([...scaled, jump('18', 8), content])).to.deep.equal(['jump 18', 'scaled 18', 'content 19']);
  });

  it('begins with days that are exactly the same where others are only twice as high', () => {
    expect(orderOf([...copied, jump('18', 2.1)])).to.deep.equal(['copied 18', 'jump 18']);
  });

  it('begins with the farther one of two that compare with usual days, whichever of them errs less often', () => {
    expect(orderOf([growth('18', 60), jump('19', 2.5)])).to.deep.equal(['jump 19', 'growth 18']);
    expect(orderOf([growth('18', 90), jump('19', 1.8)])).to.deep.equal(['growth 18', 'jump 19']);
  });

  it('says of each day of jumps its own numbers, and nothing of the days between', () => {
    const jumps = strongestFirst([jump('10', 3), jump('12', 9), jump('20', 4)]);
    expect(jumps.map(({ first, last, about }) => [first.slice(8), last.slice(8), about.times])).to.deep.equal([
      ['12', '12', 9],
      ['20', '20', 4],
      ['10', '10', 3],
    ]);
  });

  it('says in the lead how many others there are, and names two of them', () => {
    const leadOf = (findings: Parameters<typeof strongestFirst>[0]) =>
      questionOf({ ...shownQuestion, rules: strongestFirst(findings) }, say, at('20T09:00')).lead;
    expect(leadOf([jump('18', 8)])).to.equal('11月18日的资源访问量是前四个同日的 8 倍，登录没有跟着多。');
    expect(leadOf([jump('18', 8), ...scaled])).to.equal(
      '11月18日的资源访问量是前四个同日的 8 倍，登录没有跟着多；还有 1 处：11月16日至18日的资源访问量连续 3 天都是 7 天以前的 1.1 倍。',
    );
    expect(leadOf([...scaled, ...[3, 4, 5, 6].map((times) => jump(`2${times}`, times))])).to.match(
      /^11月26日.+；还有 4 处：11月25日[^；]+；11月24日[^；]+，等等。$/,
    );
  });
});

describe('the weeks that the shown day is compared with', () => {
  const before = shownQuestion.weeks.slice(0, -1);
  const saidOf = (held: readonly number[]) => {
    const weeks = shownQuestion.weeks.map((week, place) => ({ ...week, isHeld: held.includes(place) || place === 4 }));
    const { says, bars, spoken } = questionOf({ ...shownQuestion, weeks }, say, at('20T09:00'));
    return { says, leftOut: bars.flatMap((bar, place) => (bar.isLeftOut ? [place] : [])), spoken };
  };

  it('are all four where only the shown day is in question', () => {
    expect(before).to.have.length(4);
    expect(saidOf([])).to.deep.include({
      says: '报的是 9,870 次，前四个周一在 1,088 到 1,240 次之间；同一天国家云看见的登录 97 次，没有变化。',
      leftOut: [],
    });
  });

  it('leave out those that are in question too, in the sentence, the chart and for the ear', () => {
    const { says, leftOut, spoken } = saidOf([2]);
    expect(says).to.include('前四个周一在 1,088 到 1,131 次之间（不进排名的 1 个不算）；');
    expect(leftOut).to.deep.equal([2]);
    expect(spoken.split('；').map((each) => each.includes('不算'))).to.deep.equal([false, false, true, false, false]);
  });

  it('are none where all of them are', () => {
    expect(saidOf([0, 1, 2, 3]).says).to.equal(
      '报的是 9,870 次，前四个周一没有可以比的（不进排名的 4 个不算）；同一天国家云看见的登录 97 次。',
    );
  });
});
