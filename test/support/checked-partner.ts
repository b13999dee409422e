import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { z } from 'zod';
import type { FaultCode } from '../../src/integration/verification/checks/faults.ts';
import { freePort } from './ports.ts';

/** A fault of the tests' partner: one at a time. */
export type Fault = FaultCode | undefined;

type Person = { account: number; name: string };
type Session = {
  state?: string;
  nonce?: string;
  verifier?: string;
  person?: Person;
  idToken?: string;
  stuck?: boolean;
};
type Settings = { issuer: string; clientId: string; secret: string };

const random = () => randomBytes(24).toString('base64url');
const answerIn = z.object({
  id_token: z.string().default(''),
  access_token: z.string().default(''),
  error: z.string().optional(),
});
const claimsIn = z.object({ nickname: z.string().default(''), phone_number: z.string().optional() });
const publicScopes = 'openid profile phone';

/**
 * A small hand-written relying party, correct but for the given fault. `late` runs before it redeems a code too late. Its pages show the result
 * of a login, for the test in the developer's part.
 */
export async function startCheckedPartner({ late = () => undefined }: { late?: () => void } = {}) {
  const port = await freePort();
  const site = `http://localhost:${port}`;
  let settings: Settings = { issuer: '', clientId: '', secret: '' };
  let fault: Fault;
  let sessions = new Map<string, Session>();
  let accounts: string[] = [];
  let isNoticed = false;

  const cookieOf = (req: IncomingMessage) => /partner=([\w-]+)/.exec(req.headers.cookie ?? '')?.[1] ?? '';
  const page = (res: ServerResponse, status: number, text: string): void => {
    res.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html><p>${text}</p>`);
  };
  const go = (res: ServerResponse, to: string, headers: Record<string, string> = {}): void => {
    res.writeHead(303, { location: to, ...headers }).end();
  };

  function begin(res: ServerResponse, earlier: Session | undefined): void {
    const session: Session = earlier ?? {};
    const id = random();
    session.state = fault === 'state_same' ? 'always-the-same' : random();
    session.nonce = fault === 'nonce_same' ? 'always-the-same' : random();
    session.verifier = random() + random();
    sessions.set(id, session);
    const query = new URLSearchParams({
      client_id: settings.clientId,
      response_type: 'code',
      redirect_uri: fault === 'redirect_other' ? `${site}/Callback` : `${site}/callback`,
      scope: fault === 'scope_foreign' ? `${publicScopes} realname` : publicScopes,
      ...(fault !== 'state_missing' && { state: session.state }),
      ...(fault !== 'nonce_missing' && { nonce: session.nonce }),
      ...(fault !== 'pkce_missing' && {
        code_challenge: createHash('sha256').update(session.verifier).digest('base64url'),
        code_challenge_method: 'S256',
      }),
      ...(fault === 'secret_in_browser' && { client_secret: settings.secret }),
    });
    go(res, `${settings.issuer}/oidc/auth?${query}`, { 'set-cookie': `partner=${id}; path=/; httponly` });
  }

  async function redeem(code: string, verifier: string) {
    const response = await fetch(`${settings.issuer}/oidc/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${settings.clientId}:${settings.secret}`).toString('base64')}`,
      },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: `${site}/callback`,
        ...(fault !== 'pkce_missing' && { code_verifier: verifier }),
      }),
    });
    const answer = answerIn.parse(await response.json());
    if (!response.ok) throw new Error(answer.error);
    return answer;
  }

  async function checked(idToken: string, session: Session): Promise<void> {
    const keys = createRemoteJWKSet(new URL(`${settings.issuer}/oidc/jwks`));
    const expected = { issuer: settings.issuer, audience: settings.clientId };
    const { nonce } =
      fault === 'forged_accepted' ? decodeJwt(idToken) : (await jwtVerify(idToken, keys, expected)).payload;
    const sent = fault === 'nonce_missing' ? undefined : session.nonce;
    if (fault !== 'nonce_ignored' && nonce !== sent) throw new Error('nonce');
  }

  async function finish(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    const session = sessions.get(cookieOf(req)) ?? {};
    const { searchParams: given } = url;
    const refused = (text: string) =>
      fault === 'refusal_broken'
        ? void res.writeHead(500).end()
        : fault === 'refusal_loop'
          ? begin(res, {})
          : page(res, 400, `没有登录：${text}`);
    if (given.has('error')) {
      if (fault === 'denied_loop') return begin(res, session);
      return fault === 'denied_lost' ? page(res, 500, '出错了') : page(res, 200, '没有登录：您没有同意授权，可以再选');
    }
    const isExpected = fault === 'state_missing' || fault === 'state_ignored' || given.get('state') === session.state;
    const { verifier } = session;
    if (!isExpected || verifier === undefined) return refused('不是这一次');
    if (fault !== 'code_again') {
      delete session.state;
      delete session.verifier;
    }
    if (fault !== 'issuer_ignored' && given.get('iss') !== settings.issuer) return refused('iss');
    if (fault === 'logout_unsigned' && isNoticed) return page(res, 400, '没有登录：这个账号已经退出');
    if (session.stuck) return page(res, 500, '没有登录：卡住了');
    if (fault === 'too_late') late();
    try {
      const { id_token: idToken, access_token: token } = await redeem(given.get('code') ?? '', verifier);
      await checked(idToken, session);
      const response = await fetch(`${settings.issuer}/oidc/userinfo`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const claims = claimsIn.parse(await response.json());
      if (fault === 'phone_needed' && claims.phone_number === undefined)
        return page(res, 403, '没有登录：请先补手机号');
      const name = claims.nickname;
      const key = fault === 'subject_ignored' ? name : (decodeJwt(idToken).sub ?? '');
      if (!accounts.includes(key)) accounts.push(key);
      const shown = fault === 'name_broken' ? name.replace(/[^\u4e00-\u9fa5]/g, '?') : name;
      Object.assign(session, { person: { account: accounts.indexOf(key), name: shown }, idToken });
      if (fault === 'leak_in_address') page(res, 200, '已登录');
      else go(res, '/me');
    } catch (error) {
      if (fault === 'retry_stuck' && error instanceof TypeError)
        for (const each of sessions.values()) each.stuck = true;
      refused(error instanceof Error ? error.message : '');
    }
  }

  async function hear(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    if (fault === 'notice_status') return page(res, 404, '没有这一页');
    if (fault === 'notice_guarded') return go(res, '/login');
    if (fault === 'notice_refused') return page(res, 400, 'sid is missing');
    if (fault === 'notice_crashed') return page(res, 500, 'TypeError: sid of undefined');
    if (fault === 'notice_unheard') return page(res, 200, '首页');
    const token = new URLSearchParams(Buffer.concat(chunks).toString()).get('logout_token') ?? '';
    try {
      if (fault !== 'notice_forged')
        await jwtVerify(token, createRemoteJWKSet(new URL(`${settings.issuer}/oidc/jwks`)), {
          issuer: settings.issuer,
          audience: settings.clientId,
        });
      isNoticed = true;
      const sub = decodeJwt(token).sub;
      if (fault !== 'notice_ignored')
        for (const session of sessions.values())
          if (session.idToken !== undefined && decodeJwt(session.idToken).sub === sub) delete session.person;
      res.writeHead(200).end();
    } catch {
      res.writeHead(400).end();
    }
  }

  const server = createServer(async (req, res) => {
    const url = new URL(req.url ?? '/', site);
    const session = sessions.get(cookieOf(req));
    if (url.pathname === '/sign-in')
      return fault === 'plain_http'
        ? go(res, 'http://login.partner.example.cn/sign-in')
        : page(res, 200, fault === 'button_missing' ? '登录' : '<a href="/login">使用国家公共文化云登录</a>');
    if (url.pathname === '/login') return begin(res, session?.stuck ? { stuck: true } : {});
    if (url.pathname === '/callback') return finish(req, res, url);
    if (url.pathname === '/backchannel-logout') return hear(req, res);
    if (url.pathname === '/logout') {
      const hint = session?.idToken ?? '';
      if (fault === 'logout_unsigned' && session?.person === undefined) return page(res, 200, '没有登录');
      if (fault === 'logout_stopped') return page(res, 403, '页面已过期，请刷新');
      if (session !== undefined) delete session.person;
      return fault === 'logout_local'
        ? page(res, 200, '已退出')
        : go(
            res,
            `${settings.issuer}/oidc/logout?${new URLSearchParams({ client_id: settings.clientId, ...(fault !== 'logout_stays' && { post_logout_redirect_uri: `${site}/` }), ...(hint !== '' && { id_token_hint: fault === 'logout_refused' ? `${hint}x` : hint }) })}`,
          );
    }
    const { person } = session ?? {};
    return page(res, 200, person === undefined ? '没有登录' : `已登录：${person.account} ${person.name}`);
  });
  await new Promise<void>((resolve) => server.listen(port, resolve));

  return {
    site,
    host: `localhost:${port}`,
    loginUrl: `${site}/sign-in`,
    registration: {
      redirectUris: [`${site}/callback`],
      postLogoutRedirectUris: [`${site}/`],
      backchannelLogoutUri: `${site}/backchannel-logout`,
      allowLoopback: true,
      scope: publicScopes,
    },
    /** Sets its AK, and its fault from now on. */
    set(to: Partial<Settings>, wrong?: Fault): void {
      settings = { ...settings, ...to };
      fault = wrong;
      sessions = new Map();
      accounts = [];
      isNoticed = false;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type CheckedPartner = Awaited<ReturnType<typeof startCheckedPartner>>;
