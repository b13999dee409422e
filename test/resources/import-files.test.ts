import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import readSheets from 'read-excel-file/node';
import { openWorkbook } from '../../src/fields/workbooks/sheets.ts';
import { type ChannelCode, channels, isChannelCode } from '../../src/resources/channels/channels.ts';
import { columnsOf } from '../../src/resources/imports/workbook/columns.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { createMember } from '../support/console.ts';
import { become, csvOf, rowOf, send, sheetRows, workbookOf } from '../support/imports.ts';
import { asMember } from '../support/institutions.ts';
import { partsIn } from '../support/raw-workbook.ts';
import { refusal } from '../support/refusal.ts';
import { someOf } from '../support/some.ts';
import { fact, speech } from '../support/words.ts';

/** The sheets of a workbook as another library reads them. */
async function sheetsIn(bytes: Buffer): Promise<Map<string, unknown[][]>> {
  const sheets = await readSheets(bytes);
  return new Map(sheets.map(({ sheet, data }) => [sheet, data.map((row) => [...row])]));
}

describe('workbooks that imports give', () => {
  let at: TestApp;
  let actor: ReturnType<typeof asMember>;
  before(async () => {
    at = await startApp(import.meta.filename, { jobs: true });
    actor = asMember(await createMember(at));
  });
  after(() => at.close());

  // Three thousand regions and explanations of each field, in each: of a third of the channels, others each day (WHOLE=1: of all).
  for (const code of someOf(Object.keys(channels).filter(isChannelCode), 0))
    it(`R47 has a template of ${channels[code].name} with titles, names, explanations, examples, dictionary and regions`, async () => {
      const bytes = await at.app.imports.template(code);
      const sheets = await sheetsIn(bytes);
      expect([...sheets.keys()]).to.deep.equal(['数据', '数据字典', '行政区划', '选项']);
      const fields = columnsOf(channels[code]);
      const [titles = [], names = [], hints = [], ...examples] = sheets.get('数据') ?? [];
      expect(titles).to.deep.equal(fields.map(({ title, optional }) => (optional ? title : `${title}*`)));
      expect(names).to.deep.equal(fields.map(({ name }) => name));
      expect(hints[0]).to.match(/^说明：/);
      expect(examples.map(([number]) => number)).to.deep.equal(['示例1', '示例2', '示例3']);
      expect((sheets.get('数据字典') ?? []).length).to.be.greaterThan(fields.length);
      expect((sheets.get('行政区划') ?? []).length).to.be.greaterThan(3_000);
    });

  it('keeps codes as text, offers lists, hides names and the mark of the template', async () => {
    const bytes = await at.app.imports.template('activity');
    const parts = await partsIn(bytes);
    const sheet = parts.get('xl/worksheets/sheet1.xml') ?? '';
    expect(sheet).to.match(/<dataValidation [^>]*type="list"[^>]*>\s*<formula1>'选项'!\$A\$1:\$A\$\d+<\/formula1>/);
    expect(sheet).to.match(/<row [^>]*r="2"[^>]*hidden="(1|true)"/);
    expect(parts.get('xl/workbook.xml')).to.include('<definedName hidden="1" name="_ncc_template">');
    expect(parts.get('xl/styles.xml')).to.match(/numFmtId="49"|formatCode="@"/);
    const { template, sheets } = await openWorkbook(bytes);
    expect(template).to.equal('"activity@2026.2"');
    expect(sheets).to.deep.equal(['数据', '数据字典', '行政区划']);
  });

  const checked = async (channel: ChannelCode, bytes: Buffer, type: 'xlsx' | 'csv' = 'xlsx') => {
    const { id } = await send(at, actor, { channel, bytes, type });
    return become(at, actor, id, 'checked');
  };

  it('gives the file back with marks at its own rows and columns, and numbers where there were none', async () => {
    const [head = [], ...rows] = sheetRows('course', [
      rowOf('course', { external_id: 'k-1', lessons: '一百' }),
      rowOf('course', { external_id: '', title: '=HYPERLINK("http://evil.example")' }),
    ]);
    const one = await checked(
      'course',
      await workbookOf([['2036 年课程汇总'], [], ['序号', ...head], ...rows.map((row, n) => [n + 1, ...row])]),
    );
    expect(one).to.include({ good: 1, bad: 1 });
    const { bytes } = await at.app.imports.annotated(actor, one.id, speech);
    const sheets = await sheetsIn(bytes);
    expect([...sheets.keys()]).to.deep.equal(['Sheet1', '问题']);
    const data = sheets.get('Sheet1') ?? [];
    expect(data[0]?.[0]).to.equal('2036 年课程汇总');
    const row = data.find((cells) => cells[0] === 2) ?? [];
    expect(row[1]).to.match(/^auto-[\da-f]{12}-5$/);
    // R-class formula injection: a text like a formula is text, and stays text where it is saved as CSV.
    expect(row).to.include(`'=HYPERLINK("http://evil.example")`);
    const parts = await partsIn(bytes);
    expect([...parts.values()].join('')).not.to.match(/<f>|<f /);
    const comments = [...parts].find(([name]) => /comments/.test(name))?.[1] ?? '';
    const { reason, advice } = speech.mend(fact('fields.whole_number', { label: '课时数', min: 1, max: 500 }));
    expect(comments).to.include(reason).and.to.include(advice);
    const column = head.indexOf('课时数') + 2;
    expect(comments).to.include(`ref="${String.fromCharCode(64 + column)}4"`);
    expect(sheets.get('问题')?.[1]).to.include.members([4, '课时数', '一百']);

    const again = await checked('course', bytes);
    expect(again).to.include({ good: 1, bad: 1 });
    await at.app.imports.start(actor, again.id);
    await become(at, actor, again.id, 'done');
    const [entry] = await at.app.resources.list(
      { institutionId: actor.institutionId, batchId: again.id },
      undefined,
      5,
    );
    expect(entry).to.include({ title: '=HYPERLINK("http://evil.example")', externalId: row[1] });
  });

  it('marks a CSV file in a workbook as well, and lists its problems as CSV', async () => {
    const one = await checked('news', Buffer.from(csvOf(sheetRows('news', [rowOf('news', { title: '@' })]))), 'csv');
    const sheets = await sheetsIn((await at.app.imports.annotated(actor, one.id, speech)).bytes);
    expect([...sheets.keys()]).to.deep.equal(['数据', '问题']);
    let csv = '';
    for await (const line of at.app.imports.problemsCsv(actor, one.id, speech)) csv += line;
    expect(csv)
      .to.match(/^\ufeff"行","列"/)
      .and.to.include(`2,"标题","'@",`);
  });

  it('lists every problem of a file that has more than are read at once', async () => {
    const rows = Array.from({ length: 101 }, (_, n) => rowOf('news', { external_id: `many-${n}`, title: '@' }));
    const one = await checked('news', Buffer.from(csvOf(sheetRows('news', rows))), 'csv');
    const lines: string[] = [];
    for await (const line of at.app.imports.problemsCsv(actor, one.id, speech)) lines.push(line);
    expect(new Set(lines.map((line) => /^\d+/.exec(line)?.[0])).size).to.equal(102); // and the head
  });

  it('moves filled-in values into the new template, where the old one is outdated', async () => {
    const bytes = await workbookOf(sheetRows('book', [rowOf('book', { external_id: 'moved' })]));
    const one = await checked('book', bytes);
    const moved = (await at.app.imports.migrated(actor, one.id)).bytes;
    const data = (await sheetsIn(moved)).get('数据') ?? [];
    expect(data.length).to.equal(4);
    expect(data[3]?.[0]).to.equal('moved');
    expect(await checked('book', moved)).to.include({ version: '2026.2', good: 1, bad: 0 });
  });

  it('has nothing to give of a file that could not be read', async () => {
    const { id } = await send(at, actor, { channel: 'news', bytes: Buffer.from('GIF89a') });
    await become(at, actor, id, 'failed').catch(() => undefined);
    expect(await refusal(at.app.imports.annotated(actor, id, speech))).to.include({ code: 'conflict' });
  });
});
