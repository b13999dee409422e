import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../../../support/app.ts';
import { openPage } from '../../../support/browser.ts';
import { authorization, createBrowser, post, type TestBrowser } from '../../../support/citizen.ts';
import { createNewcomer, signInToConsole } from '../../../support/console.ts';
import { freePort } from '../../../support/ports.ts';
import { remember } from '../../../support/record.ts';
import { followStart, ownOf, toldBy } from '../../../support/start-page.ts';

const start = '/docs/start';
const modules = fileURLToPath(new URL('../../../../node_modules', import.meta.url));

/** The state of each light: 密钥 已生成, 跳转 还没有做 … */
const lightsIn = (page: string) =>
  [...(/<ol class="lights"[\s\S]*?<\/ol>/.exec(page)?.[0] ?? '').matchAll(/<li[\s\S]*?<\/li>/g)].map(([light]) =>
    light
      .replace(/<time[\s\S]*?<\/time> ?/g, '')
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );

describe('起步', () => {
  let at: TestApp;
  let folder: string;
  let developer: TestBrowser;
  let own: ReturnType<typeof ownOf>;
  let site: string;

  const read = async (path = start) => (await developer.walk(path)).text;
  /** After the log has been written. */
  const lights = async () => {
    await at.app.integrationLog.flush();
    return lightsIn(await read(`${start}?live=1`));
  };

  before(async () => {
    at = await startApp(import.meta.filename);
    folder = mkdtempSync(join(tmpdir(), 'start-'));
    site = `http://localhost:${await freePort()}`;
    developer = await signInToConsole(at, await createNewcomer(at), { secondFactor: false });
    const begin = await developer.walk(`/console/sandbox?return_to=${encodeURIComponent(start)}`);
    const page = await developer.submit(begin, { redirectUris: `${site}/callback\n${site}/login/oauth2/code/cloud` });
    expect(page.url.pathname).to.equal(start);
    own = ownOf(page.text);
    for (const secret of [own.sk, own.password]) remember(secret);
  });
  after(async () => {
    await at.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('R27 shows anyone whole programs, and the way to a sandbox', async () => {
    const page = await createBrowser(at.origin).walk(start);
    expect(page.status).to.equal(200);
    expect(page.text).to.include('href="/console/sandbox?return_to=%2Fdocs%2Fstart"').and.include('您的AK');
    expect(lightsIn(page.text)[0]).to.equal('密钥 还没有');
    for (const id of ['node', 'java', 'python', 'php', 'csharp', 'curl', 'go', 'rust'])
      expect(toldBy(page.text, id).files, id).to.not.be.empty;
  });

  it('is there for programs too, with every sample whole', async () => {
    const text = await (await fetch(`${at.origin}${start}.md`)).text();
    expect(text)
      .to.include('# 十分钟跑通登录')
      .and.include(`new URL('${at.origin}')`)
      .and.include("export NCC_SK='您的SK'");
    expect(text.match(/```/g)?.length ?? 0).to.be.greaterThan(20);
  });

  it('R33 fills in AK and SK of the reader, until 我已保存', async () => {
    const page = await read();
    expect(own.ak).to.match(/^ncc_/);
    expect(toldBy(page, 'node').run[0]).to.equal(`export NCC_SK='${own.sk}'`);
    expect((await developer.walk(start)).headers.get('cache-control')).to.equal('no-store');
    expect(lightsIn(page)).to.deep.equal([
      ...['密钥 已生成', '跳转 等您的程序', '同意 还没有做'],
      ...['换令牌 还没有做', '用户信息 还没有做', '退出 还没有做'],
    ]);
  });

  it('shows at once how an unregistered address differs', async () => {
    const wrong = authorization(own.ak, { redirect_uri: site.replace('http:', 'https:').concat('/callback') });
    await createBrowser(at.origin).walk(wrong.url);
    expect((await lights())[1]).to.equal('跳转 没有成功');
    const page = await read();
    expect(page).to.match(/跳转：[^<]*协议不同：收到 https，登记的是 http/);
    expect(page).to.include(`/docs/errors#invalid_redirect_uri`);
  });

  it('leads from a login without PKCE to the setting of its framework', async () => {
    const bare = { code_challenge: undefined, code_challenge_method: undefined, nonce: undefined };
    const spring = authorization(own.ak, { redirect_uri: `${site}/login/oauth2/code/cloud`, ...bare });
    await createBrowser(at.origin).walk(spring.url);
    await at.app.integrationLog.flush();
    const there = '/docs/frameworks#spring-boot"';
    expect(await read())
      .to.include(there)
      .and.include('withPkce()');
    expect(await read(`/console/applications/${own.ak}/calls`)).to.include(there);
    expect(await read('/docs/frameworks')).to.include('id="spring-boot"');
  });

  it('lights 跳转 when the login page has come, before any login', async () => {
    await createBrowser(at.origin).walk(authorization(own.ak, { redirect_uri: `${site}/callback` }).url);
    expect((await lights()).slice(1, 3)).to.deep.equal(['跳转 收到', '同意 等测试市民同意']);
  });

  it('lights up by itself in a browser, and stays with the language that was chosen', async () => {
    const browser = await openPage({ origin: at.origin });
    const cookies = [...developer.cookies.values()];
    await browser
      .context()
      .addCookies(cookies.map(({ name, value, path }) => ({ name, value, path, domain: new URL(at.origin).hostname })));
    await browser.goto(start);
    await browser.getByText('Python', { exact: true }).click();
    expect(await browser.getByLabel('Python：login.py').isVisible()).to.equal(true);
    const wrong = authorization(own.ak, { redirect_uri: `${site}/callback/` });
    await createBrowser(at.origin).walk(wrong.url);
    await browser.locator('#live-calls').getByText('只差路径末尾的斜线').waitFor();
    expect(await browser.getByLabel('Python：login.py').isVisible(), 'the tab stays').to.equal(true);
    await browser.context().close();
  });

  it('R27 leads a Node program that is copied from the page to a login, and lights all six', async () => {
    const told = toldBy(await read(), 'node');
    const installed = readFileSync(join(modules, 'openid-client/package.json'), 'utf8');
    expect(told.files[0]?.text).to.include(`"openid-client": "${JSON.parse(installed).version}"`);
    const project = join(folder, 'node');
    mkdirSync(project);
    symlinkSync(modules, join(project, 'node_modules'));
    const where = { folder: project, cloud: at.origin, site, citizen: own };
    const { greeting, end } = await followStart(where, { told, leaveOut: ['npm install'] });
    expect(greeting).to.equal('您好，测试市民1');
    expect(end).to.include('使用国家公共文化云登录');
    expect(await lights()).to.deep.equal([
      ...['密钥 已生成', '跳转 收到', '同意 完成', '换令牌 成功', '用户信息 已取', '退出 完成'],
    ]);
    expect(await read()).to.include('六盏灯都亮了');
  });

  it('R27 leads a reader with nothing but curl to a login', async () => {
    const project = join(folder, 'curl');
    mkdirSync(project);
    const where = { folder: project, cloud: at.origin, site, citizen: own };
    const { greeting, end } = await followStart(where, { told: toldBy(await read(), 'curl'), byHand: true });
    expect(greeting).to.equal('您好，测试市民1');
    expect(end).to.include('已退出');
  });

  it('says which step failed last, with the cure, and comes on again', async () => {
    const client = { clientId: own.ak, secret: own.sk };
    await post(at.origin, '/oidc/token', client, { grant_type: 'authorization_code', code: 'x', redirect_uri: site });
    await at.app.integrationLog.flush();
    const page = await read();
    // In the minute of the last success the success counts; the mistake stands in the list all the same.
    expect(page)
      .to.match(/<b>换取令牌<\/b>/)
      .and.include('/docs/errors#invalid_grant');
  });

  it('R33 keeps the SK no longer than 我已保存, and says which it was', async () => {
    const page = await developer.walk(start);
    expect(page.text).to.include(own.sk);
    const form = page.text.slice(page.text.indexOf('<form method="post"'));
    const saved = await developer.submit({ ...page, text: form });
    expect(saved.url.pathname).to.equal(start);
    expect(saved.text).to.not.include(own.sk);
    expect(saved.text).to.include(`末四位 <code>${own.sk.slice(-4)}</code>`);
    expect(toldBy(saved.text, 'node').run[0]).to.equal("export NCC_SK='您的SK'");
  });
});
