import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { totpCode } from '../../../src/crypto/totp.ts';
import { createAuthenticator } from '../../support/authenticator.ts';
import { createBrowser, formOf, type Page, type TestBrowser } from '../../support/plain-browser.ts';

// Signs in by each method at an installation of a drill, on a machine of it: `sign-in-program.ts ADDRESS AK SK PASSWORD REDIRECT FOLDER
// STAFF:CODE:PHONE …`. It needs the accounts citizen and clerk (of an institution), and for each round STAFF, who set up a first second factor
// by an enrolment code, and an account with that phone. FOLDER holds the messages that a gateway took (sms-program.ts), and the passkey of
// citizen, which is made where there is none. Each failure is thrown.

const [address = '', ak = '', sk = '', password = '', redirect = '', folder = '', ...rounds] = process.argv.slice(2);
const basic = { authorization: `Basic ${Buffer.from(`${ak}:${sk}`).toString('base64')}` };

/** A connection of its own for each request: whichever process takes it. */
const send: typeof fetch = (input, init) =>
  fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), connection: 'close' } });

function must(page: Pick<Page, 'status' | 'url' | 'text'>, path: string): void {
  if (page.status === 200 && page.url.pathname === path) return;
  throw new Error(`${path} was wanted: ${told(page)}`);
}
const told = ({ status, url, text }: Pick<Page, 'status' | 'url' | 'text'>) =>
  `${status} ${url.pathname} ${text
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 300)}`;
async function answered(path: string, headers: Record<string, string>, fields?: Record<string, string>) {
  const body = fields && new URLSearchParams(fields);
  const answer = await send(address + path, { headers, ...(body && { method: 'POST', body }) });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${text.slice(0, 300)}`);
  const read: Record<string, unknown> = JSON.parse(text);
  return read;
}
const enter = async (browser: TestBrowser, path: string, username: string): Promise<Page> =>
  browser.submit(await browser.walk(path), { username, password, agree: '1' });

/** A way in, from the page that a login begins with. */
type Way = (browser: TestBrowser, login: Page) => Promise<Page>;

const byPassword: Way = (browser, login) => browser.submit(login, { username: 'citizen', password, agree: '1' });

const byCode =
  (phone: string): Way =>
  async (browser, login) => {
    const messages = join(folder, 'messages');
    const before = existsSync(messages) ? readFileSync(messages, 'utf8').length : 0;
    let page = await browser.walk(`${login.url.pathname}/sms`);
    page = await browser.submit(page, { phone, send: '1' });
    if (formOf(page.text).fields.work) page = await browser.submit(page, { phone, send: '1' }); // with the work done
    for (let tries = 0; tries < 300; tries += 1, await sleep(100)) {
      const since = existsSync(messages) ? readFileSync(messages, 'utf8').slice(before) : '';
      const message = since.split('\n').find((line) => line.includes(phone));
      const code = /验证码 (\d{6})/.exec(message ?? '')?.[1];
      if (code !== undefined) return browser.submit(page, { phone, code, agree: '1' });
    }
    throw new Error(`no code came: ${told(page)}`);
  };

const keptKey = join(folder, 'passkey.json');
async function optionsAt(browser: TestBrowser, path: string, body: URLSearchParams) {
  const answer = await browser.request(path, { method: 'POST', body });
  const { options }: { options: { challenge: string; user: { id: string } } } = JSON.parse(await answer.text());
  return options;
}
async function makePasskey(): Promise<void> {
  const browser = createBrowser(address, { send });
  const path = '/account/security/passkeys';
  const list = await enter(browser, path, 'citizen');
  must(list, path);
  const key = createAuthenticator({ origin: address });
  const body = new URLSearchParams({ csrf: formOf(list.text).fields.csrf ?? '' });
  body.set('credential', key.create(await optionsAt(browser, `${path}/options`, body)));
  const made = await browser.walk(path, await browser.request(path, { method: 'POST', body }));
  if (made.status !== 200 || made.url.pathname === path) throw new Error(`no passkey: ${told(made)}`);
  writeFileSync(keptKey, JSON.stringify(key.keep()));
}
const byPasskey: Way = async (browser, login) => {
  const key = createAuthenticator({ origin: address, kept: JSON.parse(readFileSync(keptKey, 'utf8')) });
  const path = `${login.url.pathname}/passkey`;
  const body = new URLSearchParams({ csrf: formOf(login.text).fields.csrf ?? '' });
  body.set('credential', key.get(await optionsAt(browser, `${path}/options`, body)));
  writeFileSync(keptKey, JSON.stringify(key.keep()));
  return browser.walk(path, await browser.request(path, { method: 'POST', body }));
};

/** To a partner, who redeems the code, and to the account centre. */
async function citizen(way: Way): Promise<void> {
  const browser = createBrowser(address, { send });
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    ...{ client_id: ak, response_type: 'code', redirect_uri: redirect, scope: 'openid', state: 'a', nonce: 'b' },
    ...{ code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' },
  });
  const begin = () => browser.walk(`/oidc/auth?${query}`);
  let page = await way(browser, await begin());
  if (page.url.pathname.endsWith('/offer')) page = await begin();
  if (page.text.includes('/consent"')) page = await browser.submit(page);
  const code = page.url.searchParams.get('code');
  if (code === null) throw new Error(`a citizen is not back at the partner: ${told(page)}`);
  const fields = { grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier: verifier };
  const { access_token: token } = await answered('/oidc/token', basic, fields);
  await answered('/oidc/userinfo', { authorization: `Bearer ${token}` });
  must(await browser.walk('/account'), '/account');
}

async function clerk(): Promise<void> {
  must(await enter(createBrowser(address, { send }), '/console', 'clerk'), '/console');
}

async function staff(username = '', code = ''): Promise<void> {
  const browser = createBrowser(address, { send });
  const proof = await enter(browser, '/admin', username);
  must(proof, '/console/second-factor');
  const set = await browser.submit(proof, { code });
  must(set, '/console/second-factor');
  const key = /data-copy="([A-Z2-7]{32})"/.exec(set.text)?.[1] ?? '';
  const now = Date.now();
  await browser.submit(set, { code: totpCode(key, new Date(now)) });
  must(await browser.walk('/admin'), '/admin');
  const again = createBrowser(address, { send });
  const asked = await enter(again, '/admin', username);
  must(asked, '/console/confirm');
  must(await again.submit(asked, { code: totpCode(key, new Date(now + 30_000)) }), '/admin'); // a code works once
}

async function program(): Promise<void> {
  const { access_token: token } = await answered('/oidc/token', basic, { grant_type: 'client_credentials' });
  await answered('/api/v1/me', { authorization: `Bearer ${token}` });
}

if (!existsSync(keptKey)) await makePasskey();
for (const round of rounds) {
  const [name = '', code = '', phone = ''] = round.split(':');
  for (const way of [byPassword, byCode(phone), byPasskey]) await citizen(way);
  await clerk();
  await program();
  await staff(name, code);
}
process.stdout.write('everybody signed in\n');
