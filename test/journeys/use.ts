import { expect } from 'chai';
import { authorization, type Client, createBrowser, formOf, post, redeem } from '../support/citizen.ts';
import { remember } from '../support/record.ts';
import type { Send, ServerProcess } from '../support/server.ts';

export const callback = 'https://m.qingxi.example.cn/cloud/callback';
export const granted = { grant_type: 'client_credentials' };

/** A partner in full use: a citizen's tokens and its own. */
export type Use = { partner: Client; access: string; refresh: string; api: string };

/** Answers of a node's endpoints to a partner whose AK is in force, and to one that an operator has disabled. */
export const open = { userinfo: 200, me: 200, active: true, credentials: 200, refreshed: 200, auth: 303 };
export const shut = { userinfo: 401, me: 401, active: false, credentials: 401, refreshed: 401, auth: 400 };

let citizens = 0;

/** A citizen comes from the partner, registers on the way and agrees; the partner redeems the code and gets a token of its own. */
export async function use({ origin, send }: { origin: string; send: Send }, partner: Client): Promise<Use> {
  const browser = createBrowser(origin, { send });
  const scope = 'openid profile offline_access';
  const flow = authorization(partner.clientId, { redirect_uri: callback, scope, prompt: 'consent' });
  const login = await browser.walk(flow.url);
  expect(login.text).to.include('青溪文化云');
  const [, uid] = /^\/interaction\/([^/]+)/.exec(login.url.pathname) ?? [];
  const form = await browser.walk(`/interaction/${uid}/register?way=username`);
  citizens += 1;
  const person = { username: `reader${citizens}`, password: remember('lamplight over reeds') };
  const consent = await browser.submit(form, { ...person, over14: 'yes', agree: '1' });
  expect(consent.text).to.include('活动报名、场馆预订时填写联系人。');
  const ticked = Object.keys(formOf(consent.text).fields).filter((name) => name.startsWith('scope_'));
  expect(ticked, 'on by default').to.eql(['scope_profile']);
  const { url } = await browser.submit(consent, { scope_profile: '1', scope_offline_access: '1' });
  expect(url.origin + url.pathname).to.equal(callback);
  const { body } = await redeem(origin, partner, url, flow, { redirect_uri: callback }, send);
  const api = await post(origin, '/oidc/token', partner, granted, {}, send);
  return {
    partner,
    access: String(body.access_token),
    refresh: String(body.refresh_token),
    api: String(api.body.access_token),
  };
}

/** The answers of every door of a node. */
export async function doorsOf({ origin, fetch }: ServerProcess, { partner, access, refresh, api }: Use) {
  const ask = (path: string, fields: Record<string, string>) => post(origin, path, partner, fields, {}, fetch);
  const show = async (path: string, token: string) =>
    (await fetch(origin + path, { headers: { authorization: `Bearer ${token}` } })).status;
  const begin = authorization(partner.clientId, { redirect_uri: callback });
  const introspection = await ask('/oidc/introspection', { token: access });
  const auth = await fetch(origin + begin.url, { redirect: 'manual' });
  return {
    userinfo: await show('/oidc/userinfo', access),
    me: await show('/api/v1/me', api),
    active: introspection.body.active ?? false,
    credentials: (await ask('/oidc/token', granted)).status,
    refreshed: (await ask('/oidc/token', { grant_type: 'refresh_token', refresh_token: refresh })).status,
    // The error that the redirect to the partner carries.
    auth: /error=(\w+)/.exec(auth.headers.get('location') ?? '')?.[1] ?? auth.status,
  };
}
