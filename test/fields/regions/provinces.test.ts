import { expect } from 'chai';
import { describe, it } from 'mocha';
import { provinceProblem } from '../../../src/fields/regions/provinces.ts';
import { regionsBelow } from '../../../src/fields/regions/region-table.ts';
import { canonical } from '../../../src/resources/channels/canonical.ts';
import { channels } from '../../../src/resources/channels/channels.ts';

describe('a place and its region', () => {
  /** Halls at the edges: 漠河, 三沙, 喀什, 舟山, 崇明, 澳门, 格尔木, 额济纳. */
  const places: readonly [string, number, number][] = [
    ['110101', 116.41, 39.93],
    ['232701', 122.53, 52.97],
    ['460300', 112.33, 16.83],
    ['653101', 75.99, 39.47],
    ['330902', 122.11, 30.02],
    ['310151', 121.4, 31.62],
    ['820000', 113.55, 22.19],
    ['632801', 94.9, 36.4],
    ['152923', 101.06, 41.95],
    ['710000', 121.51, 25.04],
  ];
  for (const [code, lng, lat] of places)
    it(`agree in ${code}`, () => expect(provinceProblem([lng, lat], code)).to.equal(undefined));

  it('disagree where the point is in Xinjiang and the code in Zhejiang, which says both', () => {
    const problem = provinceProblem([87.62, 43.82], '330106');
    expect(problem).to.have.property('code', 'fields.outside_province');
    expect(problem?.params).to.include({ lng: 87.62, lat: 43.82, province: '浙江省' });
  });

  it('is known of every province', () => {
    for (const { code } of regionsBelow())
      expect(provinceProblem([0, 0], code), code).to.have.property('code', 'fields.outside_province');
  });

  it('are compared by every way of an entry, and swapped numbers are told apart from that', () => {
    for (const code of ['activity', 'venue'] as const) {
      const { example } = channels[code];
      const problemsOf = (data: object) => {
        const read = canonical(channels[code], { ...example, ...data });
        return 'problems' in read ? read.problems : {};
      };
      expect(problemsOf({})).to.deep.equal({});
      expect(problemsOf({ lng: '87.62', lat: '43.82' }).lng).to.have.property('code', 'fields.outside_province');
      expect(problemsOf({ lng: '30.259258', lat: '120.130396' }).lng).to.have.property(
        'code',
        'channels.lng_lat_swapped',
      );
    }
  });
});
