import { expect } from 'chai';
import { describe, it } from 'mocha';
import { lifeOf, lightOf } from '../../../src/integration/vendors/presented.ts';

describe('an AK on the desk of its developer company', () => {
  it('has no red mark where 在线验证 was not done', () => {
    expect(lightOf(undefined, ({ code }) => code)).to.deep.equal({ look: '', words: '没有做' });
  });
  it('counts the days below 60 alone', () => {
    const words = (left: number) => lifeOf({ left, disabledAt: null }).words;
    expect([words(59), words(60)]).to.deep.equal(['剩 59 天', '生效中']);
  });
});
