import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Position } from '../../../src/resources/listing/cells.ts';
import { drawNear } from '../../../src/resources/public/near-map.ts';

const place: Position = [118.51, 28.9];
const pin = (number: number, point: Position, words = '文化馆') => ({ number, words, point, href: `#p${number}` });
const draw = (pins: ReturnType<typeof pin>[], km = 5) => drawNear({ place, km, pins, houses: [] });
const centreOf = ({ box }: { box: { x: number; y: number } }) => ({ x: box.x + 12, y: box.y + 12 });

describe('R04 the map of events nearby', () => {
  it('draws distances and directions in true scale, on the closest map that holds all places', () => {
    const { rings, pins } = draw([pin(1, [118.51, 28.9 + 4 / 111.2])]);
    expect(rings.map(({ km }) => km)).to.deep.equal([1, 3, 5]);
    expect(rings.map(({ radius }) => radius)).to.deep.equal([27.6, 82.8, 138]);
    expect(pins.map(centreOf)).to.deep.equal([{ x: 182, y: 45.6 }]);
    expect(draw([pin(1, [118.51, 28.91])]).rings.map(({ km }) => km)).to.deep.equal([1, 2]);
    expect(draw([]).rings.map(({ km }) => km)).to.deep.equal([1, 3, 5]);
  });

  it('lets no pin and no name lie on another, with a line to the place of one that had to move', () => {
    const crowd = Array.from({ length: 12 }, (_, index) => pin(index + 1, [118.512 + index / 5_000, 28.903]));
    const { pins } = draw(crowd);
    const centres = pins.map(centreOf);
    for (const [index, one] of centres.entries())
      for (const other of centres.slice(index + 1))
        expect(Math.hypot(one.x - other.x, one.y - other.y)).to.be.at.least(30.9);
    expect(pins.filter(({ from }) => from !== undefined)).to.have.length.above(8);
    for (const { x, y } of centres) {
      expect(x).to.be.within(16, 348);
      expect(y).to.be.within(16, 292);
    }
  });

  it('shows the direction of a place that is too far, at the edge', () => {
    const [drawn] = draw([pin(1, [118.8, 28.9], '澜江市图书馆，28 公里')]).pins;
    expect(drawn).to.include({ isAway: true });
    expect(drawn && centreOf(drawn)).to.deep.equal({ x: 342, y: 156 });
    expect(drawn?.from).to.deep.equal({ x: 182, y: 156 });
  });
});
