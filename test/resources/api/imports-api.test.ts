import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createPartnerProgram } from '../../support/api.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { become, rowOf, sheetRows, workbookOf } from '../../support/imports.ts';
import { jsonEntry } from '../../support/resources.ts';
import { until } from '../../support/until.ts';
import { fact } from '../../support/words.ts';

describe('R47 imports by program', () => {
  let at: TestApp;
  let program: Awaited<ReturnType<typeof createPartnerProgram>>;
  before(async () => {
    at = await startApp(import.meta.filename, { jobs: true });
    program = await createPartnerProgram(at);
  });
  after(() => at.close());

  async function send(lines: readonly object[], channel = 'news', type = 'application/x-ndjson') {
    const body = lines.map((line) => JSON.stringify(line)).join('\n');
    const response = await fetch(`${at.origin}/api/v1/imports?channel=${channel}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${program.value}`, 'content-type': type },
      body,
    });
    const answer: Record<string, unknown> = JSON.parse(await response.text());
    return { status: response.status, body: answer, location: response.headers.get('location') ?? '' };
  }
  const read = async (id: unknown) => (await program.call('get', `/imports/${String(id)}`)).body;
  // Asked of the service: an import that gives way to others takes longer than the calls of a second last.
  const over = (id: unknown) => become(at, program.actor, String(id), 'done');

  it('takes lines of JSON in the background, and names the problem of each', async () => {
    const good = await jsonEntry(at, program.institutionId, 'news');
    const lines = [
      { ...good, external_id: 'line-1' },
      { ...good, external_id: 'line-2', title: '' },
      { ...good, external_id: 'line-3' },
    ];
    const sent = await send(lines);
    expect([sent.status, sent.location]).to.deep.equal([202, `/api/v1/imports/${String(sent.body.id)}`]);
    await over(sent.body.id);
    expect(await read(sent.body.id)).to.deep.include({ rows_good: 2, rows_bad: 1, counts: { created: 2, skipped: 1 } });
    const errors = await fetch(`${at.origin}/api/v1/imports/${String(sent.body.id)}/errors.csv`, {
      headers: { authorization: `Bearer ${program.value}` },
    });
    expect(await errors.text()).to.include('标题');
    expect((await program.call('get', '/resources/news/line-3')).body).to.include({ status: 'draft' });

    const again = await send(lines);
    await over(again.body.id);
    expect((await read(again.body.id)).counts).to.deep.include({ unchanged: 2 });
    const submitted = await program.call('post', `/imports/${String(sent.body.id)}:submit`);
    expect(submitted.status).to.equal(202);
    await until(
      async () => (await program.call('get', '/resources/news/line-3')).body.status === 'in_review',
      'its review',
    );
  });

  it('is nothing to others, and takes no other kind of body', async () => {
    const { body } = await send([{ external_id: 'x' }]);
    const other = await createPartnerProgram(at, undefined, { institutionId: program.institutionId });
    expect((await other.call('get', `/imports/${String(body.id)}`)).status).to.equal(404);
    expect((await send([], 'none')).status).to.equal(404);
    expect((await send([], 'news', 'text/html')).body.code).to.equal('unsupported_media_type');
  });

  it('reads a workbook by its content, under whatever type it is sent', async () => {
    const bytes = await workbookOf(
      sheetRows('news', [rowOf('news', { external_id: 'as-csv', cover: 'http://a.example.cn/1.jpg' })]),
    );
    const response = await fetch(`${at.origin}/api/v1/imports?channel=news&name=${encodeURIComponent('汇总.csv')}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${program.value}`, 'content-type': 'text/csv' },
      body: new Uint8Array(bytes),
    });
    const { id } = JSON.parse(await response.text());
    await over(id);
    expect(await read(id)).to.deep.include({ rows_bad: 1, reason: null });
    const [problem] = await at.app.imports.problems(program.actor, String(id));
    expect(problem).to.deep.include({ title: '封面图', problem: fact('fields.not_https', { label: '封面图' }) });
  });

  it('gives the template of a channel to anyone', async () => {
    const template = await fetch(`${at.origin}/api/v1/channels/book/template.xlsx`);
    expect(template.status).to.equal(200);
    expect(
      Buffer.from(await template.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).to.equal('PK');
  });
});
