import { expect } from 'chai';
import { describe, it } from 'mocha';
import { mustDate } from '../src/command.ts';

const read = (since: string) => mustDate({ since }, 'since').toISOString();

describe('a time on the command line', () => {
  it('has an offset, or is a day, which begins in Beijing', () => {
    expect(read('2026-11-24T08:00:00+08:00')).to.equal('2026-11-24T00:00:00.000Z');
    expect(read('2026-11-24T00:00:00Z')).to.equal('2026-11-24T00:00:00.000Z');
    expect(read('2026-11-24')).to.equal('2026-11-23T16:00:00.000Z');
  });

  it('is refused where Date would make another one of it', () => {
    for (const odd of [
      ...['2026-02-31', '2026-12-05 14:30-16:30', '2026-12-05T14:30-16:30', '2026-12-05T14:00:00+16:30'],
      ...['2026-12-05T14:00', '2026-12-05 14:00', '5 Dec 2026', '2026', '1'],
    ])
      expect(() => read(odd), odd).to.throw('commands.time_form');
  });
});
