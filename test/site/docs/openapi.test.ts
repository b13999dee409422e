import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import { doorsOf } from '../../access/doors.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { axe, openPage } from '../../support/browser.ts';
import { apiOperations } from '../../support/operations.ts';
import { openApiShape } from './openapi-shape.ts';

describe('the description of the API', () => {
  let at: TestApp;
  let text: string;
  let document: z.infer<typeof openApiShape>;

  before(async () => {
    at = await startApp(import.meta.filename);
    text = await (await fetch(`${at.origin}/api/v1/openapi.json`)).text();
    document = openApiShape.parse(JSON.parse(text));
  });
  after(() => at.close());

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
  const routes = () =>
    doorsOf(at)
      .filter(({ path }) => path.startsWith('/api/'))
      .map(({ method, path, access }) => ({
        name: `${method.toLowerCase()} ${path.replaceAll(/\/:(\w+)/g, '/{$1}')}`,
        access,
      }));

  it('R59 names every call of the server, and no other', () => {
    const described = operations().map(({ path, method }) => `${method} ${path}`);
    expect(described.toSorted()).to.deep.equal(
      routes()
        .map(({ name }) => name)
        .toSorted(),
    );
    expect(described.length).to.be.at.least(15);
  });

  it('answers every call that a room describes', () => {
    const answered = at.app.operations.map(({ described }) => described);
    expect(apiOperations.filter((each) => !answered.includes(each)).map(({ path }) => path)).to.deep.equal([]);
  });

  it('says for each call who may make it, as its guard does', () => {
    for (const { path, method, operation } of operations()) {
      const access = routes().find(({ name }) => name === `${method} ${path}`)?.access ?? '';
      const [scheme, scopes] = Object.entries(operation?.security[0] ?? {})[0] ?? ['anyone', []];
      const said = scheme === 'partner' ? ['bearer', ...scopes].join(':') : (scopes[0] ?? scheme);
      expect(said, path).to.equal(access);
    }
  });

  it('has one id for each call, and every reference leads somewhere', () => {
    const ids = operations().map(({ operation }) => operation?.operationId);
    expect(new Set(ids).size).to.equal(ids.length);
    for (const [, name = ''] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
      expect(document.components.schemas).to.have.property(name);
    const schemes = operations().flatMap(({ operation }) => Object.keys(operation?.security[0] ?? {}));
    expect(Object.keys(document.components.securitySchemes)).to.include.members(schemes);
  });

  it('describes the parameters of each path', () => {
    for (const { path, operation } of operations()) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const described = (operation?.parameters ?? []).filter((each) => each.in === 'path').map(({ name }) => name);
      expect(described, path).to.deep.equal(named);
    }
  });

  it('says a summary and refusals in Chinese, and promises no closed set of members', () => {
    for (const { path, operation } of operations()) {
      expect(operation?.summary, path).to.match(/\p{Script=Han}/u);
      for (const { description } of Object.values(operation?.responses ?? {}))
        expect(description, path).to.match(/\p{Script=Han}/u);
    }
    expect(text).not.to.include('"additionalProperties":false');
    expect(text).not.to.match(/非法|无效|异常|失败|错误码|哦|！/);
  });

  it('has examples that its own schemas allow, of requests and of answers', () => {
    const local = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value).replaceAll('#/components/schemas/', '#/$defs/'));
    const $defs = local(JSON.parse(text).components.schemas);
    let count = 0;
    const refused = operations().flatMap(({ path, method, operation }) =>
      [operation?.requestBody, ...Object.values(operation?.responses ?? {})].flatMap((body) =>
        Object.values(body?.content ?? {}).flatMap(({ schema, example }) => {
          if (example === undefined) return [];
          count += 1;
          const judged = z.fromJSONSchema({ ...Object(local(schema)), $defs }).safeParse(example);
          return judged.success ? [] : [`${method} ${path}: ${z.prettifyError(judged.error)}`];
        }),
      ),
    );
    expect(refused).to.deep.equal([]);
    expect(count).to.be.above(60);
  });

  it('is sent once, and a repeated request with its ETag gets 304', async () => {
    const first = await fetch(`${at.origin}/api/v1/openapi.json`);
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('content-type')).to.include('application/json');
    expect(first.headers.get('cache-control')).to.equal('public, max-age=300');
    const again = await fetch(`${at.origin}/api/v1/openapi.json`, {
      headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
    });
    expect([again.status, await again.text()]).to.deep.equal([304, '']);
    expect((await fetch(`${at.origin}/api/v1/openapi.json?bogus=1`)).status).to.equal(400);
  });

  it('is a page for people as well, with the same calls', async () => {
    const html = await (await fetch(`${at.origin}/docs/reference`, { headers: { accept: 'text/html' } })).text();
    for (const { path, operation } of operations()) expect(html).to.include(path).and.include(operation?.summary);
    const targets = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    for (const id of targets) expect(html).to.include(`id="${id}"`);
  });

  for (const [width, look] of [
    [1280, {}],
    [320, { theme: 'dark', elder: true }],
  ] as const)
    it(`reads well at ${width} px, for axe too`, async () => {
      const page = await openPage({ origin: at.origin, width, ...look });
      await page.goto('/docs/reference');
      expect(await axe(page)).to.deep.equal([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(width);
      await page.context().close();
    });
});
