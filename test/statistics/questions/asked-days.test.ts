import { expect } from 'chai';
import { describe, it } from 'mocha';
import { correctedSince, firstChange } from '../../../src/statistics/questions/asked-days.ts';
import { questionOf } from '../../../src/statistics/questions/present.ts';
import type { ShownQuestion } from '../../../src/statistics/questions/service.ts';
import type { KeptRevision } from '../../../src/statistics/reports/report-store.ts';
import { createWords } from '../../../src/words/index.ts';
import { shownQuestion } from '../../support/samples-questions.ts';

const { say } = createWords()('zh', 'operator');
const at = (text: string) => new Date(`2026-11-${text}+08:00`);
const version = (day: string, revision: number, time: string, pv: number): KeptRevision & { day: string } => ({
  ...{ day, revision, at: at(time), figures: { pv }, note: undefined, reason: undefined },
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
    weeks: [{ day: '2026-11-13', value: 1_150, logins: 97 }],
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
