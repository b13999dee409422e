import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../../support/app.ts';
import { axe, openPage } from '../../support/browser.ts';

describe('开发者中心', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  const read = async (path: string) => {
    const answer = await fetch(`${at.origin}${path}`, { headers: { accept: 'text/html' } });
    return { status: answer.status, type: answer.headers.get('content-type') ?? '', text: await answer.text() };
  };
  /** Each page is asked for once: they change with the code alone. */
  const known = new Map<string, ReturnType<typeof read>>();
  const get = (path: string) => {
    const page = known.get(path) ?? read(path);
    known.set(path, page);
    return page;
  };
  const hrefs = (html: string) => [...html.matchAll(/href="(\/[^"?#]*)/g)].map(([, path = '']) => path);
  const listed = async () => {
    const { text } = await get('/llms.txt');
    return [...text.matchAll(/\]\((https?:\/\/[^)]+)\.md\)/g)].map(([, address = '']) => new URL(address).pathname);
  };

  it('R26 answers every page of its contents, as HTML and as Markdown, without an account', async () => {
    const paths = await listed();
    expect(paths.length).to.be.above(60);
    expect(paths).to.include.members(['/docs/start', '/docs/login', '/docs/resources', '/docs/problems/rate_limited']);
    for (const path of paths) {
      const [page, markdown] = [await get(path), await get(`${path}.md`)];
      expect([page.status, page.type], path).to.eql([200, 'text/html; charset=utf-8']);
      expect([markdown.status, markdown.type], path).to.eql([200, 'text/markdown; charset=utf-8']);
      expect(markdown.text, path).to.match(/^# .+\n\n> .+\n\n\S/);
    }
  });

  it('leads from the first page to every other by links, and nowhere else than to existing pages', async () => {
    const seen = new Set<string>();
    const waiting = ['/docs'];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const { status, text } = await get(path);
      expect(status, path).to.equal(200);
      if (path.startsWith('/docs') && !path.endsWith('.md')) waiting.push(...hrefs(text).filter(isPublic));
    }
    for (const path of await listed()) expect(seen, path).to.include(path);
  });
  const isPublic = (path: string) => /^\/(docs|llms|terms|privacy|api\/v1\/(openapi|channels))/.test(path);

  it('leads to parts of a page that are there', async () => {
    for (const path of await listed()) {
      const { text } = await get(path);
      for (const [, target = '', id = ''] of text.matchAll(/href="(\/docs[^"#?]*)?#([^"/]+)"/g)) {
        const there = target === '' ? text : (await get(target)).text;
        expect(there, `${path} → ${target}#${id}`).to.include(`id="${id}"`);
      }
    }
  });

  it('shows the position of a page, with the ones before and after it', async () => {
    const { text } = await get('/docs/sandbox');
    expect(text).to.include('<a href="/docs/sandbox" aria-current="page">');
    expect(text).to.match(/rel="prev"[^>]*>.*十分钟跑通登录/);
    expect(text).to.match(/rel="next"[^>]*>.*申请正式应用/);
    const fields = (await get('/docs/fields/activity')).text;
    expect(fields).to.match(/aria-label="位置">.*href="\/docs\/fields"/);
    expect(fields).to.include('<a href="/docs/fields/activity" aria-current="page">享活动</a>');
  });

  it('finds pages, problems, calls and fields, marks the matches, and reports an empty result', async () => {
    for (const [query, href] of [
      ['刷新令牌', '/docs/login#refresh'],
      ['external_id_taken', '/docs/problems/external_id_taken'],
      ['/api/v1/webhook-endpoints', '/docs/reference'],
      ['报名截止', '/docs/fields/activity'],
    ] as const) {
      const { text } = await get(`/docs/search?q=${encodeURIComponent(query)}`);
      expect(text, query).to.include('<mark>').and.include(`href="${href}`);
    }
    expect((await get('/docs/search?q=%3Ctitle%3Ezzzq')).text)
      .to.include('没有找到')
      .and.not.include('<title>zzzq');
    expect((await get('/docs/search')).status).to.equal(200);
    expect((await get(`/docs/search?q=${'长'.repeat(500)}`)).status).to.equal(200);
  });

  it('has no page for an unknown name, and does not read elsewhere', async () => {
    for (const path of [
      '/docs/nothing',
      '/docs/nothing.md',
      '/docs/..%2f..%2fpackage.json',
      '/docs/problems/x.md',
      '/docs/__proto__',
    ])
      expect((await get(path)).status, path).to.equal(404);
  });

  it('sends /docs/api on to the reference', async () => {
    const answer = await fetch(`${at.origin}/docs/api`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).to.eql([301, '/docs/reference']);
  });

  it('is one text for assistants, with every page in it', async () => {
    const { text } = await get('/llms-full.txt');
    for (const path of await listed()) expect(text).to.include(`<!-- ${at.origin}${path} -->`);
    expect(text).not.to.include('{{origin}}');
  });

  for (const [width, look] of [
    [1280, {}],
    [320, { theme: 'dark', elder: true }],
  ] as const)
    it(`reads well at ${width} px, for axe too`, async () => {
      const page = await openPage({ origin: at.origin, width, ...look });
      for (const path of ['/docs', '/docs/resources', '/docs/problems', '/docs/search?q=封面', '/docs/status']) {
        await page.goto(path);
        expect(await axe(page), path).to.deep.equal([]);
        expect(await page.evaluate('document.documentElement.scrollWidth'), path).to.be.at.most(width);
      }
      await page.context().close();
    });
});
