import { createHash, randomBytes } from 'node:crypto';
import { password } from './app.ts';
import type { TestBrowser } from './plain-browser.ts';
import { remember } from './record.ts';

export { createBrowser, formOf, formOn, html, type Page, sure, type TestBrowser, textOf } from './plain-browser.ts';

export type Flow = { url: string; state: string; nonce: string; verifier: string };

/** An authorization request with PKCE, as a partner makes it. */
export function authorization(clientId: string, more: Record<string, string | undefined> = {}): Flow {
  const verifier = remember(randomBytes(32).toString('base64url'));
  const [state, nonce] = [randomBytes(9).toString('base64url'), randomBytes(9).toString('base64url')];
  const parameters: Record<string, string | undefined> = {
    client_id: clientId,
    response_type: 'code',
    redirect_uri: 'http://localhost:9/callback',
    scope: 'openid profile',
    state,
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
  return { url: `/oidc/auth?${query}`, state, nonce, verifier };
}

/** From an authorization request to the partner's redirect URI: password, consent with these scopes ticked. */
export async function signIn(
  browser: TestBrowser,
  flow: Flow,
  username = 'citizen',
  scopes: readonly string[] = ['profile'],
): Promise<URL> {
  let page = await browser.walk(flow.url);
  if (page.text.includes('name="password"')) page = await browser.submit(page, { username, password, agree: '1' });
  if (page.text.includes('/consent"')) {
    page = await browser.submit(page, Object.fromEntries(scopes.map((scope) => [`scope_${scope}`, '1'])));
  }
  if (page.text !== '')
    throw new Error(
      `not back at the partner: ${page.status} ${page.url.pathname} ${page.text
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .slice(0, 300)}`,
    );
  remember(page.url.searchParams.get('code') ?? undefined);
  return page.url;
}

export type Client = { clientId: string; secret: string };
export const basic = ({ clientId, secret }: Client) =>
  `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString('base64')}`;

export type TokenAnswer = { status: number; body: Record<string, unknown>; headers: Headers };

/** POST to an endpoint with client authentication. */
export async function post(
  origin: string,
  path: string,
  client: Client | undefined,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
  send: typeof fetch = fetch,
): Promise<TokenAnswer> {
  const response = await send(new URL(path, origin), {
    method: 'POST',
    headers: { ...(client && { authorization: basic(client) }), ...headers },
    body: new URLSearchParams(fields),
  });
  const text = await response.text();
  const body: Record<string, unknown> = text === '' ? {} : JSON.parse(text);
  for (const name of ['access_token', 'refresh_token', 'id_token']) {
    const value = body[name];
    if (typeof value === 'string') remember(value);
  }
  return { status: response.status, body, headers: response.headers };
}

/** Redeems the code of a callback address. */
export const redeem = (
  origin: string,
  client: Client,
  callback: URL,
  flow: Flow,
  more: Record<string, string> = {},
  send: typeof fetch = fetch,
) =>
  post(
    origin,
    '/oidc/token',
    client,
    {
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code') ?? '',
      redirect_uri: 'http://localhost:9/callback',
      code_verifier: flow.verifier,
      ...more,
    },
    {},
    send,
  );
