import { createHash, randomBytes } from 'node:crypto';
import { totpCode } from '../../../src/crypto/totp.ts';
import { createBrowser, type Page, type TestBrowser } from '../../support/plain-browser.ts';

// Everybody signs in at an installation of a drill, on a machine of it: `sign-in-program.ts ADDRESS AK SK PASSWORD REDIRECT STAFF:CODE …`. There
// are the accounts citizen and clerk (of an institution), and STAFF, each for one round, who set up a first second factor by an enrolment code.
// Whatever fails is thrown.

const [address = '', ak = '', sk = '', password = '', redirect = '', ...names] = process.argv.slice(2);
const basic = { authorization: `Basic ${Buffer.from(`${ak}:${sk}`).toString('base64')}` };

/** A connection of its own for each request: whichever process takes it. */
const send: typeof fetch = (input, init) =>
  fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), connection: 'close' } });

function must(page: Pick<Page, 'status' | 'url' | 'text'>, path: string): void {
  if (page.status === 200 && page.url.pathname === path) return;
  const said = page.text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  throw new Error(`${path} was wanted: ${page.status} ${page.url.pathname} ${said.slice(0, 300)}`);
}
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

async function citizen(): Promise<void> {
  const browser = createBrowser(address, { send });
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    ...{ client_id: ak, response_type: 'code', redirect_uri: redirect, scope: 'openid', state: 'a', nonce: 'b' },
    ...{ code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' },
  });
  let page = await enter(browser, `/oidc/auth?${query}`, 'citizen');
  if (page.text.includes('/consent"')) page = await browser.submit(page);
  const code = page.url.searchParams.get('code');
  if (code === null) throw new Error(`a citizen is not back at the partner: ${page.status} ${page.url.pathname}`);
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

for (const name of names) {
  await citizen();
  await clerk();
  await program();
  await staff(...name.split(':'));
}
process.stdout.write('everybody signed in\n');
