import { expect } from 'chai';
import { describe, it } from 'mocha';
import { age, due, lastly } from '../../../src/review/days/waiting-words.ts';

const at = (iso: string) => new Date(`${iso}+08:00`);

describe('how long something waits, in words', () => {
  const now = at('2026-11-24T18:32:00');

  it('counts minutes, hours, and days with hours, never more than have passed', () => {
    for (const [from, expected] of [
      ['2026-11-24T18:32:00', '0 分钟'],
      ['2026-11-24T17:33:00', '59 分钟'],
      ['2026-11-24T16:00:00', '2 小时'],
      ['2026-11-23T18:32:00', '1 天'],
      ['2026-11-21T15:00:00', '3 天 3 小时'],
    ] as const)
      expect(age(at(from), now), from).to.equal(expected);
  });

  it('says how near the promised time is, in working days', () => {
    for (const [until, expected] of [
      ['2026-11-27T18:00:00', { tone: '', words: '还剩 3 个工作日' }],
      ['2026-11-25T18:00:00', { tone: '', words: '还剩 1 个工作日' }],
      ['2026-11-30T18:00:00', { tone: '', words: '还剩 4 个工作日' }], // a weekend lies between
      ['2026-11-24T20:00:00', { tone: 'warn', words: '今天 20:00 前' }],
      ['2026-11-24T16:00:00', { tone: 'bad-t', words: '已超时 2 小时' }],
    ] as const)
      expect(due(at(until), now), until).to.eql(expected);
  });

  it('leaves the day away where it is today', () => {
    expect(lastly(at('2026-11-24T10:32:00'), now)).to.equal('10:32');
    expect(lastly(at('2026-11-23T10:32:00'), now)).to.equal('昨天 10:32');
  });
});
