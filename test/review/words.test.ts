import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { markerOf } from '../../src/review/words.ts';
import { createStaff, signInToConsole } from '../support/console.ts';
import { type Desk, words as plain, startDesk } from './desk-setting.ts';

describe('the marker of 敏感词', () => {
  const mark = markerOf([
    { word: '最高级', note: '广告用语' },
    { word: '最高', note: undefined },
    { word: 'VPN', note: undefined },
    { word: 'a.b', note: undefined },
  ]);
  const hits = (text: string) =>
    mark(text).flatMap(({ text: found, hit }) => (hit === undefined ? [] : [[found, hit]]));

  for (const [text, found] of [
    ['本馆获最高级评定', [['最高级', '广告用语']]],
    ['最高处', [['最高', '']]],
    [
      '翻墙用 vpn、V P N 或 V·P·N',
      [
        ['vpn', ''],
        ['V P N', ''],
        ['V·P·N', ''],
      ],
    ],
    ['axb 不算，a.b 算', [['a.b', '']]],
    ['平常的话', []],
  ] as const)
    it(`finds ${found.length} in “${text}” and loses nothing of it`, () => {
      expect(hits(text)).to.deep.equal(found);
      expect(
        mark(text)
          .map((piece) => piece.text)
          .join(''),
      ).to.equal(text);
    });
});

describe('敏感词 on the desk', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk(import.meta.filename);
  });
  after(() => desk.close());

  it('are kept by operators, with what is wrong about a line, and marked where reviewers read', async () => {
    const operator = await signInToConsole(desk.at, await createStaff(desk.at, ['operator']), { to: '/admin/words' });
    const refused = await operator.submit(await operator.walk('/admin/words'), { words: '好\n｜没有词' });
    expect(refused.status).to.equal(422);
    expect(plain(refused.text)).to.include('第 2 行：敏感词应为 1 到 50 个字');
    expect(refused.text).to.include('｜没有词');
    const added = await operator.submit(refused, { words: '免费送｜请核对是否另收费\n春日' });
    expect(plain(added.text)).to.include('已添加或更新 2 个');

    const { id } = await desk.send({ about: '到场免 费 送礼品' });
    const reviewer = await desk.reviewer();
    const page = await reviewer.browser.walk(`/admin/review/${id}`);
    expect(plain(page.text)).to.match(/标出了敏感词，请多看一眼：\s*名称\s*、\s*说明/);
    expect(page.text).to.include('<mark title="请核对是否另收费"><span class="vh">敏感词：</span>免 费 送</mark>');

    const removed = await operator.submit(added, { word: '春日' }, '/admin/words/remove');
    expect(plain(removed.text)).to.include('现有 1 个');
  });
});
