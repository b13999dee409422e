import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createClient, startApp, type TestApp } from '../support/app.ts';
import type { TestBrowser } from '../support/citizen.ts';
import { type Colleague, createMember, signInToConsole } from '../support/console.ts';
import { remember } from '../support/record.ts';

describe('事件通知', () => {
  let at: TestApp;
  let owner: Colleague & { institutionId: string };
  let browser: TestBrowser;
  before(async () => {
    at = await startApp(import.meta.filename);
    owner = await createMember(at);
    browser = await signInToConsole(at, owner);
  });
  after(() => at.close());

  const url = 'https://hooks.qingxi.example.cn/cloud';
  const secretIn = (text: string) => /whsec_[A-Za-z0-9+/]{43}=/.exec(text.replaceAll('&#43;', '+'))?.[0];

  it('registers an endpoint and shows its secret once', async () => {
    expect((await browser.walk('/console/webhooks')).text).to.include('还没有接收地址');
    const form = await browser.walk('/console/webhooks/new');
    const made = await browser.submit(form, { url, description: '资源系统', 'types.resource.published': '1' });
    const secret = remember(secretIn(made.text) ?? '');
    expect(secret).not.to.equal('');
    const list = await browser.walk('/console/webhooks');
    expect(list.text).to.include('hooks.qingxi.example.cn').and.include('内容已发布').and.not.include(secret);
    const again = await browser.submit(await browser.walk('/console/webhooks/new'), { url });
    expect([again.status, again.text.includes('已经登记过'), secretIn(again.text)]).to.deep.equal([
      422,
      true,
      undefined,
    ]);
  });

  it('keeps the typed values when they are invalid', async () => {
    const bad = await browser.submit(await browser.walk('/console/webhooks/new'), {
      url: 'https://10.0.0.1/hooks',
      description: '内网',
      'types.resource.returned': '1',
    });
    expect(bad.status).to.equal(422);
    expect(bad.text)
      .to.include('不能是内网地址')
      .and.include('value="https://10.0.0.1/hooks"')
      .and.include('value="内网"');
    expect(bad.text).to.match(/name="types\.resource\.returned"[^>]*checked/);
  });

  it('tests, pauses, goes on and deletes', async () => {
    const [endpoint] = await at.app.webhooks.endpoints.list({ kind: 'member', role: 'owner', ...owner });
    const page = `/console/webhooks/${endpoint?.id}`;
    const detail = await browser.walk(page);
    const tested = await browser.submit(detail, {}, `${page}/test`);
    expect(tested.text).to.include('测试事件已发出').and.include('投递中');
    const paused = await browser.submit(detail, { disabled: '1' }, `${page}/pause`);
    expect(paused.text).to.include('接收地址已停用');
    const refused = await browser.submit(detail, {}, `${page}/test`);
    expect([refused.status, refused.text.includes('请先启用')]).to.deep.equal([409, true]);
    expect((await browser.submit(paused, { disabled: '' }, `${page}/pause`)).text).to.include('接收地址已启用');
    const gone = await browser.submit(await browser.walk(`${page}/delete`));
    expect(gone.text).to.include('还没有接收地址');
    expect((await browser.walk(page)).status).to.equal(404);
  });

  it('shows a developer who is hired for one application nothing else', async () => {
    const { institutionId } = owner;
    const { clientId } = await createClient(at, {}, { institutionId });
    await at.app.webhooks.endpoints.create(
      { kind: 'application', institutionId, clientId, scopes: ['webhook:manage'] },
      { url: `${url}/of-the-application`, description: '', types: [] },
    );
    await at.app.webhooks.endpoints.create(
      { kind: 'member', role: 'owner', ...owner },
      { url, description: '', types: [] },
    );
    const hired = await createMember(at, { institutionId, role: 'developer', applications: [clientId] });
    const other = await signInToConsole(at, hired);
    const { text } = await other.walk('/console/webhooks');
    expect(text).to.include('of-the-application').and.not.include('登记接收地址');
    const all = await at.app.webhooks.endpoints.list({ kind: 'member', role: 'owner', ...owner });
    const whole = all.find((each) => each.clientId === undefined); // both may be of the same moment
    expect(whole?.url).to.equal(url);
    expect((await other.walk(`/console/webhooks/${whole?.id}`)).status).to.equal(404);
    expect((await other.submit(await other.walk('/console/webhooks/new'), { url: `${url}/x` })).status).to.equal(404);
  });
});
