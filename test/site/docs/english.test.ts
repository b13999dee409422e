import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { chapters, type DocsChapter } from '../../../src/site/docs/contents.ts';
import { articleOf } from '../../../src/site/docs/portal.ts';
import { translated } from '../../../src/site/docs/translation.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { axe, openPage } from '../../support/browser.ts';
import { unmarked } from '../../support/languages.ts';

const dir = fileURLToPath(new URL('../../../docs/portal/', import.meta.url));
const names = readdirSync(dir).filter((name) => name.endsWith('.md'));
const original = (name: string) =>
  articleOf<DocsChapter>(name, readFileSync(`${dir}${name}`, 'utf8'), { base: '/docs', chapters });
const english = (name: string) => translated(name, readFileSync(`${dir}en/${name}`, 'utf8'), original(name));

/** The parts that two languages of one page share. */
function shapeOf(text: string) {
  const bare = text.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '');
  const lines = bare.split('\n');
  return {
    headings: lines.flatMap((line) => {
      const [, depth, id = ''] = /^(#+) .*?(?:\{#([\w-]+)\})?$/.exec(line) ?? [];
      return depth === undefined ? [] : [`${depth} ${id}`];
    }),
    rows: lines.filter((line) => line.startsWith('|')).map((line) => line.split(/(?<!\\)\|/).length - 2),
    points: lines.filter((line) => /^ *(-|\d+\.) /.test(line)).length,
    links: [...bare.matchAll(/\]\(([^)\s]+)\)/g)].map(([, href]) => href).toSorted(),
  };
}

/** Pages of docs/portal: their English quotes buttons and names of the console. */
const writtenByHand = names.map((name) => `/docs/${name.slice(0, -'.md'.length)}`);
/** Buttons, names and examples in Chinese that pages made of data quote. */
const quoted = [
  ...['延长有效期', '应用与密钥', '能力', '都照常', '自助计数', '粘贴通知', '领取沙箱', '资源许可', '调用记录'],
  ...[
    '编程助手',
    '管理接口',
    '登录设置有误',
    '登录的防护',
    '添加申请',
    '沙箱应用',
    '服务数据',
    '我已保存',
    '应用',
    '密钥',
  ],
  ...[
    '安全',
    '在线预约',
    '在线报名',
    '国家资源库',
    '变更设置',
    '使用国家公共文化云登录',
    '事件通知',
    '两者都不发送',
    '不同意',
    '数据疑问',
    '添加测试市民',
  ],
  ...[
    '张',
    '青溪县文化馆',
    '里也带昵称、头像和邮箱',
    '著、编、译',
    '稿本',
    '刻本',
    '研学',
    '体验',
    '清乾隆',
    '周二至周日',
  ],
  ...['通过', '国家公共文化云', '同意并继续', '您好，'],
];

/** The text of a page itself, without code and without the notices of the frame. */
const mainOf = (html: string): string =>
  (html.split('<main')[1] ?? '')
    .split('</main>')[0]
    ?.replaceAll(/<(pre|textarea|code|nav|details|script)\b[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<[^>]*>/g, ' ') ?? '';

describe('开发者中心 in English', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  const get = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${at.origin}${path}`, { headers: { accept: 'text/html', ...headers } });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const inEnglish = (path: string) => get(path, { cookie: 'lang=en' });
  const listed = async () => {
    const { text } = await get('/llms.txt?lang=en');
    const addresses = [...text.matchAll(/\]\((https?:\/\/[^)]+)\.md\?lang=en\)/g)];
    return addresses.map(([, address = '']) => new URL(address).pathname);
  };

  it('has each file of docs/portal in English, and no other', () => {
    expect(readdirSync(`${dir}en`).toSorted()).to.eql(names.toSorted());
  });

  for (const name of names)
    it(`says in ${name} as much as in Chinese: headings, rows, points, links and code`, () => {
      expect(shapeOf(english(name).text)).to.eql(shapeOf(original(name).text));
    });

  it('refuses a page with a block of code too few', () => {
    const page = original('button.md');
    const source = readFileSync(`${dir}en/button.md`, 'utf8');
    expect(() => translated('button.md', source.replace('{{code}}', ''), page)).to.throw(/button\.md: 1 block/);
  });

  it('R26 answers every page in English, and marks each Chinese text in it as Chinese', async () => {
    const paths = ['/docs', '/docs/search', '/docs/search?q=token', ...(await listed())];
    expect(paths.length).to.be.above(60);
    const lies: string[] = [];
    for (const path of paths) {
      const { status, text } = await inEnglish(path);
      expect(status, path).to.equal(200);
      expect(text, path).to.include('<html lang="en"');
      const marks = text.replaceAll(/<(script|style)\b[\s\S]*?<\/\1>|<!--[\s\S]*?-->/g, '');
      lies.push(...unmarked(marks).map((part) => `${path}: ${part.trim()}`));
    }
    expect(lies.join('\n')).to.equal('');
  });

  it('says itself in English on every page: Chinese outside code is a quoted button, name or example', async () => {
    const found: string[] = [];
    for (const path of await listed()) {
      const made = mainOf((await inEnglish(path)).text);
      if (writtenByHand.includes(path)) continue;
      const chinese = made.match(/[\p{Script=Han}][\p{Script=Han}，。、；：]*/gu) ?? [];
      found.push(...chinese.filter((part) => !quoted.includes(part)).map((part) => `${path}: ${part}`));
    }
    expect(found.join('\n')).to.equal('');
  });

  it('is chosen by a switch and a cookie, else by the browser, and told to search engines', async () => {
    const english = { 'accept-language': 'en-GB,en' };
    for (const path of [
      '/docs',
      '/docs/login',
      '/docs/search',
      '/docs/fields/activity',
      '/docs/problems/bad_request',
    ]) {
      const [plain, preferred] = [await get(path), await get(path, english)];
      expect(plain.text, path).to.include('<html lang="zh-CN"').and.include(`hreflang="en" href="${path}?lang=en"`);
      expect(preferred.text, path).to.include('<html lang="en"').and.not.include('Continue in English');
      expect(preferred.headers.get('set-cookie'), path).to.equal(null);
      for (const { headers } of [plain, preferred]) expect(headers.get('vary'), path).to.match(/accept-language/i);
      const byHand = [await get(`${path}?lang=zh`, english), await get(path, { ...english, cookie: 'lang=zh' })];
      for (const { text } of byHand) expect(text, path).to.include('<html lang="zh-CN"');
    }
    const asked = await get('/docs/login?lang=en');
    expect(asked.headers.get('set-cookie')).to.match(/^lang=en;/);
    expect(asked.text).to.include('<h1>Add the login</h1>').and.include('lang="zh-CN" hreflang="zh-CN"');
    expect((await get('/docs/login?lang=zh', { cookie: 'lang=en' })).text).to.include('<h1>接入登录</h1>');
  });

  it('gives programs its texts by ?lang and by Accept-Language, in Chinese without either', async () => {
    for (const path of ['/docs/login.md', '/llms.txt', '/llms-full.txt', '/auth.md']) {
      const [chinese, asked, preferred] = [
        await get(path),
        await get(`${path}?lang=en`),
        await get(path, { 'accept-language': 'en' }),
      ];
      expect(asked.text, path).to.equal(preferred.text).and.not.equal(chinese.text);
      expect(preferred.headers.get('vary'), path).to.match(/accept-language/i);
      const told = [chinese, asked, preferred].map(({ headers }) => headers.get('content-language'));
      expect(told, path).to.deep.equal(['zh', 'en', 'en']);
      expect(preferred.headers.get('set-cookie'), path).to.equal(null);
    }
    const { text } = await get('/auth.md?lang=en');
    expect(text)
      .to.include('# One page for coding assistants')
      .and.include('NCC_ISSUER "$(value issuer)"')
      .and.include('practice.sh');
  });

  it('finds pages by English words, and shows them in English', async () => {
    const { text } = await inEnglish('/docs/search?q=refresh+token');
    expect(text).to.include('<mark>').and.include('href="/docs/login#refresh"');
  });

  it('reads well at 390 px, for axe too', async () => {
    const page = await openPage({ origin: at.origin, width: 390 });
    for (const path of ['/docs?lang=en', '/docs/login', '/docs/start', '/docs/problems']) {
      await page.goto(path);
      expect(await axe(page), path).to.deep.equal([]);
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).to.be.at.most(390);
    }
    await page.context().close();
  });
});
