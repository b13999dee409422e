import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, password } from '../support/app.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import {
  authorization,
  type Client,
  createBrowser,
  formOf,
  type Page,
  post,
  redeem,
  signIn,
  type TestBrowser,
} from '../support/citizen.ts';
import { remember } from '../support/record.ts';
import { atOnce, type Cluster, sharedCluster } from './nodes.ts';
import { rounds } from './rounds.ts';

// RACES=100 npm test -- test/cluster/races.test.ts: a hundred codes, as npm run distributed does.
const races = Number(process.env.RACES ?? (process.env.CITUS_URLS ? 100 : 50));

/** On to the partner, at once or by the way back of the library. */
const leadsOn = (place: string): boolean => /\/oidc\/auth\/|[?&]code=/.test(place);

describe('many requests at once on two nodes', function () {
  this.timeout(90_000);
  const shared = sharedCluster();
  let cluster: Cluster;
  let partner: Client;
  let browser: TestBrowser;

  before(async () => {
    cluster = await shared.open();
    partner = await createClient(cluster.here);
    await createCitizen(cluster.here, 'racer');
    browser = createBrowser(cluster.origin);
    await signIn(browser, authorization(partner.clientId), 'racer');
  });
  after(() => shared.close());

  it(`redeem one code once: ${races} codes, each 50 times at once, are exactly ${races} successes and no 5xx`, async function () {
    this.timeout(0);
    const statuses: number[] = [];
    await rounds(cluster.database.db, races, async () => {
      const flow = authorization(partner.clientId);
      const { url } = await browser.walk(flow.url);
      const answers = await atOnce(cluster, 50, '/oidc/token', partner, {
        grant_type: 'authorization_code',
        code: remember(url.searchParams.get('code') ?? ''),
        redirect_uri: 'http://localhost:9/callback',
        code_verifier: flow.verifier,
      });
      statuses.push(...answers.map(({ status }) => status));
      for (const { status, body } of answers) if (status !== 200) expect(body.error).to.equal('invalid_grant');
    });
    expect(statuses.filter((status) => status === 200)).to.have.lengthOf(races);
    expect(statuses.filter((status) => status === 400)).to.have.lengthOf(races * 49);
  });

  it('give one refresh token one successor, and its reuse after the grace of 10 s ends the family', async () => {
    const phone = createBrowser(cluster.origin, { send: cluster.other.fetch });
    const flow = authorization(partner.clientId, { scope: 'openid offline_access', prompt: 'consent' });
    const callback = await signIn(phone, flow, 'racer', ['offline_access']);
    const first = (await redeem(cluster.origin, partner, callback, flow)).body.refresh_token;
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first) };

    const answers = await atOnce(cluster, 50, '/oidc/token', partner, refresh);
    expect(answers.filter(({ status, body }) => status !== 200 && body.error !== 'invalid_grant')).to.eql([]);
    const successors = new Set(answers.flatMap(({ status, body }) => (status === 200 ? [body.refresh_token] : [])));
    expect([...successors]).to.have.lengthOf(1);
    const [successor] = successors;
    expect(successor).to.be.a('string').and.not.equal(first);

    // A node that lives 11 seconds in the future is past the grace of all others.
    const later = await cluster.more({ CLOCK_OFFSET: '11' });
    const reuse = await post(cluster.origin, '/oidc/token', partner, refresh, {}, later.fetch);
    expect([reuse.status, reuse.body.error]).to.eql([400, 'invalid_grant']);
    const after = { grant_type: 'refresh_token', refresh_token: String(successor) };
    for (const node of [cluster.one, cluster.other]) {
      const dead = await post(cluster.origin, '/oidc/token', partner, after, {}, node.fetch);
      expect([dead.status, dead.body.error]).to.eql([400, 'invalid_grant']);
    }
  });

  it('let one phone confirm a QR code, and one request go on with it, once', async () => {
    const phone = createBrowser(cluster.origin, { send: cluster.other.fetch });
    await signIn(phone, authorization(partner.clientId), 'racer');
    const screen = createBrowser(cluster.origin, { send: cluster.one.fetch });
    const path = `${(await screen.walk(authorization(partner.clientId).url)).url.pathname}/scan`;
    await screen.walk(path);
    const code = (await cluster.here.app.accounts.scans.onScreen(path.split('/')[2] ?? ''))?.code ?? '';
    const asked = await phone.walk(`/scan/${code}`);
    await Promise.all([1, 2, 3, 4].map(() => phone.submit(asked, { answer: 'yes' })));
    const page = await screen.walk(path);
    const body = new URLSearchParams({ csrf: /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '' });
    const cookie = [...screen.cookies.values()].map(({ name, value }) => `${name}=${value}`).join('; ');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, place) =>
        (place % 2 === 0 ? cluster.one : cluster.other).fetch(`${cluster.origin}${path}`, {
          ...{ method: 'POST', body, redirect: 'manual' },
          headers: { cookie, origin: cluster.origin },
        }),
      ),
    );
    const places = answers.map(({ headers }) => headers.get('location') ?? '');
    expect(places.filter(leadsOn)).to.have.lengthOf(1);
    expect(answers.filter(({ status }) => status >= 500)).to.eql([]);
    const [login] = await cluster.here.app.accounts.loginsOf(
      (await cluster.here.app.accounts.findByIdentifier('racer'))?.id ?? '',
    );
    expect(login?.method).to.equal('scan');
  });

  const cookiesOf = ({ cookies }: TestBrowser) =>
    [...cookies.values()].map(({ name, value }) => `${name}=${value}`).join('; ');
  /** The forms of one browser at once, now to one node, now to the other. */
  const sendAll = (from: TestBrowser, path: string, forms: readonly Record<string, string>[]) =>
    Promise.all(
      forms.map((fields, place) =>
        (place % 2 === 0 ? cluster.one : cluster.other).fetch(`${cluster.origin}${path}`, {
          ...{ method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' },
          headers: { cookie: cookiesOf(from), origin: cluster.origin, accept: 'text/html' },
        }),
      ),
    );
  const optionsIn = async (answer: Response | undefined) => {
    const said = (await answer?.json()) as { options: { challenge: string; user: { id: string } } };
    return said.options;
  };

  it('take one answer of a passkey once, and of two challenges of a login the last', async () => {
    const key = createAuthenticator({ origin: cluster.origin });
    const owner = createBrowser(cluster.origin, { send: cluster.one.fetch });
    const home = '/account/security/passkeys';
    const list = await owner.submit(await owner.walk(home), { username: 'racer', password, agree: '1' });
    const { csrf = '' } = formOf(list.text).fields;
    const [asked] = await sendAll(owner, `${home}/options`, [{ csrf }]);
    const made = { csrf, credential: key.create(await optionsIn(asked)) };
    const added = await sendAll(owner, home, [made, made, made, made]);
    expect(added.filter(({ status }) => status === 303)).to.have.lengthOf(1);

    const screen = createBrowser(cluster.origin, { send: cluster.one.fetch });
    const login = await screen.walk(authorization(partner.clientId).url);
    const path = `${login.url.pathname}/passkey`;
    const token = { csrf: formOf(login.text).fields.csrf ?? '' };
    const begun = await sendAll(screen, `${path}/options`, [token, token]);
    const forms: Record<string, string>[] = [];
    for (const answer of begun) forms.push({ ...token, credential: key.get(await optionsIn(answer)) });
    const answers = await sendAll(screen, path, Array.from({ length: 6 }, () => forms).flat());
    const places = answers.map(({ headers }) => headers.get('location') ?? '');
    expect(places.filter(leadsOn)).to.have.lengthOf(1);
    expect(answers.filter(({ status }) => status >= 500)).to.eql([]);
  });

  it('change a phone number once, of two changes by one proof', async () => {
    const [from, ...wanted] = ['13800008901', '13800008902', '13800008903'];
    const { id } = await createCitizen(cluster.here, 'mover', { phone: from });
    const owner = createBrowser(cluster.origin, { send: cluster.one.fetch });
    const path = '/account/security/phone';
    const codeTo = async (phone: string | undefined) =>
      remember(
        /\d{6}/.exec((await cluster.here.app.sms.recent()).find(({ to }) => to === phone)?.text ?? '')?.[0] ?? '',
      );
    const first = await owner.submit(await owner.walk(path), { username: 'mover', password, agree: '1' });
    const sent = await owner.submit(first, { send: '1' });
    const second = await owner.submit(sent, { code: await codeTo(from) });
    const forms: Record<string, string>[] = [];
    for (const phone of wanted) {
      await owner.submit(second, { phone, send: '1' });
      forms.push({ ...formOf(second.text).fields, phone, code: await codeTo(phone) });
    }
    const answers = await sendAll(owner, path, forms);
    expect(answers.filter(({ status }) => status === 303)).to.have.lengthOf(1);
    expect(answers.filter(({ status }) => status >= 500)).to.eql([]);
    const place = answers.findIndex(({ status }) => status === 303);
    const kept = await cluster.database.db.row<{ changes: number }>(
      `select count(*)::int as changes from audit_events where verb = 'account.change_phone' and subject_id = $1`,
      [id],
    );
    expect(kept?.changes).to.equal(1);
    expect((await cluster.here.app.accounts.findByIdentifier(wanted[place] ?? ''))?.id).to.equal(id);
  });

  it('take a code by e-mail once, and set a new password once, of many at once', async () => {
    const email = 'reader@example.cn';
    const { id } = await createCitizen(cluster.here, 'reader', { email });
    await cluster.database.db.run('update accounts set email_verified_at = created_at where id = $1', [id]);
    const path = '/account/recover';
    const owner = createBrowser(cluster.origin, { send: cluster.one.fetch });
    const asked = await owner.submit(await owner.walk(`${path}?by=email`), { email, send: '1' });
    const [letter] = (await cluster.here.app.mail.recent()).filter(({ to }) => to === email);
    const code = remember(/\d{6}/.exec(letter?.text ?? '')?.[0] ?? '');
    const sendForms = async (page: Page, values: (n: number) => Record<string, string>) => {
      const forms = Array.from({ length: 20 }, (_, n) => ({ ...formOf(page.text).fields, ...values(n) }));
      const answers = await sendAll(owner, path, forms);
      expect(answers.filter(({ status }) => status >= 500)).to.eql([]);
      return Promise.all(answers.map(async (answer) => ({ status: answer.status, text: await answer.text() })));
    };
    const proved = (await sendForms(asked, () => ({ email, code }))).filter(({ text }) =>
      text.includes('name="ticket"'),
    );
    expect(proved).to.have.lengthOf(1);
    const second = { ...asked, text: proved[0]?.text ?? '' };
    const saved = await sendForms(second, (n) => ({ password: `lamplight over reeds ${n}` }));
    expect(saved.filter(({ status }) => status === 303)).to.have.lengthOf(1);
    const kept = await cluster.database.db.row<{ changes: number }>(
      `select count(*)::int as changes from audit_events where verb = 'account.recover_by_email' and subject_id = $1`,
      [id],
    );
    expect(kept?.changes).to.equal(1);
  });

  it('let one pushed request sign in once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const flow = authorization(partner.clientId);
      const fields = Object.fromEntries(new URL(flow.url, cluster.origin).searchParams);
      const pushed = await post(cluster.origin, '/oidc/par', partner, fields);
      expect(pushed.status).to.equal(201);
      const query = new URLSearchParams({
        client_id: partner.clientId,
        request_uri: remember(String(pushed.body.request_uri)),
      });
      const cookie = [...browser.cookies.values()].map(({ name, value }) => `${name}=${value}`).join('; ');
      const answers = await Promise.all(
        Array.from({ length: 10 }, async (_, place) => {
          const node = place % 2 === 0 ? cluster.one : cluster.other;
          const response = await node.fetch(`${cluster.origin}/oidc/auth?${query}`, {
            headers: { cookie, accept: 'text/html' },
            redirect: 'manual',
          });
          await response.arrayBuffer();
          return response;
        }),
      );
      const callbacks = answers.map((answer) => URL.parse(answer.headers.get('location') ?? '')?.searchParams);
      expect(callbacks.filter((found) => found?.has('code'))).to.have.lengthOf(1);
      expect(answers.filter(({ status }) => status >= 500)).to.eql([]);
    }
  });
});
