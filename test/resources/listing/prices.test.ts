import { expect } from 'chai';
import { describe, it } from 'mocha';
import { mostPriceIn } from '../../../src/resources/listing/prices.ts';

describe('R44 the most that something may cost, in a question', () => {
  for (const [asked, most] of [
    ['50元以内伴手礼', 50],
    ['三十块以内的演出票', 30],
    ['十块钱看电影', 10],
    ['不超过100元的礼物', 100],
    ['一百二十块的团扇', 120],
    ['几十块的小礼物', 99],
    ['送长辈一百多块的礼物', 199],
    ['三十多块的票', 39],
    ['100元以上的礼物', undefined],
    ['元宵灯会', undefined],
    ['剪纸', undefined],
  ] as const)
    it(`is read: ${asked}`, () => {
      expect(mostPriceIn(asked)).to.equal(most);
    });
});
