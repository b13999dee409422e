import { expect } from 'chai';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { createMarker } from '../../../src/review/words/word-marker.ts';
import { createStaff, signInToConsole } from '../../support/console.ts';
import { growthProblems } from '../../support/cost.ts';
import { until } from '../../support/until.ts';
import { type Desk, words as plain, startDesk } from '../desk-setting.ts';

describe('the marker of 敏感词', () => {
  const mark = createMarker([
    { word: '最高级', note: '广告用语' },
    { word: '最高', note: undefined },
    { word: 'VPN', note: undefined },
    { word: 'a.b', note: undefined },
    { word: 'COVID-19', note: undefined },
    { word: 'ac', note: undefined },
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
    [
      'COVID-19、ＣＯＶＩＤ－１９、covid - 19',
      [
        ['COVID-19', ''],
        ['ＣＯＶＩＤ－１９', ''],
        ['covid - 19', ''],
      ],
    ],
    [
      'a.c 和 a.b',
      [
        ['a.c', ''],
        ['a.b', ''],
      ],
    ],
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

/** Every sign of ASCII that is no letter and no digit, and other signs special to patterns and pages. */
const ascii = Array.from({ length: 0x7f - 0x21 }, (_, n) => String.fromCharCode(0x21 + n)).filter((c) =>
  /\W|_/.test(c),
);
const odd = [
  'İ',
  'ß',
  'ﬁ',
  '㈱',
  'Σς',
  '🐉',
  '👨‍👩‍👧',
  'e\u0301',
  '\u0301',
  '가',
  'ㄱ',
  '𠮷',
  'א',
  'ﷺ',
  '\ud800',
  '（',
  '｜',
  '“',
];

describe('the marker of any 敏感词', () => {
  for (const sign of [...ascii, ...odd])
    it(`marks words with ${JSON.stringify(sign)} in them, and loses nothing of the text`, () => {
      for (const word of [
        sign,
        `甲${sign}乙`,
        `${sign}乙`,
        `甲${sign}`,
        sign + sign,
        `[${sign}-${sign}]`,
        `\\${sign}`,
      ]) {
        const text = `前文${word}后文`;
        const pieces = createMarker([{ word, note: '看' }])(text);
        expect(pieces.map((piece) => piece.text).join('')).to.equal(text);
        expect(pieces.filter(({ hit }) => hit === '看').map((piece) => piece.text)).to.deep.equal([word]);
      }
    });

  it('fails at no words and no text', () => {
    const any = fc.string({ unit: fc.constantFrom(...ascii, ...odd, ' ', '甲', 'a', '1'), maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(
          any.filter((word) => word !== ''),
          { maxLength: 6 },
        ),
        any,
        (words, text) => {
          const pieces = createMarker(words.map((word) => ({ word, note: undefined })))(text);
          expect(pieces.map((piece) => piece.text).join('')).to.equal(text);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('costs no more than the text is long, however alike words and text are', async () => {
    const words = ['a'.repeat(50), '-'.repeat(50), '甲.'.repeat(25), 'ab'.repeat(25)];
    const mark = createMarker(words.map((word) => ({ word, note: undefined })));
    expect(await growthProblems(['a', '-', '甲.', 'ab', ' a', '甲', 'a-'], 10_000, mark)).to.deep.equal([]);
  });
});

describe('敏感词 on the desk', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk(import.meta.filename);
  });
  after(() => desk.close());

  it('are edited by operators, with the problem of a line, and marked for reviewers', async () => {
    const operator = await signInToConsole(desk.at, await createStaff(desk.at, ['operator']));
    const refused = await operator.submit(await operator.walk('/admin/words'), {
      words: `好\n｜没有词\n${'长'.repeat(51)}`,
    });
    expect(refused.status).to.equal(422);
    expect(plain(refused.text)).to.include('第 2 行：敏感词应为 1 到 50 个字');
    expect(plain(refused.text)).to.include('第 3 行：敏感词应为 1 到 50 个字');
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

    // R58: a word with signs of a pattern in it must not close the desk.
    const more = await operator.submit(removed, {
      words: `COVID-19\n${ascii.filter((sign) => sign !== '|').join('\n')}\n${odd.filter((word) => /^[^\p{C}｜]+$/u.test(word)).join('\n')}`,
    });
    expect(more.status).to.be.below(400);
    const other = await desk.send({ about: '关于 COVID－19 的[说明]' });
    await until(async () => {
      const marked = await reviewer.browser.walk(`/admin/review/${other.id}`);
      expect(marked.status).to.equal(200);
      return marked.text.includes('COVID－19</mark>');
    }, 'the new words are marked');
  });
});
