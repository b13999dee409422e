import { expect } from 'chai';
import { describe, it } from 'mocha';
import { ranged } from '../../../src/statistics/questions/counted.ts';
import { seriesOf } from '../../../src/statistics/questions/series-of.ts';

const last = '2026-11-23';
const days = (count: number) =>
  Array.from({ length: count }, (_, back) =>
    new Date(Date.parse(`${last}T00:00:00Z`) - back * 86_400_000).toISOString().slice(0, 10),
  );
/** A platform with 900 visitors a day, at most 60 of them from one range until the last day. */
function judged({
  visitors,
  range,
  uv = visitors,
  usual = 60,
}: {
  visitors: number;
  range: number;
  uv?: number;
  usual?: number;
}) {
  const all = days(40);
  const series = seriesOf({
    ...{ first: all.at(-1) ?? last, last, seen: [], ofKind: [] },
    reported: all.map((day) => ({
      ...{ clientId: 'ncc_one', day, at: new Date(`${day}T20:00:00Z`) },
      figures: [String(3 * uv), String(day === last ? uv : 900), '300', null, '1', '0', null],
    })),
  });
  const at = all.length - 1;
  const countedAt = (column: number) =>
    column === at ? { visitors, range } : column >= 0 && column < at ? { visitors: 900, range: usual } : undefined;
  return ranged({ ...series, countedAt }, at);
}

describe('R54 visitors that a counter counted from one range of addresses', () => {
  it('asks about a flood from one range that was reported as it was counted', () => {
    const [sign] = judged({ visitors: 3_900, range: 3_000 });
    expect(sign).to.deep.include({ rule: 'range', metric: 'uv' });
    expect(sign?.about).to.deep.equal({ range: 3_000, percent: 77, usual: 60 });
  });

  it('asks about none that is usual, small, a small part of all, or not reported', () => {
    expect(judged({ visitors: 1_400, range: 600, usual: 550 })).to.deep.equal([]);
    expect(judged({ visitors: 1_100, range: 300 })).to.deep.equal([]);
    expect(judged({ visitors: 9_000, range: 1_000 })).to.deep.equal([]);
    expect(judged({ visitors: 3_900, range: 3_000, uv: 900 })).to.deep.equal([]);
  });

  it('asks in any case where a range reached its bound', () => {
    expect(judged({ visitors: 30_000, range: 3_000 })).to.have.length(1);
  });
});
