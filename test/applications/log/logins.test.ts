import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { authorization, basic, type Client, createBrowser, signIn } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { remember } from '../../support/record.ts';
import { fact } from '../../support/words.ts';
import { causeOf, cureOf, entryOf, everythingIn, failuresOf } from './reading.ts';

const callback = 'https://m.qx.example.cn/callback';

describe('the integration log of logins', () => {
  const clock = testClock(new Date(Math.floor(performance.timeOrigin + performance.now())).toISOString());
  let at: TestApp;
  let partner: Client;

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    partner = await createClient(at, { redirectUris: [callback, 'https://www.qx.example.cn/sso'] });
    await createCitizen(at, 'xibian');
  });
  after(() => at.close());

  const ask = (more: Record<string, string | undefined>, client = partner) =>
    createBrowser(at.origin).request(authorization(client.clientId, { redirect_uri: callback, ...more }).url);

  /** Sends the request and gives its entry in the log. */
  const refused = async (more: Record<string, string | undefined>) => {
    const response = await ask(more);
    const page = await response.text();
    return { page, response, entry: await entryOf(at, partner.clientId, response.headers) };
  };

  it('R10 shows the received redirect URI beside the registered ones, nearest first, with the difference', async () => {
    const { page, response, entry } = await refused({ redirect_uri: 'http://m.qx.example.cn/callback/' });
    expect(response.status).to.equal(400);
    expect(entry).to.deep.include({ endpoint: 'authorization', error: 'invalid_redirect_uri', calls: 1 });
    expect(entry?.details).to.deep.include({
      received: 'http://m.qx.example.cn/callback/',
      registered: [callback, 'https://www.qx.example.cn/sso'],
    });
    expect(causeOf(entry)).to.equal('redirect_other');
    expect(entry?.cause?.params).to.deep.include({
      registered: [callback, 'https://www.qx.example.cn/sso'],
      difference: [
        fact('applications.differs_scheme', { came: 'http', known: 'https' }),
        fact('applications.differs_slash'),
      ],
    });
    expect(cureOf(entry)).to.equal('redirect_other');
    expect(page).to.include(entry?.details?.requestId); // the number that the citizen reads out
  });

  it('hides possible secrets and persons in a redirect URI', async () => {
    const secret = remember('a7Kq0-zz81_pPq4LmN3xUvW9');
    const { entry } = await refused({
      redirect_uri: `https://user:${secret}@m.qx.example.cn/callback/${secret}/13800138000?token=${secret}&a=1#${secret}`,
    });
    expect(entry?.details?.received).to.equal('https://…@m.qx.example.cn/callback/…/…?token=…&a=…#…');
    expect(await everythingIn(at))
      .not.to.include(secret)
      .and.not.to.include('13800138000');
  });

  it('says which half of PKCE is missing', async () => {
    const none = await refused({ code_challenge: undefined, code_challenge_method: undefined });
    expect(causeOf(none.entry)).to.equal('pkce_missing');
    expect(cureOf(none.entry)).to.equal('applications.pkce_or_nonce');
    const noMethod = await refused({ code_challenge_method: undefined });
    expect(causeOf(noMethod.entry)).to.equal('challenge_method_missing');
    const noChallenge = await refused({ code_challenge: undefined });
    expect(causeOf(noChallenge.entry)).to.equal('challenge_missing');
    const plain = await refused({ code_challenge_method: 'plain' });
    expect(causeOf(plain.entry)).to.equal('challenge_method_other');
    expect(plain.entry?.details?.received).to.equal('plain');
  });

  it('shows a scope that was not approved beside those that were', async () => {
    const { entry } = await refused({ scope: 'openid realname' });
    expect(entry?.error).to.equal('invalid_scope');
    expect(causeOf(entry)).to.equal('scope_not_approved');
    expect(entry?.cause?.params).to.deep.include({
      registered: ['openid', 'profile', 'phone', 'offline_access', 'resource:read'],
    });
    expect(entry?.details?.received).to.equal('realname');
  });

  it('names missing and repeated parameters', async () => {
    const missing = await refused({ redirect_uri: undefined });
    expect(causeOf(missing.entry)).to.equal('parameters_missing');
    expect(missing.entry?.cause?.params.names).to.deep.equal(['redirect_uri']);
    const response = await createBrowser(at.origin).request(
      `${authorization(partner.clientId, { redirect_uri: callback }).url}&scope=openid`,
    );
    const twice = await entryOf(at, partner.clientId, response.headers);
    expect(causeOf(twice)).to.equal('parameter_twice');
    expect(twice?.cause?.params.names).to.deep.equal(['scope']);
  });

  it('shows an address after logging out that is not registered', async () => {
    const response = await createBrowser(at.origin).request(
      `/oidc/logout?${new URLSearchParams({ client_id: partner.clientId, post_logout_redirect_uri: 'https://m.qx.example.cn/bye' })}`,
    );
    const entry = await entryOf(at, partner.clientId, response.headers);
    expect(entry?.endpoint).to.equal('logout');
    expect(causeOf(entry)).to.equal('logout_address_other');
    expect(entry?.details).to.deep.include({ received: 'https://m.qx.example.cn/bye', registered: [] });
  });

  it('R29 says since when an AK is over, and that operators disabled it', async () => {
    const short = await createClient(at);
    await at.database.db.run(`update applications set expires_at = $2 where client_id = $1`, [
      ...[short.clientId, new Date(clock.now().getTime() - 86_400_000)],
    ]);
    const day = new Date(clock.now().getTime() - 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
    const over = await ask({ redirect_uri: 'http://localhost:9/callback' }, short);
    const ended = await entryOf(at, short.clientId, over.headers);
    expect([ended?.error, causeOf(ended), cureOf(ended)]).to.deep.equal(['unauthorized_client', 'ak_expired', 'renew']);
    expect(ended?.cause?.params.day).to.equal(day);

    const closed = await createClient(at);
    await at.app.applications.disable(operator, closed.clientId, '试验');
    const response = await ask({ redirect_uri: 'http://localhost:9/callback' }, closed);
    expect(causeOf(await entryOf(at, closed.clientId, response.headers))).to.equal('ak_disabled');
  });

  it('lists a citizen who does not consent, and only counts those who were not signed in', async () => {
    const browser = createBrowser(at.origin);
    const flow = authorization(partner.clientId, { redirect_uri: callback });
    const login = await browser.walk(flow.url);
    const consent = await browser.submit(login, { username: 'xibian', password: 'correct-horse-5', agree: '1' });
    const back = await browser.submit(consent, {}, `${consent.url.pathname.replace(/\/consent$/, '')}/abort`);
    expect(back.url.searchParams.get('error')).to.equal('access_denied');
    for (let asked = 0; asked < 3; asked += 1) await ask({ prompt: 'none' });

    const failures = await failuresOf(at, partner.clientId);
    const denied = failures.find(({ error }) => error === 'access_denied');
    expect(denied?.cause).to.deep.equal(fact('applications.cause_in_general', { error: 'access_denied' }));
    const probes = failures.filter(({ error }) => error === 'login_required');
    expect(probes).to.have.length(1);
    expect(probes[0]).to.deep.include({ calls: 3, details: undefined });
  });

  it('counts successes by the minute, without personal data', async () => {
    const other = await createClient(at);
    const browser = createBrowser(at.origin);
    for (let times = 0; times < 2; times += 1) await signIn(browser, authorization(other.clientId), 'xibian');
    await at.app.integrationLog.flush();
    const { entries } = await at.app.integrationLog.read(operator, other.clientId);
    expect(entries).to.have.length(1);
    expect(entries[0]).to.deep.include({ endpoint: 'authorization', error: undefined, calls: 2 });
    const { id } = (await at.app.accounts.findByIdentifier('xibian')) ?? {};
    expect(id).to.be.a('string');
    const everything = await everythingIn(at);
    for (const secret of [id, 'xibian', 'correct-horse-5', partner.secret, basic(partner)])
      expect(everything).not.to.include(secret);
  });

  it('counts an unknown AK without keeping the received values', async () => {
    const before = await unknown();
    for (const clientId of ['ncc_nobody_knows_me', 'evil-13800138000'])
      await createBrowser(at.origin).request(authorization(clientId).url);
    expect(await unknown()).to.equal(before + 2);
    expect(await everythingIn(at))
      .not.to.include('nobody_knows')
      .and.not.to.include('evil');
  });

  it('leaves out a page that a citizen opens too late, which is no mistake', async () => {
    const before = JSON.stringify(await at.app.integrationLog.usage(operator, undefined));
    expect((await createBrowser(at.origin).request('/oidc/auth/some-old-page')).status).to.equal(400);
    await at.app.integrationLog.flush();
    expect(JSON.stringify(await at.app.integrationLog.usage(operator, undefined))).to.equal(before);
  });

  async function unknown(): Promise<number> {
    await at.app.integrationLog.flush();
    const usage = await at.app.integrationLog.usage(operator, undefined);
    return usage.find(({ endpoint }) => endpoint === 'authorization')?.errors.invalid_client ?? 0;
  }
});
