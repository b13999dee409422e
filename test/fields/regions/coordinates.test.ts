import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type Datum, inBoth, type Point } from '../../../src/fields/regions/coordinates.ts';

/** Metres between two places that are near to each other. */
const apart = ([lng, lat]: Point, [east, north]: Point) =>
  Math.hypot((lng - east) * 111_320 * Math.cos((lat * Math.PI) / 180), (lat - north) * 110_540);

describe('coordinates', () => {
  // The vectors that implementations of these systems publish.
  for (const [point, datum, system, expected] of [
    [[116.404, 39.915], 'wgs84', 'gcj02', [116.410244, 39.916404]],
    [[116.404, 39.915], 'cgcs2000', 'gcj02', [116.410244, 39.916404]],
    [[116.410244, 39.916404], 'gcj02', 'wgs84', [116.404, 39.915]],
    [[116.404, 39.915], 'bd09', 'gcj02', [116.397627, 39.908657]],
    [[121.473704, 31.230416], 'gcj02', 'gcj02', [121.473704, 31.230416]],
  ] as [Point, Datum, 'wgs84' | 'gcj02', Point][])
    it(`of ${point} in ${datum} are ${expected} in ${system}`, () => {
      expect(apart(inBoth(point, datum)[system], expected)).to.be.below(0.2);
    });

  it('come back to where they were, all over the country, with six decimals', () => {
    for (let lng = 73.5; lng <= 135; lng += 1.7)
      for (let lat = 3.9; lat <= 53.6; lat += 1.3) {
        const { wgs84, gcj02 } = inBoth([lng, lat], 'wgs84');
        expect(wgs84).to.deep.equal([Number(lng.toFixed(6)), Number(lat.toFixed(6))]);
        expect(gcj02.map((degrees) => Number(degrees.toFixed(6)))).to.deep.equal(gcj02);
        expect(apart(inBoth(gcj02, 'gcj02').wgs84, wgs84), `${lng},${lat}`).to.be.below(0.2);
      }
  });
});
