import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { roles } from '../../../src/site/help/contents.ts';
import { startApp, type TestApp } from '../../support/app.ts';

const dir = new URL('../../../docs/help/', import.meta.url);
const files = readdirSync(dir).filter((name) => name.endsWith('.md'));
const textOf = (name: string) => readFileSync(new URL(name, dir), 'utf8');

describe('R09 帮助', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  const get = async (path: string) => {
    const response = await fetch(new URL(path, at.origin), { redirect: 'manual' });
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  };

  it('begins with the tasks of each role, and the telephone', async () => {
    const { status, text } = await get('/help');
    expect(status).to.equal(200);
    for (const title of Object.values(roles)) expect(text).to.include(`>${title}</h2>`);
    for (const name of files) expect(text, name).to.include(`href="/help/${name.slice(0, -'.md'.length)}"`);
    expect(text).to.match(/href="tel:/);
  });

  it('has a page for each file, with its pictures, and no link of it leads nowhere', async () => {
    const routes = at.app.routes.map(({ path }) => path);
    const isKnown = (path: string) =>
      routes.some((route) => new RegExp(`^${route.replaceAll(/:\w+/g, '[^/]+').replaceAll('.', '\\.')}$`).test(path));
    for (const name of files) {
      const page = await get(`/help/${name.slice(0, -'.md'.length)}`);
      expect(page.status, name).to.equal(200);
      for (const [, picture = ''] of page.text.matchAll(/src="(\/help\/pictures\/[^"]+)"/g)) {
        const { status, type } = await get(picture);
        expect([status, type], picture).to.deep.equal([200, 'image/webp']);
      }
      const links = [...textOf(name).matchAll(/(?<!!)\[[^\]]*\]\((\/[^)#?]*)/g)].map(([, path = '']) => path);
      expect(
        links.filter((path) => !isKnown(path)),
        name,
      ).to.deep.equal([]);
    }
  });

  it('says of an article of the staff that it is theirs, and has no link that its other readers may not open', async () => {
    for (const name of files) {
      const text = textOf(name);
      const { text: shown } = await get(`/help/${name.slice(0, -'.md'.length)}`);
      expect(shown, name).not.to.match(/<a href="(?:\/admin|\/console\/vendor")/);
      const isOfStaff = /^chapter: (?:reviewer|operator|department)$/m.test(text);
      expect(shown.includes('这篇写给平台的工作人员'), name).to.equal(isOfStaff);
    }
  });

  it('shows a picture beside the most frequent tasks, with a text alternative', () => {
    const pictures = files.flatMap((name) => [...textOf(name).matchAll(/!\[([^\]]*)\]\(\/help\/pictures\//g)]);
    expect(pictures.length).to.be.at.least(9);
    for (const [, words = ''] of pictures) expect(words.length).to.be.at.least(8);
  });

  for (const [query, path] of Object.entries({
    取消授权: '/help/grants',
    续期: '/help/plan',
    批量导入: '/help/resources',
    忘记密码: '/help/password',
    长辈版: '/help/elder',
    孩子: '/help/family',
    扫码: '/help/passkeys',
    不是我: '/help/security',
    'SK 丢了': '/help/apply',
  }))
    it(`finds ${query}`, async () => {
      expect((await get(`/help?q=${encodeURIComponent(query)}`)).text).to.include(`href="${path}`);
    });

  it('gives advice where nothing is found', async () => {
    const { status, text } = await get(`/help?q=${encodeURIComponent('<b>qqqq')}`);
    expect(status).to.equal(200);
    expect(text).to.include('没有找到“&lt;b&gt;qqqq”');
    for (const path of ['/help/nothing', '/help/pictures/nothing.webp', '/help/pictures/..%2fcontact.md'])
      expect((await get(path)).status, path).to.equal(404);
  });
});
