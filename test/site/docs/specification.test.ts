import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { minutes } from '../../../src/clock.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Book, printed } from '../../support/book.ts';
import { openPage } from '../../support/browser.ts';
import { testClock } from '../../support/clock.ts';

/** The PDF of a release (`npm run specification`), which no commit has. */
const file = fileURLToPath(new URL('../../../docs/portal/specification.pdf', import.meta.url));
const names = [file, `${file}.json`];
const packed = () => names.filter((name) => existsSync(name)).map((name) => [name, readFileSync(name)] as const);
function pack(about: object, pdf: Buffer): void {
  writeFileSync(file, pdf);
  writeFileSync(`${file}.json`, `${JSON.stringify(about)}\n`);
}

describe('R26 国家公共文化云对接技术接口详细说明书', function () {
  this.timeout(90_000);
  const clock = testClock();
  let at: TestApp;
  let html: string;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    html = await (await fetch(`${at.origin}/docs/specification`, { headers: { accept: 'text/html' } })).text();
  });
  after(() => at.close());

  it('has every call, every channel, every error and its version', async () => {
    const document = JSON.parse(await (await fetch(`${at.origin}/api/v1/openapi.json`)).text());
    for (const [path, methods] of Object.entries(Object(document).paths))
      for (const { operationId } of Object.values(Object(methods)) as { operationId: string }[])
        expect(html, path).to.include(`id="reference-${operationId}"`);
    for (const id of ['fields-activity', 'fields-news', 'errors', 'problems', 'reference-oauthToken', 'metrics'])
      expect(html).to.include(`id="${id}"`);
    expect(html)
      .to.match(/版本 <b class="num">\d+\.\d+\.\d+<\/b>/)
      .and.match(/id="text-of">[0-9a-f]{8}</);
  });

  it('uses no name twice, and its contents lead to each part', () => {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) < at)).to.deep.equal([]);
    const contents = [...html.matchAll(/<a href="#([^"]+)">[^<]*<\/a><i class="pg/g)].map(([, id]) => id);
    expect(contents.length).to.be.above(80);
    for (const id of contents) expect(ids).to.include(id);
  });

  it('has the tables and the code of its pages as these have them', () => {
    expect(html).not.to.match(/<p>\s*\|/);
    expect(html.match(/<table/g) ?? [], 'tables').to.have.length.above(50);
    expect(html).to.match(/curl -i -X POST[^\n]*\\\n {2}-u/);
  });

  it('prints as a book with numbered pages, which its contents name', async () => {
    const page = await openPage({ origin: at.origin, fonts: process.env.RECORD !== undefined });
    await page.goto('/docs/specification');
    // It is for every deployment: the address of this one stands in none.
    await page.evaluate(`document.querySelectorAll('code, p, td, dd').forEach((each) => {
      for (const node of each.childNodes) if (node.nodeType === 3) node.data = node.data.replaceAll(location.origin, 'https://（平台的域名）');
    })`);
    const book: Book = await printed(page);
    expect(book.pages).to.be.above(60);
    const written = await page.evaluate(
      `[...document.querySelectorAll('.pg')].map((each) => [each.dataset.of, Number(each.textContent)])`,
    );
    expect(Array.isArray(written) && written.length).to.be.above(80);
    for (const [id, number] of written as [string, number][]) expect(book.pageOf.get(id), id).to.equal(number);
    if (process.env.RECORD !== undefined) {
      const [, version = ''] = /版本 <b class="num">([^<]+)</.exec(html) ?? [];
      const [, text = ''] = /id="text-of">([^<]+)</.exec(html) ?? [];
      pack({ version, text, pages: book.pages }, book.pdf);
    }
    await page.context().close();
  });

  it('is offered as PDF where a release has one, and printed by the reader everywhere else', async () => {
    const asked = () => fetch(`${at.origin}/docs/specification.pdf`, { redirect: 'manual' });
    const page = async () => (await fetch(`${at.origin}/docs/specification?${clock.now().getTime()}`)).text();
    const before = packed();
    try {
      for (const name of names) rmSync(name, { force: true });
      const answer = await asked();
      expect([answer.status, answer.headers.get('location')]).to.deep.equal([303, '/docs/specification']);
      expect(await page())
        .to.include('用浏览器的打印可以存成 PDF')
        .and.not.include('specification.pdf');

      clock.advance(minutes(2));
      pack({ version: '0.1.0', text: '00000000', pages: 3 }, Buffer.from('%PDF-1.7'));
      const given = await asked();
      expect([given.status, given.headers.get('content-type')]).to.deep.equal([200, 'application/pdf']);
      expect(await given.text()).to.equal('%PDF-1.7');
      expect(await page())
        .to.include('href="/docs/specification.pdf"')
        .and.include('3 页，做于文本 00000000，这一页更新');
    } finally {
      for (const name of names) rmSync(name, { force: true });
      for (const [name, bytes] of before) writeFileSync(name, bytes);
    }
  });
});
