import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../support/app.ts';
import { type Book, printed } from '../support/book.ts';
import { openPage } from '../support/browser.ts';

const file = fileURLToPath(new URL('../../docs/portal/specification.pdf', import.meta.url));

describe('R26 国家公共文化云对接技术接口详细说明书', function () {
  this.timeout(90_000);
  let at: TestApp;
  let html: string;
  before(async () => {
    at = await startApp(import.meta.filename);
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
      writeFileSync(file, book.pdf);
      writeFileSync(`${file}.json`, `${JSON.stringify({ version, text, pages: book.pages })}\n`);
    }
    await page.context().close();
  });

  it('is given as PDF too, and the page says when it is of an older text', async () => {
    const answer = await fetch(`${at.origin}/docs/specification.pdf`);
    expect([answer.status, answer.headers.get('content-type')]).to.deep.equal([200, 'application/pdf']);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.subarray(0, 5).toString()).to.equal('%PDF-');
    expect(html).to.include('href="/docs/specification.pdf"');
    if (html.includes('这一页更新')) console.info('  hint: the PDF is of an older text: npm run specification');
  });
});
