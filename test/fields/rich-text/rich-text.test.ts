import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { z } from 'zod';
import { readFields } from '../../../src/fields/read.ts';
import { plainText, writeHtml } from '../../../src/fields/rich-text/blocks.ts';
import { readBlocks } from '../../../src/fields/rich-text/reader.ts';
import { richText } from '../../../src/fields/rich-text/rich-text.ts';
import { filled, growthProblem, growthProblems } from '../../support/cost.ts';

const max = 50_000;
const form = z.object({ body: richText('正文', { max }) });

/** The kept text, or its problem. */
function kept(body: string): string {
  const read = readFields(form, { body });
  return 'values' in read
    ? read.values.body
    : Object.values(read.problems)
        .map(({ code }) => code)
        .join();
}

const blocksOf = (text: string) => {
  const read = readBlocks(text);
  if ('problem' in read) throw new Error(read.problem('正文').code);
  return read.blocks;
};

describe('a rich text', () => {
  it('of plain words is paragraphs at empty lines and breaks at line ends', () => {
    expect(kept('一\n二\n\n \n三 < 四 & "五"\n')).to.equal('<p>一<br>二</p><p>三 &lt; 四 &amp; &quot;五&quot;</p>');
    expect(kept('用 <title> 标签，x<y')).to.equal('<p>用 &lt;title&gt; 标签，x&lt;y</p>');
    expect(kept('春眠不觉晓　处处闻啼鸟')).to.equal('<p>春眠不觉晓　处处闻啼鸟</p>');
  });

  const written: Readonly<Record<string, readonly [html: string, kept: string]>> = {
    'headings of three levels': ['<h1>一</h1><h3>三</h3><h6>六</h6>', '<h2>一</h2><h3>三</h3><h4>六</h4>'],
    'words outside every block': ['一<p>二</p>三<br>四', '<p>一</p><p>二</p><p>三<br>四</p>'],
    'lists in lists': [
      '<ul><li>一<ol><li>1</li><li>2</li></ol><li>二</ul>',
      '<ul><li>一<ol><li>1</li><li>2</li></ol></li><li>二</li></ul>',
    ],
    'items without a list': ['<li>一</li><li>二</li><p>三</p>', '<ul><li>一</li><li>二</li></ul><p>三</p>'],
    'paragraphs in an item': ['<ul><li><p>一</p><p>二</p></li></ul>', '<ul><li>一<br>二</li></ul>'],
    quotes: ['<blockquote>一<p>二</blockquote>三', '<blockquote><p>一</p><p>二</p></blockquote><p>三</p>'],
    'a quote in a quote': [
      '<blockquote>一<blockquote>二</blockquote></blockquote>',
      '<blockquote><p>一</p><p>二</p></blockquote>',
    ],
    'strong and em by every name': [
      '<p><b>一<i>二</i></b><em>三</em></p>',
      '<p><strong>一<em>二</em></strong><em>三</em></p>',
    ],
    'what crosses': ['<p><b>一<i>二</b>三</i></p>', '<p><strong>一<em>二</em></strong>三</p>'],
    links: [
      '<a href="https://a.cn/?x=1&amp;y=2" onclick="x()">一</a><a href="javascript:x()">二</a><a href=//b.cn>三</a>',
      '<p><a href="https://a.cn/?x=1&amp;y=2" rel="noopener nofollow">一</a>二三</p>',
    ],
    'a link with a name in it': ['<a href="https://u:p@a.cn/">一</a><b>二</b>', '<p>一<strong>二</strong></p>'],
    'nothing of what runs': [
      '<p>一</p><script>alert(1)</script><style>p{}</style><svg><title>x</title></svg><iframe src=x>y</iframe><p>二',
      '<p>一</p><p>二</p>',
    ],
    'comments and marks': ['<p>一<!-- x -->二<![CDATA[y]]><?z?></p>', '<p>一二</p>'],
    references: ['<p>&lt;b&gt;&nbsp;&hellip;&#x6587;&#0;</p>', '<p>&lt;b&gt; …文�</p>'],
    'a table, a line a row': [
      '<table><tr><th>一<th>二<tr><td>三</td><td>四</td></tr></table>',
      '<p>一 二</p><p>三 四</p>',
    ],
    'empty things': ['<p> </p><h2></h2><ul><li></li></ul><blockquote></blockquote><p>一<b></b><br></p>', '<p>一</p>'],
    blanks: ['<p>  一 <b> 二</b>\n三 <br> 四</p>', '<p>一 <strong>二</strong> 三<br>四</p>'],
  };
  for (const [what, [html, expected]] of Object.entries(written))
    it(`of HTML keeps ${what}`, () => {
      expect(kept(html)).to.equal(expected);
    });

  it('that was kept is kept as it is, and its words are those of its blocks', () => {
    const pieces = [
      ...['<p>', '</p>', '<h2>', '</h2>', '<ul>', '<ol>', '</ul>', '</ol>', '<li>', '</li>', '<br>', '<div>'],
      ...['<blockquote>', '</blockquote>', '<b>', '</b>', '<i>', '</i>', '<a href="https://a.cn/">', '</a>', '<td>'],
      ...['文', 'a', ' ', '\n', '\n\n', '　', '&lt;', '&nbsp;', '"', '<', '&', '<script>', '</script>', '🐉'],
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
        const once = writeHtml(blocksOf(parts.join('')));
        expect(writeHtml(blocksOf(once))).to.equal(once);
        expect(once).not.to.match(/<(?!\/?(p|h[234]|ul|ol|li|blockquote|strong|em|a|br)[ >])/);
        for (const line of plainText(blocksOf(once)).split('\n')) expect(line).to.equal(line.trim());
      }),
      { numRuns: 2_000 },
    );
  });

  it('is refused with the cure when it is too long, too deep, empty or unreadable', () => {
    expect(kept(`<p>${'文'.repeat(max + 1)}</p>`)).to.equal('fields.too_long');
    expect(kept(`<p>${'文'.repeat(max)}</p>`)).to.have.length(max + 7);
    expect(kept(`<p>文</p>${'<!-- x -->'.repeat(21_000)}`)).to.equal('fields.too_long_formatted');
    expect(kept(`${'<b>'.repeat(200)}文`)).to.equal('fields.format_deep');
    expect(kept('<br>'.repeat(30_000))).to.equal('fields.format_much');
    expect(kept('<p> <br> </p>')).to.equal('fields.missing');
    expect(kept('<p>a&#x202e;b</p>')).to.equal('fields.unreadable');
  });

  it('costs no more than its length, whatever it is made of', async () => {
    expect(await growthProblems(pieces, 4 * max, kept)).to.deep.equal([]);
  });

  it('that is much too long costs nothing at all', async () => {
    for (const piece of ['<p ', '</a ', '\u0301\u0323']) {
      const text = filled(piece, 1_000_000);
      const problem = await growthProblem(
        () => undefined,
        () => kept(text),
      );
      expect(problem, piece).to.equal(undefined);
    }
  });
});

const pieces = [
  ...['<p ', '<a ', '</a ', '<br ', '<h2 ', '<li ', '<blockquote ', '<b>', '<b></i>', '<ul><li>', '<svg>', '&amp;'],
  ...['<p>', '</p>', '<!--', '<a href="', '<a href=https://a.cn>x', '\n\n', '\n \n', '<b>x</b> ', '<table><td>'],
  ...['e\u0323\u0301', '\u0301\u0323'],
];
