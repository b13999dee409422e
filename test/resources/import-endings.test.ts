import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { readTable } from '../../src/fields/workbooks/read.ts';
import { type Cell, plainHeading } from '../../src/fields/workbooks/table.ts';
import { writeWorkbook } from '../../src/fields/workbooks/write.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';
import { createMember } from '../support/console.ts';
import { become, rowOf, send, sheetRows, workbookOf } from '../support/imports.ts';
import { asMember } from '../support/institutions.ts';
import { bands } from '../support/pictures.ts';
import { refusal } from '../support/refusal.ts';
import { speech } from '../support/words.ts';

describe('an import that ends well', () => {
  const clock = testClock('2036-11-24T14:28:00+08:00');
  let at: TestApp;
  let actor: ReturnType<typeof asMember>;
  before(async () => {
    at = await startApp(import.meta.filename, { clock, jobs: true });
    actor = asMember(await createMember(at));
  });
  after(() => at.close());

  const checked = async (rows: Parameters<typeof sheetRows>[1], channel: Parameters<typeof sheetRows>[0] = 'video') => {
    const bytes = await workbookOf(sheetRows(channel, rows));
    const { id } = await send(at, actor, { channel, bytes });
    return become(at, actor, id, 'checked');
  };
  const groupsOf = async (id: string) =>
    (await at.app.imports.problemGroups(actor, id)).map(({ field, code, count, rows }) => [field, code, count, rows]);
  const gone = 'https://www.qingxi.example.cn/covers/gone.jpg';

  it('R47 says before the import what sending would refuse, and sends all that it called ready', async () => {
    const unknown = '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c32';
    const { id, good, bad } = await checked(
      [
        rowOf('activity', { external_id: 'r-1' }),
        rowOf('activity', { external_id: 'r-2', cover: gone }),
        rowOf('activity', { external_id: 'r-3', cover: unknown }),
        rowOf('activity', { external_id: 'r-4', venue_external_id: 'no-such-hall' }),
        rowOf('activity', { external_id: 'r-5', cover: gone, licence: '随意' }),
      ],
      'activity',
    );
    expect({ good, bad }, JSON.stringify(await groupsOf(id))).to.deep.equal({ good: 1, bad: 4 });
    const found = await groupsOf(id);
    expect(found).to.deep.include.members([
      ['cover', 'resources.picture_unreachable', 2, [3, 6]],
      ['cover', 'files.upload_gone', 1, [4]],
      ['venue_external_id', 'resources.referred_missing', 1, [5]],
    ]);
    expect(found.map(([field]) => field)).to.include.members(['licence']);
    await at.app.imports.start(actor, id, true);
    const sent = await become(at, actor, id, 'done');
    expect(sent.counts).to.deep.include({ created: 1, skipped: 4, sent: 1, unsent: 0 });
  });

  it('R47 cures equal problems together with one value, and gives the other bad rows back with that value in them', async () => {
    const rows = ['c-1', 'c-2', 'c-3'].map((external_id) =>
      rowOf('video', { external_id, ...(external_id !== 'c-3' && { licence: '随意', source_name: '' }) }),
    );
    const { id } = await checked(rows);
    const groups = await groupsOf(id);
    expect(groups).to.deep.include(['licence', 'fields.not_an_option', 2, [2, 3]]);
    const wrong = { field: 'licence', code: 'fields.not_an_option', value: '' };
    expect(await refusal(at.app.imports.cure(actor, id, wrong))).to.include({ code: 'validation_failed' });
    const reader = asMember(await createMember(at, { institutionId: actor.institutionId, role: 'reader' }), 'reader');
    const meant = { ...wrong, value: '署名可转载' };
    expect(await refusal(at.app.imports.cure(reader, id, meant))).to.include({ code: 'forbidden' });
    await at.app.imports.cure(actor, id, meant);
    expect(await become(at, actor, id, 'checked')).to.include({ good: 1, bad: 2, done: 3 });
    const [[field, code] = []] = await groupsOf(id);
    expect(field).to.equal('source_name');

    const { bytes } = await at.app.imports.annotated(actor, id, speech, { only: true });
    const { rows: back } = await readTable(bytes, 'xlsx', new Set([plainHeading('标题')]));
    const cells: Cell[][] = [];
    for await (const row of back) cells.push(row.cells);
    const licence = cells[0]?.indexOf('使用许可') ?? -1;
    expect(cells.slice(1).map((row) => [row[0], row[licence]])).to.deep.equal([
      ['c-1', '署名可转载'],
      ['c-2', '署名可转载'],
    ]);

    await at.app.imports.cure(actor, id, { field: String(field), code: String(code), value: '青溪县文化馆' });
    expect(await become(at, actor, id, 'checked')).to.include({ good: 3, bad: 0 });
    await at.app.imports.start(actor, id);
    expect((await become(at, actor, id, 'done')).counts).to.deep.include({ created: 3, skipped: 0 });
    const { db } = at.database;
    expect(await db.rows(`select "row" from import_rows where import_id = $1`, [id])).to.deep.equal([]);
  });

  it('R47 cures the bad rows also after the good ones went: they become an import of their own', async () => {
    const rows = ['d-1', 'd-2', 'd-3'].map((external_id) =>
      rowOf('video', { external_id, ...(external_id !== 'd-3' && { licence: '随意' }) }),
    );
    const { id } = await checked(rows);
    const meant = { field: 'licence', code: 'fields.not_an_option', value: '署名可转载' };
    await at.app.imports.start(actor, id);
    await become(at, actor, id, 'done');
    const rest = await at.app.imports.cureRest(actor, id, meant, speech);
    expect(await become(at, actor, rest.id, 'checked')).to.include({ good: 2, bad: 0 });
    expect((await at.app.imports.get(actor, id)).state, 'the first one stays as it was').to.equal('done');
    await at.app.imports.start(actor, rest.id);
    expect((await become(at, actor, rest.id, 'done')).counts).to.deep.include({ created: 2 });
  });

  it('R47 puts https:// before the address of each row, and never one address or title into several', async () => {
    const addresses = ['www.qingxi.example.cn/a', 'qingxi.example.cn/b'];
    const { id } = await checked(
      addresses.map((booking_url, n) => rowOf('activity', { external_id: `s-${n}`, booking_url })),
      'activity',
    );
    const about = { field: 'booking_url', code: 'fields.web_scheme_missing', value: '' };
    expect(await groupsOf(id)).to.deep.include(['booking_url', about.code, 2, [2, 3]]);
    const same = { ...about, value: 'https://www.qingxi.example.cn/' };
    expect(await refusal(at.app.imports.cure(actor, id, same))).to.include({ code: 'conflict' });
    await at.app.imports.cure(actor, id, { ...about, scheme: true });
    expect(await become(at, actor, id, 'checked')).to.include({ good: 2, bad: 0 });
    await at.app.imports.start(actor, id);
    await become(at, actor, id, 'done');
    const made = await at.app.resources.list({ institutionId: actor.institutionId, batchId: id });
    const kept = await Promise.all(made.map((each) => at.app.resources.contents(actor, each.id)));
    expect(kept.map(({ data }) => data?.booking_url)).to.have.members(addresses.map((each) => `https://${each}`));
  });

  it('R42 takes pictures out of cells, and says of each that will not do why', async () => {
    const rows = sheetRows(
      'video',
      ['p-1', 'p-2', 'p-3'].map((external_id) => rowOf('video', { external_id, cover: '' })),
    );
    const column = (rows[0]?.indexOf('封面图') ?? 0) + 1;
    const [good, small] = [await bands(960, 540), await bands(300, 200)];
    const images = [
      { row: 2, column, bytes: good },
      { row: 3, column, bytes: small },
      { row: 4, column: 1, bytes: good },
    ];
    const bytes = await writeWorkbook([{ name: 'Sheet1', rows, images }]);
    const { id } = await send(at, actor, { channel: 'video', bytes });
    expect(await become(at, actor, id, 'checked')).to.include({ good: 1, bad: 2 });
    expect(await groupsOf(id)).to.deep.equal([
      ['cover', 'files.picture_small', 1, [3]],
      ['cover', 'fields.upload', 1, [4]],
    ]);
    const notices = await at.app.imports.problems(actor, id, 0, { grade: 'notice' });
    expect(notices.map(({ row, problem }) => [row, problem.code])).to.deep.include([4, 'imports.picture_elsewhere']);
    await at.app.imports.start(actor, id, true);
    expect((await become(at, actor, id, 'done')).counts).to.deep.include({ created: 1, sent: 1 });
  });
});
