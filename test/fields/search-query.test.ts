import { expect } from 'chai';
import { describe, it } from 'mocha';
import { longest, matches, parseQuery } from '../../src/fields/search-query.ts';

const finds = async (question: string, text: string) => matches(text, (await parseQuery(question)).words);

describe('a question by name, pinyin or first letters', () => {
  it('finds written words in any order and any case', async () => {
    expect(await finds('青溪 认领', '认领　青溪县文化馆')).to.equal(true);
    expect(await finds('ncc_AB', 'ncc_abcdef')).to.equal(true);
    expect(await finds('青溪 图书', '青溪县文化馆')).to.equal(false);
  });
  for (const typed of ['qingxi', 'qx', 'qingx', 'qxxwhg', 'qingxixianwenhuaguan'])
    it(`finds 青溪县文化馆 by ${typed}`, async () => expect(await finds(typed, '青溪县文化馆')).to.equal(true));
  it('knows the other readings of a character: 重庆 by chongqing, 乐清 by yueqing and leqing', async () => {
    for (const typed of ['chongqing', 'cq']) expect(await finds(typed, '重庆市图书馆')).to.equal(true);
    for (const typed of ['yueqing', 'leqing']) expect(await finds(typed, '乐清市文化馆')).to.equal(true);
  });
  it('takes signs of regular expressions as what they are', async () => {
    for (const typed of ['.*', '[', '(', '\\', 'a|b', '+?']) expect(await finds(typed, '青溪县文化馆')).to.equal(false);
    expect(await finds('(演示)', '青溪县文化馆(演示)')).to.equal(true);
  });
  it('is cut where it is long, and costs no more', async () => {
    const { text, words } = await parseQuery('zhongguo '.repeat(200));
    expect(text.length).to.be.at.most(longest);
    expect(words.length).to.be.at.most(5);
    for (const { pattern, near } of (await parseQuery('x'.repeat(60))).words.concat(
      (await parseQuery('xianxianxianxianxianxian')).words,
    ))
      expect(pattern.length + near.join('').length).to.be.below(200_000);
  });
  it('has what sounds like it in place of a wrong character', async () => {
    const [word] = (await parseQuery('清溪县')).words;
    expect(word?.near.some((pattern) => new RegExp(pattern, 'iu').test('青溪县文化馆'))).to.equal(true);
  });
});
