import { globSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { systemClock } from '../../src/clock.ts';
import { moments } from './moments.ts';

const inBeijing = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16);
const from = (now: string) => moments(new Date(`${now}+08:00`)).map(({ at }) => inBeijing(at));

describe('the days at which npm run dates runs the tests', () => {
  it('are the next ones: as few as go through all that is particular about a day', () => {
    expect(from('2026-12-01T06:00')).to.eql([
      ...['2026-12-31T23:50', '2028-02-28T23:50', '2027-03-31T10:00', '2027-02-04T16:30', '2027-02-15T09:00'],
      '2027-02-28T23:50',
    ]);
  });

  it('have a Monday of its own where none of the others is one', () => {
    const others = ['2027-12-31T23:50', '2028-02-28T23:50', '2028-03-31T10:00', '2028-01-24T16:30', '2028-02-02T09:00'];
    expect(from('2027-04-01T10:00')).to.eql([...others, '2029-02-28T23:50'], 'the 28th of February is one');
    expect(from('2028-03-01T10:00').at(-1)).to.equal('2028-03-06T09:00');
    expect(from('2028-03-06T10:00').at(-1)).to.equal('2028-03-13T09:00');
  });

  it('lie ahead also of one who stands at such a day', () => {
    expect(from('2026-12-31T23:59')[0]).to.equal('2027-12-31T23:50');
    expect(from('2028-02-28T11:00')[1]).to.equal('2032-02-28T23:50');
    expect(from('2027-02-06T10:00').slice(3, 5)).to.eql(['2028-01-24T16:30', '2028-02-02T09:00']);
  });

  it('run all tests, or those of rooms that there are', () => {
    for (const { files = [] } of moments(systemClock.now()))
      for (const pattern of files) expect(globSync(pattern), pattern).not.to.be.empty;
  });
});
