import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { days, systemClock } from '../../src/clock.ts';
import { createClient, operator, startApp, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, post, type TestBrowser } from '../support/citizen.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { type Colleague, createMember, signInToConsole } from '../support/console.ts';

describe('the history of an AK', () => {
  let clock: TestClock;
  let at: TestApp;
  let member: Colleague & { institutionId: string };
  let browser: TestBrowser;
  let partner: Client;
  let path: string;

  before(async () => {
    clock = testClock(systemClock.now().toISOString());
    at = await startApp(import.meta.filename, { clock, env: { THROTTLE: 'off' } });
    member = await createMember(at);
    browser = await signInToConsole(at, member);
    partner = await createClient(at, {}, { institutionId: member.institutionId });
    path = `/console/applications/${partner.clientId}`;
  });
  after(() => at.close());

  const textOf = async (url: string) => {
    const page = await browser.walk(url);
    return page.text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  };

  it('R10 is shown call by call, with cause and cure, the received and the registered value', async () => {
    expect(await textOf(`${path}/calls`)).to.include('还没有调用');
    const wrong = authorization(partner.clientId, { redirect_uri: 'http://localhost:9/Callback' });
    await createBrowser(at.origin).walk(wrong.url);
    await post(at.origin, '/oidc/token', partner, { grant_type: 'client_credentials' });
    await post(at.origin, '/oidc/token', { ...partner, secret: 'x' }, { grant_type: 'client_credentials' });
    await at.app.integrationLog.flush();
    const all = await textOf(`${path}/calls`);
    for (const said of [
      '登录请求',
      '换取令牌',
      '成功',
      'invalid_redirect_uri',
      '怎样改正',
      'http://localhost:9/Callback',
      '编号',
    ])
      expect(all).to.include(said);
    expect(all).to.match(/过去 24 小时 .*调用 3 次 .*未通过 2 次/);
    const failures = await textOf(`${path}/calls?show=failures`);
    expect(failures).to.include('invalid_client');
    expect(failures).to.not.match(/ 成功 —/);
  });

  it('R10 is paged, and says so where the mark of a page is broken', async () => {
    for (let call = 0; call < 11; call += 1)
      at.app.integrationLog.record({
        endpoint: 'token',
        clientId: partner.clientId,
        requestId: `AAAA-${call}`,
        refusal: { error: 'invalid_grant' },
      });
    await at.app.integrationLog.flush();
    const page = await browser.walk(`${path}/calls?show=failures`);
    const older =
      /href="([^"]+\?show=failures&amp;cursor=[^"#]+)#calls"/.exec(page.text)?.[1]?.replace('&amp;', '&') ?? '';
    expect((await browser.walk(older)).text).to.include('invalid_redirect_uri');
    expect((await browser.walk(`${path}/calls?cursor=x`)).status).to.equal(400);
  });

  it('is listed setting by setting: before, after, actor and time', async () => {
    clock.advance(1);
    await at.app.applications.setContact(operator, partner.clientId, {
      contactName: '王芳',
      contactPhone: '13800008002',
      contactEmail: 'wang@example.cn',
    });
    clock.advance(days(1));
    browser = await signInToConsole(at, member);
    await browser.submit(await browser.walk(`${path}/renew`));
    const history = await textOf(`${path}/history`);
    expect(history).to.match(/延长有效期 管理员 溪\* .*有效期 \d+年\d+月\d+日 23:59 \d+年\d+月\d+日 23:59/);
    expect(history).to.match(
      /修改联系人 国家公共文化云运营 .*联系人 (?:（空） )?王\*，138\*\*\*\*8002，w\*\*\*@example\.cn/,
    );
    expect(history).to.match(
      /签发 AK 国家公共文化云运营 .*应用名称 (?:（空） )?青溪文化云 .*能力 (?:（空） )?账号编号、昵称和头像、手机号、保持登录、查看本机构的资源 .*回调地址 (?:（空） )?http:\/\/localhost:9\/callback/,
    );
    expect(history).not.to.include('13800008002');
  });
});
