import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import sharp from 'sharp';
import { choices, designOf, usual } from '../../../src/site/brand/design.ts';
import { drawButton, nameOf, readName } from '../../../src/site/brand/drawing.ts';
import { cssOf, rules, snippetOf } from '../../../src/site/brand/snippet.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { openPage } from '../../support/browser.ts';
import { createBrowser } from '../../support/citizen.ts';

const sheet = (name: string) => readFileSync(new URL(`../../../views/public/${name}`, import.meta.url), 'utf8');

describe('R56 the kit of the button', () => {
  it('gives HTML and CSS without a script and without foreign requests, for any choice', () => {
    for (const look of ['full', 'icon'] as const)
      for (const theme of ['light', 'dark'] as const)
        for (const height of ['44', '48', '60'] as const)
          for (const shape of ['square', 'round', 'pill'] as const)
            for (const width of ['hug', 'fill'] as const) {
              const snippet = snippetOf({ ...usual, look, theme, height, shape, width, href: '/auth/cloud' });
              expect(snippet).to.match(/^<a class="[^"]+" href="\/auth\/cloud"/);
              expect(snippet).to.not.match(/<script|\son\w+=|https?:|url\(|@import|src=/);
              expect(snippet, 'it says whose it is').to.include('国家公共文化云');
            }
  });

  it('leads to a login of the partner: other addresses are refused', () => {
    for (const href of ['/login', '/auth/cloud?from=home', 'https://www.qx.example.cn/login'])
      expect(designOf({ href })).to.deep.include({ badHref: undefined }).and.nested.include({ 'design.href': href });
    for (const href of [
      'javascript:alert(1)',
      '//evil.example.cn',
      '/\\evil',
      'http://a.cn/',
      'login',
      '/a"><script>',
      `/${'x'.repeat(300)}`,
    ]) {
      const { design, badHref } = designOf({ href });
      if (badHref === undefined) expect(snippetOf(design), href).to.include('&quot;&gt;&lt;script&gt;');
      else expect([badHref, design.href], href).to.eql([href, '/login']);
    }
    expect(designOf({ theme: 'green', height: '20', shape: ['pill'] }).design).to.deep.equal(usual);
  });

  it('is dressed alike in the product, in the demo and in the snippet', () => {
    const [ours, demo] = [sheet('cloud.css'), sheet('demo.css')];
    for (const rule of Object.values(rules).flat()) expect(ours, rule).to.include(rule);
    for (const rule of cssOf(usual).split('\n')) expect(demo, rule).to.include(rule);
    const view = readFileSync(new URL('../../../views/demo/login.ejs', import.meta.url), 'utf8').replaceAll(/\s+/g, '');
    expect(view).to.include(snippetOf(usual).split('<style>')[0]?.replaceAll(/\s+/g, ''));
  });

  it('draws each choice in each state, and names it so that it is found again', async () => {
    const drawn = { look: 'full', theme: 'dark', words: 'short', height: '60', shape: 'pill', state: 'hover' } as const;
    expect(readName(`${nameOf(drawn)}.svg`)).to.deep.equal({ drawn, scale: 1, type: 'svg' });
    expect(readName(`${nameOf({ ...drawn, look: 'icon' })}@3x.png`)).to.deep.include({ scale: 3, type: 'png' });
    for (const name of [
      'login-light-long-48-square.png',
      'login-light-long-48-square@2x.svg',
      'login-green-long-48-square.svg',
      'login-light-long-48-square-dancing.svg',
    ])
      expect(readName(name), name).to.equal(undefined);
    const long = await drawButton({ ...drawn, words: 'long', state: 'plain' });
    const short = await drawButton({ ...drawn, state: 'plain' });
    expect([/width="([\d.]+)"/.exec(long)?.[1], /width="([\d.]+)"/.exec(short)?.[1]]).to.eql(['337.5', '292.5']);
    expect(short.match(/M/g)?.length, 'without 使用').to.be.below(long.match(/M/g)?.length ?? 0);
  });
});

describe('R56 the kit on its pages', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
  });
  after(() => at.close());

  it('is configured by a form that asks by GET, and answers with code, pictures and preview', async () => {
    const browser = createBrowser(at.origin);
    const page = await browser.walk('/brand?theme=dark&shape=pill&height=60&href=%2Fauth%2Fcloud');
    expect(page.text).to.include('href=&#34;<mark>/auth/cloud</mark>&#34;').and.include('.ncc-pill{');
    expect(page.text).to.include('/brand/login-dark-long-60-pill@2x.png').and.include('ncc-dark ncc-60 ncc-pill');
    for (const options of Object.values(choices))
      for (const label of Object.values(options)) expect(page.text).to.include(label);
    const bad = await browser.walk('/brand?href=javascript:alert(1)');
    expect([bad.status, bad.text.includes('登录地址以 / 开头')]).to.eql([422, true]);
    expect((await browser.walk('/brand/example')).text).to.include('使用第三方账号登录');
  });

  it('gives pictures in true sizes, for pages of anyone, and runs nothing', async () => {
    for (const [name, width, height] of [
      ['login-light-long-48-square@1x', 270, 48],
      ['login-dark-short-60-pill@3x', 878, 180],
      ['icon-light-44-round-hover@2x', 88, 88],
    ] as const) {
      const response = await fetch(`${at.origin}/brand/${name}.png`);
      expect(response.headers.get('cross-origin-resource-policy')).to.equal('cross-origin');
      expect(await sharp(Buffer.from(await response.arrayBuffer())).metadata(), name).to.include({ width, height });
    }
    const svg = await fetch(`${at.origin}/brand/login-light-long-48-square-focus.svg`);
    expect([svg.status, svg.headers.get('content-type')]).to.eql([200, 'image/svg+xml']);
    expect(svg.headers.get('content-security-policy')).to.include('sandbox');
    expect((await fetch(`${at.origin}/brand/evil.svg`)).status).to.equal(404);
  });

  it('stands as a snippet on a page of its own as it was configured, and asks for nothing', async () => {
    const page = await openPage({ origin: at.origin, javaScript: false });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.setContent(`<!doctype html><body>${snippetOf({ ...usual, height: '60', shape: 'pill' })}</body>`);
    const box = await page.locator('a').boundingBox();
    expect(box?.height).to.equal(60);
    const name = await page.locator('a').ariaSnapshot();
    expect(name).to.include('link "使用国家公共文化云登录"');
    expect(asked.filter((url) => !url.startsWith('about:'))).to.eql([]);
    await page.context().close();
  });
});
