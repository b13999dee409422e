import { expect } from 'chai';
import { describe, it } from 'mocha';
import { lendings, sellings } from '../../../src/resources/announcements/reading/offer-forms.ts';

describe('words that lend a room or sell a ware', () => {
  it('are found in the example of each form', () => {
    for (const [name, { example, pattern }] of Object.entries({ ...lendings, ...sellings }))
      expect(example, name).to.match(new RegExp(pattern));
  });
});
