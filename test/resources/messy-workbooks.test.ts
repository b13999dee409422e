import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import type { Data } from '../../src/fields/form.ts';
import type { Cell, TableKind } from '../../src/fields/workbooks/table.ts';
import { Unreadable } from '../../src/fields/workbooks/unreadable.ts';
import { writeWorkbook } from '../../src/fields/workbooks/write.ts';
import { type ChannelCode, channels } from '../../src/resources/channels/channels.ts';
import { createChecking } from '../../src/resources/imports/checking.ts';
import { mendingOf } from '../../src/resources/imports/problem-table.ts';
import { columnsOf } from '../../src/resources/imports/workbook/columns.ts';
import { examplesOf } from '../../src/resources/imports/workbook/examples.ts';
import { isOutdated, readEntries } from '../../src/resources/imports/workbook/reading.ts';
import { templateOf, templatePlans } from '../../src/resources/imports/workbook/template.ts';
import { createWords } from '../../src/words/index.ts';
import { csvOf, inThisThread, rowOf, sheetRows, workbookOf } from '../support/imports.ts';
import { rawRow, rawWorkbook } from '../support/raw-workbook.ts';

/** The texts of a workbook are tested in words, whatever else the product speaks. */
const chinese = createWords()('zh', 'institution');
const nothing = {
  inReview: new Set<string>(),
  published: new Set<string>(),
  entered: new Map(),
};

/** The result for a file: its rows with their problems, or why it is refused as a whole. */
async function look(bytes: Buffer | string, channelCode: ChannelCode, kind: TableKind = 'xlsx') {
  const channel = channels[channelCode];
  const mending = mendingOf(chinese, channel);
  const check = createChecking(channel);
  const said = {
    rows: [] as { row: number; data: Data }[],
    problems: [] as string[],
    notices: [] as string[],
    refused: '',
    version: '',
  };
  try {
    for await (const told of readEntries(inThisThread, channel, channels, { bytes: Buffer.from(bytes), kind }))
      if ('file' in told) {
        said.notices.push(...told.file.notices.map(chinese.say));
        said.version = told.file.version ?? '';
      } else
        for (const row of told.rows) {
          said.rows.push({ row: row.row, data: row.data });
          for (const { grade, title, row: at, ...problem } of check(row, nothing)) {
            const { reason, advice } = mending(problem);
            (grade === 'bad' ? said.problems : said.notices).push(`${at} ${title}：${reason}｜${advice}`);
          }
        }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    said.refused = error.message;
  }
  return said;
}

type Said = Awaited<ReturnType<typeof look>>;
type Case = {
  file: () => Promise<Buffer> | Buffer | string;
  channel?: ChannelCode;
  kind?: TableKind;
  so: (said: Said) => void;
};

const fields = columnsOf(channels.news);
const titles = fields.map(({ title }) => title);
const cells = (more: Data = {}, code: ChannelCode = 'news'): Cell[] => sheetRows(code, [rowOf(code, more)])[1] ?? [];
const good = (said: Said) => expect(said, JSON.stringify(said)).to.deep.include({ problems: [], refused: '' });
const one = (said: Said) => {
  good(said);
  expect(said.rows.length).to.equal(1);
  expect(said.rows[0]?.data.title).to.equal(channels.news.example.title);
};
const problem =
  (...wanted: string[]) =>
  (said: Said) => {
    expect(said.refused).to.equal('');
    expect(said.problems).to.deep.equal(wanted);
  };
const refused = (words: string) => (said: Said) => expect(said.refused).to.include(words);
/** A file whose only row has one cell of another kind. */
const withCell = (code: ChannelCode, name: string, cell: Cell) => {
  const [head = [], row = []] = sheetRows(code, [rowOf(code)]);
  return workbookOf([head, row.map((each, place) => (columnsOf(channels[code])[place]?.name === name ? cell : each))]);
};
const holds = (name: string, value: string) => (said: Said) => {
  good(said);
  expect(said.rows[0]?.data[name]).to.equal(value);
};
const template = async (
  code: ChannelCode,
  change: (rows: Cell[][]) => void = () => undefined,
  version = templateOf(channels[code]),
) => {
  const [data, ...rest] = templatePlans(channels[code]);
  if (data === undefined) throw new Error('no sheet');
  const rows = data.rows.map((row) => [...row]);
  change(rows);
  return writeWorkbook([{ ...data, rows }, ...rest], version);
};
const place = (code: ChannelCode, name: string) => columnsOf(channels[code]).findIndex((field) => field.name === name);
const rawNews = (row: (name: string, text: string) => string, raw: object = {}) =>
  rawWorkbook({
    rows: rawRow(titles) + rawRow(fields.map(({ name }) => row(name, rowOf('news')[name] ?? ''))),
    ...raw,
  });
/** 27 → AB. */
const letters = (n: number): string =>
  (n < 26 ? '' : letters(Math.floor(n / 26) - 1)) + String.fromCharCode(65 + (n % 26));

const cases: Record<string, Case> = {
  'headings with stars and （必填）': {
    file: () => workbookOf([titles.map((title, n) => (n % 2 === 0 ? `${title}*` : `${title}（必填）`)), cells()]),
    so: one,
  },
  'headings in full width, with spaces between': {
    file: () => workbookOf([titles.map((title) => `＊ ${[...title].join(' ')}　`), cells()]),
    so: one,
  },
  'headings with invisible characters': {
    file: () => workbookOf([titles.map((title) => `\u200b${title}\ufeff`), cells()]),
    so: one,
  },
  'names of fields as headings': { file: () => workbookOf([fields.map(({ name }) => name), cells()]), so: one },
  'names of fields in capitals': {
    file: () => workbookOf([fields.map(({ name }) => name.toUpperCase()), cells()]),
    so: one,
  },
  'titles, and names below them': {
    file: () => workbookOf([titles, fields.map(({ name }) => name), cells()]),
    so: one,
  },
  'columns in another order': { file: () => workbookOf([titles.toReversed(), cells().toReversed()]), so: one },
  'columns that nobody knows': {
    file: () =>
      workbookOf([
        ['序号', ...titles, '备注'],
        [1, ...cells(), '周五前'],
      ]),
    so(said) {
      one(said);
      expect(said.notices).to.deep.equal(['有 2 列不认识，没有读取：“序号”、“备注”']);
    },
  },
  'a title above the table': {
    file: () => workbookOf([['2036 年 12 月文化资讯汇总表'], [], titles, cells()]),
    so: one,
  },
  'merged groups above the headings': {
    file: () => workbookOf([['基本信息', null, null, null, '来源'], titles, cells()]),
    so: one,
  },
  'headings in two lines of merged cells': {
    file: () =>
      workbookOf([
        titles.map((title, n) => (n < 3 ? title : null)),
        titles.map((title, n) => (n < 3 ? null : title)),
        cells(),
      ]),
    so: one,
  },
  'a note below a heading': {
    file: () => workbookOf([titles.map((title) => `${title}\n（见说明）`), cells()]),
    so: one,
  },
  'the same heading twice': {
    file: () =>
      workbookOf([
        [...titles, '标题'],
        [...cells(), '另一个'],
      ]),
    so: refused('imports.columns_twice'),
  },
  'a heading that is missing': {
    file: () => workbookOf([titles.filter((title) => title !== '摘要'), cells()]),
    so: refused('imports.columns_missing'),
  },
  'no headings at all': { file: () => workbookOf([cells(), cells()]), so: refused('imports.no_headings') },
  'an empty sheet': { file: () => workbookOf([]), so: refused('imports.file_empty') },
  'headings and nothing else': { file: () => workbookOf([titles]), so: refused('imports.no_rows') },
  'empty rows between and behind': {
    file: () => workbookOf([titles, [], cells(), ...Array.from({ length: 300 }, () => ['', ' ', null])]),
    so(said) {
      one(said);
      expect(said.rows[0]?.row).to.equal(3);
    },
  },
  'the template with its examples still in it': {
    file: () => template('news', (rows) => rows.push(cells())),
    so(said) {
      one(said);
      expect(said.rows[0]?.row).to.equal(7);
    },
  },
  'an example that somebody wrote over': {
    file: () => template('news', (rows) => rows[3]?.splice(place('news', 'title'), 1, '我们自己的标题')),
    so: problem('4 本地编号：还是示例的编号｜改成自己的编号，或者清空'),
  },
  'the examples without their numbers': {
    file: () =>
      template('news', (rows) => {
        for (const row of rows.slice(3)) row[0] = null;
        rows.push(cells());
      }),
    so: one,
  },
  'a template of last year': {
    file: () => template('news', (rows) => rows.push(cells()), 'news@2026.1'),
    so(said) {
      one(said);
      expect(isOutdated(said.version)).to.equal(true);
    },
  },
  'the template of another channel': { file: () => template('venue'), so: refused('imports.other_template') },
  'the table on the second sheet': {
    file: () =>
      writeWorkbook([
        { name: '说明', rows: [['请看第二页']] },
        { name: '12月', rows: [titles, cells()] },
      ]),
    so: one,
  },
  'a sheet for each month': {
    file: () =>
      writeWorkbook([
        { name: '11月', rows: [titles, cells()] },
        { name: '12月', rows: [titles, cells()] },
        { name: '说明', rows: [['标题', '说明']] },
      ]),
    so(said) {
      one(said);
      expect(said.notices).to.deep.equal([
        '一个文件只读一个工作表，没有读取：“12月”（1 行）、“说明”（1 行）。需要导入时，请另存为单独的文件上传',
      ]);
    },
  },
  'more rows on a second sheet, without headings': {
    file: () =>
      writeWorkbook([
        { name: 'Sheet1', rows: [titles, cells()] },
        { name: 'Sheet2', rows: [cells({ external_id: 'x-2' }), cells({ external_id: 'x-3' })] },
        { name: 'Sheet3', rows: [] },
      ]),
    so(said) {
      one(said);
      expect(said.notices).to.deep.equal([
        '一个文件只读一个工作表，没有读取：“Sheet2”（2 行）。需要导入时，请另存为单独的文件上传',
      ]);
    },
  },
  'a second sheet of data beside that of the template': {
    file: () =>
      writeWorkbook([
        { name: '数据', rows: [titles, cells()] },
        {
          name: '数据 (2)',
          rows: [titles, ...Array.from({ length: 30 }, (_, place) => cells({ external_id: `y-${place}` }))],
        },
        {
          name: '数据字典',
          rows: [
            ['列名', '字段'],
            ['标题', 'title'],
          ],
        },
      ]),
    so(said) {
      one(said);
      expect(said.notices.join()).to.include('“数据 (2)”（超过 19 行）').and.not.to.include('数据字典');
    },
  },
  'a hidden sheet in front': {
    file: () =>
      writeWorkbook([
        { name: '旧', rows: [titles, cells({ title: '旧的' })], isHidden: true },
        { name: '新', rows: [titles, cells()] },
      ]),
    so: one,
  },
  'a date as a date': {
    file: () => withCell('news', 'published_on', new Date('2026-11-20T00:00:00Z')),
    so: holds('published_on', '2026-11-20'),
  },
  'a date as a bare number': {
    file: () => withCell('news', 'published_on', 46_346),
    so: holds('published_on', '2026-11-20'),
  },
  'a time as a bare number': {
    file: () => withCell('activity', 'start_at', 49_283.604166),
    channel: 'activity',
    so: holds('start_at', '2034-12-05 14:30:00'),
  },
  'a date with slashes': { file: () => withCell('news', 'published_on', '2026/11/5'), so: good },
  'a date in Chinese': { file: () => withCell('news', 'published_on', '2026年11月5日'), so: good },
  'a date with points, in full width': {
    file: () => withCell('news', 'published_on', '２０２６．１１．５'),
    so: good,
  },
  'a time in Chinese': {
    file: () => withCell('activity', 'start_at', '2036年12月5日 14时30分'),
    channel: 'activity',
    so: good,
  },
  'a time with a colon in full width': {
    file: () => withCell('activity', 'start_at', '2036/12/5 14：00'),
    channel: 'activity',
    so: good,
  },
  'a time as a fraction of a day': {
    file: () => withCell('activity', 'start_at', new Date('2036-12-05T13:59:59.999Z')),
    channel: 'activity',
    so: holds('start_at', '2036-12-05 14:00:00'),
  },
  'a beginning and an end in one cell, and none in the next': {
    file: () => withCell('activity', 'start_at', '2036年12月5日14:30-16:30'),
    channel: 'activity',
    so: problem('2 开始时间：写的是一段时间，这里只填一个时刻｜把开始和结束分开填写，例如 2026-12-05 14:00'),
  },
  'an hour where a day belongs': {
    file: () => withCell('news', 'published_on', new Date(Date.UTC(1899, 11, 30, 14, 30))),
    so: problem('2 刊发日期：不是能识别的日期写法｜写成 2026-12-05'),
  },
  'a number that is no date in a cell of dates': {
    file: () =>
      rawNews((name, text) => (name === 'published_on' ? '<c s="1"><v>202611201430</v></c>' : text), {
        styles: '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>',
      }),
    so: problem('2 刊发日期：不是能识别的日期写法｜写成 2026-12-05'),
  },
  'an hour in a book of 1904': {
    file: () =>
      rawNews((name, text) => (name === 'published_on' ? '<c s="1"><v>0.5</v></c>' : text), {
        book: '<workbookPr date1904="1"/>',
        styles: '<cellXfs><xf numFmtId="0"/><xf numFmtId="20"/></cellXfs>',
      }),
    so: problem('2 刊发日期：不是能识别的日期写法｜写成 2026-12-05'),
  },
  'a day where a time belongs': {
    file: () => withCell('activity', 'start_at', new Date('2036-12-05T00:00:00Z')),
    channel: 'activity',
    so(said) {
      holds('start_at', '2036-12-05 00:00:00')(said);
      expect(said.notices).to.include('2 开始时间：只有日期没有时间，按 00:00 读取｜需要时补上时间');
    },
  },
  'a day without its year': {
    file: () => withCell('activity', 'start_at', '12月5日'),
    channel: 'activity',
    so: problem('2 开始时间：不是能识别的日期写法｜写成 2026-12-05 14:00'),
  },
  'a day in words where a time belongs': {
    file: () => withCell('activity', 'start_at', '2036-12-05'),
    channel: 'activity',
    so: problem('2 开始时间：只有日期，没有时间｜写成 2026-12-05 14:00'),
  },
  'an end before its beginning': {
    file: () => withCell('activity', 'end_at', '2036-12-05 13:00'),
    channel: 'activity',
    so: (said) => expect(said.problems[0]).to.include('结束时间').and.to.include('须晚于开始时间'),
  },
  'a book of 1904': {
    file: () =>
      rawNews((name, text) => (name === 'published_on' ? '<c s="1"><v>44884</v></c>' : text), {
        book: '<workbookPr date1904="1"/>',
        styles: '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>',
      }),
    so: holds('published_on', '2026-11-20'),
  },
  'a format of dates that somebody made': {
    file: () =>
      rawNews((name, text) => (name === 'published_on' ? '<c s="1"><v>46346</v></c>' : text), {
        styles:
          '<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>',
      }),
    so: holds('published_on', '2026-11-20'),
  },
  'digits in full width': { file: () => withCell('activity', 'capacity', '４０'), channel: 'activity', so: good },
  'thousands with a comma': { file: () => withCell('venue', 'area_sqm', '5,600'), channel: 'venue', so: good },
  'a number with the noise of fractions': {
    file: () => withCell('market', 'price', 0.1 + 0.2),
    channel: 'market',
    so: holds('price', '0.3'),
  },
  'yes in words': {
    file: () => withCell('venue', 'bookable', '是'),
    channel: 'venue',
    so: holds('bookable', '是'),
  },
  'yes as TRUE': { file: () => withCell('venue', 'bookable', true), channel: 'venue', so: holds('bookable', '1') },
  'choices in words': { file: () => withCell('activity', 'category', '培训'), channel: 'activity', so: good },
  'choices by their code, in capitals': {
    file: () => withCell('activity', 'category', ' TRAINING '),
    channel: 'activity',
    so: good,
  },
  'a choice that there is not': {
    file: () => withCell('activity', 'mode', '现场'),
    channel: 'activity',
    so: problem('2 参与方式：没有“现场”｜可以选：线下、线上、线上线下'),
  },
  'several choices in one cell': {
    file: () => withCell('venue', 'facilities', '无线网络；停车场，电梯'),
    channel: 'venue',
    so: good,
  },
  'a region code as a number': {
    file: () => withCell('news', 'region_code', 330106),
    so: holds('region_code', '330106'),
  },
  'a region that is none any more': {
    file: () => withCell('news', 'region_code', '330103'),
    so: (said) => expect(said.problems[0]).to.include('停用').and.to.include('改用'),
  },
  'a number that lost its last digits': {
    file: () => withCell('market', 'seller_uscc', 913_301_000_000_000_000),
    channel: 'market',
    so: problem(
      '2 经营主体信用代码：数字超过 15 位，Excel 已把后面几位变成 0｜把单元格格式改为“文本”，再重新填写完整的号码',
    ),
  },
  'leading zeros in a text': {
    file: () => withCell('news', 'external_id', '000123'),
    so: holds('external_id', '000123'),
  },
  'one number twice': {
    file: () =>
      workbookOf([titles, cells({ external_id: 'a' }), cells({ external_id: 'b' }), cells({ external_id: 'a' })]),
    so: problem('4 本地编号：与第 2 行重复｜改成不同的编号，或删除其中一行'),
  },
  'longitude and latitude the wrong way round': {
    file: () => withCell('venue', 'lng', 30.259258),
    channel: 'venue',
    so: (said) => expect(said.problems[0]).to.include('经纬度可能填反了').and.to.include('对调'),
  },
  'both numbers pasted into one cell': {
    file: async () => {
      const [head = [], row = []] = sheetRows('venue', [rowOf('venue', { lng: '120.130396，30.259258', lat: '' })]);
      return workbookOf([head, row]);
    },
    channel: 'venue',
    so: good,
  },
  'a title that is too long': {
    file: () => withCell('news', 'title', '字'.repeat(112)),
    so: problem('2 标题：最多 100 个字，现在是 112 个｜删减 12 个字'),
  },
  'nothing where something must be': {
    file: () => withCell('news', 'summary', null),
    so: problem('2 摘要：没有填写｜填写摘要'),
  },
  'a formula with its answer': {
    file: () =>
      rawNews((name, text) => (name === 'title' ? '<c t="str"><f>A1&amp;B1</f><v>算出来的标题</v></c>' : text)),
    so: holds('title', '算出来的标题'),
  },
  'a formula without one': {
    file: () => rawNews((name, text) => (name === 'title' ? '<c><f>A1</f></c>' : text)),
    so: problem('2 标题：单元格里是没有算出来的公式｜改正公式，或直接填写内容'),
  },
  'a formula whose answer is empty': {
    file: () => rawNews((name, text) => (name === 'title' ? '<c t="str"><f>A1</f><v></v></c>' : text)),
    so: problem('2 标题：没有填写｜填写标题'),
  },
  'a formula that broke': {
    file: () => rawNews((name, text) => (name === 'title' ? '<c t="e"><f>#REF!</f><v>#REF!</v></c>' : text)),
    so: problem('2 标题：单元格里是没有算出来的公式｜改正公式，或直接填写内容'),
  },
  'a text that once looked like a formula': {
    file: () => withCell('news', 'author', "'@剪纸人"),
    so: holds('author', '@剪纸人'),
  },
  'words in several colours': {
    file: () =>
      rawNews((name, text) =>
        name === 'title'
          ? '<c t="inlineStr"><is><r><rPr><b/></rPr><t>青溪</t></r><r><t xml:space="preserve"> 剪纸</t></r></is></c>'
          : text,
      ),
    so: holds('title', '青溪 剪纸'),
  },
  'shared strings with how they are read': {
    file: () =>
      rawNews((name, text) => (name === 'title' ? '<c t="s"><v>0</v></c>' : text), {
        strings: '<si><t>青溪&#x526A;纸_x000D_</t><rPh sb="0" eb="1"><t>qing</t></rPh></si>',
      }),
    so: holds('title', '青溪剪纸\r'),
  },
  'XML with the other quotes, blanks and line breaks in its tags': {
    file: () =>
      rawWorkbook({
        rows: [titles, fields.map(({ name }) => rowOf('news')[name] ?? '')]
          .map(
            (row, at) =>
              `<row\n\tr='${at + 5}' spans = '>'>${row.map((text, n) => `<c\r\n r = '${letters(n)}${at + 5}'\n t='inlineStr' ><is ><t >${text.replaceAll('&', '&amp;')}</t ></is></c>`).join('')}</row>`,
          )
          .join('\n'),
      }),
    so(said) {
      one(said);
      expect(said.rows[0]?.row).to.equal(6);
    },
  },
  'a section of characters as long as the file': {
    file: () =>
      rawNews((name, text) =>
        name === 'body' ? `<c t="inlineStr"><is><t><![CDATA[${'文'.repeat(40_000)} <& ]]></t></is></c>` : text,
      ),
    so: (said) => expect(said.rows[0]?.data.body?.length).to.be.within(40_000, 40_100),
  },
  'references to cells, in any order': {
    file: () =>
      rawWorkbook({
        rows: `<row r="5">${titles.map((title, n) => `<c r="${letters(n)}5" t="inlineStr"><is><t>${title}</t></is></c>`).join('')}</row>${rawRow(fields.map(({ name }) => rowOf('news')[name] ?? ''))}`,
      }),
    so(said) {
      one(said);
      expect(said.rows[0]?.row).to.equal(6);
    },
  },
  'CSV with a mark': { file: () => `\ufeff${csvOf([titles, cells()])}`, kind: 'csv', so: one },
  'CSV of Chinese Excel (GBK)': {
    file: () => Buffer.concat([gbk(csvOf([titles, cells({ cover_alt: '老师示范，三位老人围坐学习' })]))]),
    kind: 'csv',
    so: one,
  },
  'CSV with semicolons': { file: () => csvOf([titles, cells()], ';'), kind: 'csv', so: one },
  'CSV with tabs, in UTF-16': {
    file: () => Buffer.from(`\ufeff${csvOf([titles, cells()], '\t')}`, 'utf16le'),
    kind: 'csv',
    so: one,
  },
  'CSV with line breaks in its cells': {
    file: () => csvOf([titles, cells({ summary: '第一行\n第二行, 有逗号' })]),
    kind: 'csv',
    so: holds('summary', '第一行\n第二行, 有逗号'),
  },
  'NDJSON with a mark and empty lines': {
    file: () =>
      `\ufeff\n${JSON.stringify({ ...rowOf('news'), tags: ['剪纸'], audience: ['elder'], accessibility: [] })}\n\n`,
    kind: 'ndjson',
    so: one,
  },
};

/** The encoding of Chinese Excel; Node decodes it and does not encode it, so the table is inverted. */
const table = new Map<string, number[]>();
function gbk(text: string): Buffer {
  if (table.size === 0) {
    const decoder = new TextDecoder('gbk');
    for (let lead = 0x81; lead <= 0xfe; lead += 1)
      for (let trail = 0x40; trail <= 0xfe; trail += 1)
        table.set(decoder.decode(Buffer.of(lead, trail)), [lead, trail]);
  }
  return Buffer.from([...text].flatMap((char) => (char < '\x80' ? [char.charCodeAt(0)] : (table.get(char) ?? [63]))));
}

describe('R47 workbooks as people make them', () => {
  after(() => table.clear());

  it('are at least forty', () => {
    expect(Object.keys(cases).length).to.be.at.least(40);
  });

  for (const [name, { file, channel = 'news', kind = 'xlsx', so }] of Object.entries(cases))
    it(name, async () => {
      so(await look(await file(), channel, kind));
    });

  for (const code of Object.keys(channels) as ChannelCode[])
    it(`brings every example of the template of ${channels[code].name} in, once it has a number of its own`, async () => {
      const rows = examplesOf(channels[code]).map((row, n) =>
        columnsOf(channels[code]).map(({ name }) => (name === 'external_id' ? `own-${n}` : (row[name] ?? ''))),
      );
      const said = await look(await template(code, (all) => all.splice(3, 3, ...rows)), code);
      good(said);
      expect(said.rows.length).to.equal(3);
    });
});
