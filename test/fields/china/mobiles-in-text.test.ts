import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { maskMobiles } from '../../../src/fields/china/mobiles-in-text.ts';

/** Ways in which people, editors and evaders write 13800008000. */
const ways = [
  ...['13800008000', '138-0000-8000', '138.0000.8000', '138·0000·8000', '138 0000 8000', '１３８００００８０００'],
  ...['（138）0000 8000', '(138)00008000', '138 - 0000 - 8000', '138–0000—8000', '1380 0008 000', '13800 008000'],
  ...['138/0000/8000', '138_0000_8000', '138，0000，8000', '138:0000:8000', '138~0000~8000', '138、0000、8000'],
  ...[
    '138\u00a00000\u00a08000',
    '138\u00ad0000\u00ad8000',
    '1\u200b3\u200b8\u200b0\u200b0\u200b0\u200b08000',
    '138\n0000\n8000',
  ],
  ...['138&nbsp;0000&nbsp;8000', '138&#160;0000&#xA0;8000', '138&amp;nbsp;0000&nbsp;8000', '138&shy;0000&shy;8000'],
  ...[
    '&#49;&#51;&#56;00008000',
    '&#x31;3800008000',
    '138<b>0000</b>8000',
    '<b>138</b>0000<i>8000</i>',
    '138<!-- -->00008000',
  ],
  ...['138<br>0000<br/>8000', '138<span style="color:red">0000</span>8000'],
  ...['1 3 8 0 0 0 0 8 0 0 0', '1-3-8-0-0-0-0-8-0-0-0', '1、3、8、0、0、0、0、8、0、0、0', '13 8000 080 00'],
  ...[
    '一三八零零零零八零零零',
    '幺三八〇〇〇〇八〇〇〇',
    '壹叁捌零零零零捌零零零',
    '一三八 0000 八零零零',
    '一三八，〇〇〇〇，八〇〇〇',
  ],
  ...['①③⑧⓪⓪⓪⓪⑧⓪⓪⓪', '𝟏𝟑𝟖𝟎𝟎𝟎𝟎𝟖𝟎𝟎𝟎', '❶❸❽⓿⓿⓿⓿❽⓿⓿⓿', '1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣0️⃣8️⃣0️⃣0️⃣0️⃣', '⑴⑶⑻00008000'],
  ...['١٣٨٠٠٠٠٨٠٠٠', '༡༣༨༠༠༠༠༨༠༠༠'],
  ...['+86 138 0000 8000', '+8613800008000', '0086-138-0000-8000', '8613800008000', '＋86（138）0000-8000'],
];

/** Texts of institutions without a mobile number. */
const harmless = [
  ...['0571-88880000', '（0571）8888 0000', '400-1380-0138', '010-12345', '95598', '12345'],
  ...['ISBN 978-7-5013-3456-7', 'ISBN 9787501334567', 'ISBN 7-5013-8000-8', 'ISSN 1000-0054', '统一书号 138001380001'],
  ...['330106199912121234', '33010619991212123X', '6222021380013800138', '91330106MA27XXXX1A', '12330106471234567X'],
  ...[
    '2026年12月15日13:30-15:00',
    '2026-12-15 13:30',
    '1月15-18日 9.30-11.30',
    '2026.12.15—2027.1.15',
    '1937、1945、1949',
  ],
  ...[
    '2026-12-15T13:30:00+08:00',
    '13:30-15:00，15:30-17:00',
    '20261215133000',
    '1949—1999',
    '1739260800',
    '1739260800000',
  ],
  ...[
    '票价 180、280、380 元',
    '180/280/380/580',
    '180,1280,2880,3880',
    '￥1,380,000,000.00',
    '13,800,138,000',
    '13 800 138 000',
  ],
  ...[
    '120.130396,30.259258',
    '135.123456, 34.123456',
    '北纬 30°15′33″，东经 120°7′49″',
    '139.196.123.45',
    '1380.5 平方米',
  ],
  ...[
    '13 14 15 16 17',
    '15 16 17 18 200',
    '第 13、14、15、16、17 场',
    '1500，2000，300',
    '一、三、五、七、九',
    '一千三百八十万',
  ],
  ...['二〇二六年十二月十五日', '三五成群，一五一十', '〔2026〕13 号', 'GB/T 13800-2026', 'B1-380-01', '16-2026-00123'],
  ...[
    'https://example.cn/a/13800138000',
    'https://example.cn/a/13800138000/b-13912345678.html',
    'https://a.cn/?date=2026-12-15&id=1739260800',
  ],
  ...[
    '<td>1380</td><td>0138</td><td>000</td>',
    '<p>138</p><p>0000</p><p>8000</p>',
    '138 人，0000，8000',
    '138a00008000',
  ],
];

describe('mobile numbers in a text', () => {
  for (const way of ways)
    it(`R21 R44 are masked in this way: ${JSON.stringify(way)}`, () => {
      const shown = maskMobiles(`报名请找张老师${way}（微信同号）`);
      expect(shown.replace(/<[^<>]*>/g, '').replace(/\ufe0f?\u20e3|[)）](?=（)/g, '')).to.equal(
        '报名请找张老师138****8000（微信同号）',
      );
    });

  for (const text of harmless)
    it(`do not include ${text}`, () => expect(maskMobiles(`见${text}。`)).to.equal(`见${text}。`));

  it('are each masked where several stand together, and tags stay where they belong', () => {
    for (const [text, shown] of [
      ['138-0013-8000、139 1234 5678', '138****8000、139****5678'],
      ['13800138000/13912345678', '138****8000/139****5678'],
      ['138 0013 8000 139 1234 5678', '138****8000 139****5678'],
      ['1. 138 0013 8000', '1. 138****8000'],
      ['+86 138 0013 8000；0086-13800138000；8613800138000', '138****8000；138****8000；138****8000'],
      ['<p><a href="tel:13800138000">138.0013.8000</a></p>', '<p><a href="tel:138****8000">138****8000</a></p>'],
      ['138<b>00138000</b>', '138****8000<b></b>'],
      ['见https://a.cn/，电话13800138000', '见https://a.cn/，电话138****8000'],
      ['https://a.cn/?p=13800008000&q=1', 'https://a.cn/?p=138****8000&q=1'],
      ['https://a.cn/?p=%31%33%3800008000', 'https://a.cn/?p=138****8000'],
      ['<a href="https://a.cn/#13800008000">报名</a>', '<a href="https://a.cn/#138****8000">报名</a>'],
      ['138<a href="https://a.cn/1">0000</a>8000', '138****8000<a href="https://a.cn/1"></a>'],
    ] as const)
      expect(maskMobiles(text), text).to.equal(shown);
  });

  it('are masked between any harmless texts, and those stay as they are', () => {
    const words = fc.constantFrom(...harmless.filter((text) => !text.startsWith('http')));
    fc.assert(
      fc.property(words, fc.constantFrom(...ways), words, (before, way, behind) => {
        const shown = maskMobiles(`${before}。电话${way}；另见${behind}`);
        return (
          shown.startsWith(`${before}。电话`) && shown.includes('138****8000') && shown.endsWith(`；另见${behind}`)
        );
      }),
      { numRuns: 500 },
    );
  });

  it('are masked once: masked text stays as it is, however it was made', () => {
    const signs = fc.constantFrom(
      ...'1138900 -.()/，、<>&;#ab三八〇①',
      '<b>',
      '</b>',
      '&nbsp;',
      '&#49;',
      '138',
      '0000',
      '8000',
      'https://a.cn/?',
    );
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 60 }), (parts) => {
        const shown = maskMobiles(parts.join(''));
        return maskMobiles(shown) === shown;
      }),
      { numRuns: 2_000 },
    );
  });

  it('are looked for in a time that grows with the text, and no faster', () => {
    for (const part of ['1', '13 8', '<a', '&amp;', '138-', 'https://', '一', '字'])
      expect(maskMobiles(part.repeat(50_000 / part.length)).length).to.be.above(10_000);
  }).timeout(20_000);
});
