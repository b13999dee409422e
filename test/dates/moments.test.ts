import { expect } from 'chai';
import { describe, it } from 'mocha';
import { moments } from './moments.ts';

const inBeijing = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16);
const from = (now: string) => moments(new Date(`${now}+08:00`)).map(({ at }) => inBeijing(at));

describe('the days at which npm run dates runs the tests', () => {
  it('are the next ones', () => {
    expect(from('2026-12-01T06:00')).to.eql([
      ...['2026-12-31T23:50', '2027-01-01T00:20', '2027-02-28T10:00', '2028-02-29T10:00', '2027-03-31T10:00'],
      ...['2027-02-04T16:30', '2027-02-15T09:00', '2026-12-07T09:00', '2026-12-02T00:03'],
    ]);
  });

  it('lie ahead also of one who stands at such a day', () => {
    expect(from('2026-12-31T23:59').slice(0, 2)).to.eql(['2027-12-31T23:50', '2027-01-01T00:20']);
    expect(from('2028-02-29T11:00').slice(2, 4)).to.eql(['2029-02-28T10:00', '2032-02-29T10:00']);
    expect(from('2026-12-07T10:00')[7]).to.equal('2026-12-14T09:00');
    expect(from('2027-02-06T10:00').slice(5, 7)).to.eql(['2028-01-24T16:30', '2028-02-02T09:00']);
  });
});
