import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { systemClock } from '../../../src/clock.ts';
import { Problem } from '../../../src/errors.ts';
import { createCitizen, createClient, operator, password, settled, startApp, type TestApp } from '../../support/app.ts';
import { authorization, type Client, createBrowser, redeem, signIn, type TestBrowser } from '../../support/citizen.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { explains, fact } from '../../support/words.ts';

const uri = 'http://old.qx.example.cn/callback';
const isUnregistered = (page: string) => explains(page, 'oidc.address_unregistered', { platform: '青溪文化云' });

describe('R22 a waiver', () => {
  let clock: TestClock;
  let at: TestApp;
  let partner: Client;
  let browser: TestBrowser;

  before(async () => {
    clock = testClock(systemClock.now().toISOString());
    at = await startApp(import.meta.filename, { clock, env: { THROTTLE: 'off' } });
    await createCitizen(at);
  });
  after(() => at.close());
  beforeEach(async () => {
    clock.set(systemClock.now().toISOString());
    partner = await createClient(at);
    browser = createBrowser(at.origin);
  });

  const today = () => new Date(clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  const lastSecond = () => `${today()}T23:59:59+08:00`;
  const flowTo = (redirect = uri, more = {}) => authorization(partner.clientId, { redirect_uri: redirect, ...more });
  const waive = (input: object = {}) =>
    at.app.applications.waiveRedirectUri(operator, partner.clientId, {
      uri,
      until: today(),
      reason: '旧系统',
      ...input,
    });
  const pathAfter = async (url: string) => {
    const page = await browser.walk(url);
    if (page.url.origin !== at.origin) return page.url.origin + page.url.pathname;
    return isUnregistered(page.text) ? 'unregistered' : page.text;
  };

  it('lets exactly one http address work, to the last second of its day and not one longer', async () => {
    expect(await pathAfter(flowTo().url), 'before').to.equal('unregistered');
    await waive();
    const flow = flowTo();
    const callback = await signIn(browser, flow);
    expect(callback.href).to.match(/^http:\/\/old\.qx\.example\.cn\/callback\?code=/);
    expect((await redeem(at.origin, partner, callback, flow, { redirect_uri: uri })).status).to.equal(200);
    for (const other of [`${uri}/`, uri.replace('callback', 'Callback'), `${uri}?a=1`, 'http://qx.example.cn/callback'])
      expect(await pathAfter(flowTo(other).url), other).to.equal('unregistered');

    clock.set(lastSecond());
    expect(await pathAfter(flowTo(uri, { prompt: 'none' }).url), 'the last second').to.equal(uri);
    clock.advance(1);
    expect(await pathAfter(flowTo(uri, { prompt: 'none' }).url), 'after it').to.equal('unregistered');
    expect(await pathAfter(flowTo('http://localhost:9/callback', { prompt: 'none' }).url)).to.equal(
      'http://localhost:9/callback',
    );
  });

  it('leads no browser to the address whose login was open when it ended, and redeems no code after it', async () => {
    await waive();
    clock.set(lastSecond());
    const flow = flowTo();
    const callback = await signIn(browser, flow);
    const other = createBrowser(at.origin);
    const waiting = await other.walk(flowTo().url);
    clock.advance(1);
    const { status, body } = await redeem(at.origin, partner, callback, flow, { redirect_uri: uri });
    expect([status, body.error]).to.eql([400, 'invalid_grant']);
    const back = await other.submit(waiting, { username: 'citizen', password, agree: '1' });
    expect(back.url.origin).to.equal(at.origin);
    expect(isUnregistered(back.text)).to.equal(true);
  });

  it('is ended early within a second', async () => {
    await waive();
    await signIn(browser, flowTo());
    const { redirectUris } = await at.app.applications.waivers(partner.clientId);
    await at.app.applications.endRedirectUriWaiver(operator, partner.clientId, redirectUris[0]?.id ?? '');
    await settled();
    expect(await pathAfter(flowTo(uri, { prompt: 'none' }).url)).to.equal('unregistered');
    expect((await at.app.applications.waivers(partner.clientId)).redirectUris).to.eql([]);
  });

  it('is dated within 180 days, says why, and names an http address that is written as it should be', async () => {
    const problems = (input: object) =>
      waive(input).then(
        () => ({}),
        (error: unknown) => (error instanceof Problem ? error.fields : error),
      );
    for (const until of ['', '2020-01-01', '2099-01-01', '2026-02-30', 'tomorrow'])
      expect(await problems({ until }), until).to.have.keys('until');
    expect(await problems({ reason: '' })).to.eql({ reason: fact('fields.missing', { label: '原因' }) });
    for (const bad of ['', 'https://m.qx.example.cn/callback', 'http://10.0.0.1/cb', 'http://a.cn/#x', 'javascript:1'])
      expect(await problems({ uri: bad }), bad).to.have.keys('uri');
    expect(await problems({ uri: '', reason: '', until: '' })).to.have.keys('uri', 'reason', 'until');
    await waive();
    expect(await waive().catch(({ code }) => code)).to.equal('conflict');
  });

  it('is recorded with address, date and reason, and given by operators only', async () => {
    await waive();
    const row = await at.database.db.row<{ details: object }>(
      `select details from audit_events where verb = 'application.waive_redirect_uri' and subject_id = $1`,
      [partner.clientId],
    );
    expect(row?.details).to.deep.equal({
      redirectUri: uri,
      until: new Date(lastSecond()).toISOString(),
      reason: '旧系统',
    });
    const { institutionId } = await at.app.applications.get(partner.clientId);
    const member = { kind: 'member', accountId: 'x', institutionId, role: 'owner' } as const;
    const input = { uri, until: today(), reason: '旧系统' };
    const { waiveRedirectUri, waivePkce } = at.app.applications;
    for (const attempt of [waiveRedirectUri, waivePkce])
      expect(await attempt(member, partner.clientId, input).catch(({ code }) => code)).to.equal('forbidden');
  });

  it('of PKCE ends to the second as well, or when it is taken back', async () => {
    const plain = { code_challenge: undefined, code_challenge_method: undefined };
    const errorOf = async () =>
      (await browser.walk(authorization(partner.clientId, { ...plain, prompt: 'none' }).url)).url.searchParams.get(
        'error',
      );
    expect(await errorOf()).to.equal('invalid_request');
    await at.app.applications.waivePkce(operator, partner.clientId, { until: today(), reason: '旧系统' });
    expect(await errorOf()).to.equal('login_required');
    clock.set(lastSecond());
    expect(await errorOf()).to.equal('login_required');
    clock.advance(1);
    expect(await errorOf()).to.equal('invalid_request');
    await at.app.applications.waivePkce(operator, partner.clientId, { until: today(), reason: '再给一天' });
    expect(await errorOf()).to.equal('login_required');
    await at.app.applications.endPkceWaiver(operator, partner.clientId);
    expect(await errorOf()).to.equal('invalid_request');
    expect((await at.app.applications.waivers(partner.clientId)).pkce).to.equal(undefined);
  });
});
