import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { Holders } from './holders.ts';
import { type Answer, createJar, formOf, type Jar, type Wire } from './http.ts';

/** A provider under load. Paths come from its discovery document; nothing else is known of it. */
export interface Target {
  name: string;
  origin: string;
  /** Its name, where that is not its address. */
  host?: string;
  client: { id: string; secret: string };
  /** More applications that may have tokens for the API, where there are any. */
  others?: { count: number; client: (index: number) => { id: string; secret: string } };
  /** People who are signed in already, where a database was filled with them. */
  holders?: Holders;
  apiScope: string;
  fields: { user: string; password: string };
  /** user0, user1 and so on. */
  people: number;
  password: string;
  /** How often a login is refreshed before there is another one; without it for ever. */
  refreshesOfLogin?: number;
  /** A fresh login logs out again, and its refresh token is revoked: nothing is left behind. */
  signsOut?: boolean;
  /** Of the server and of the database, for CPU time and memory. */
  pids: { server: number; database: number };
}

export type Endpoints = Record<'authorization' | 'token' | 'userinfo' | 'introspection' | 'jwks', string> & {
  /** Not every provider that is compared has these. */
  signOut?: string | undefined;
  revocation?: string | undefined;
};

type Tokens = Record<string, string>;

const callback = 'http://127.0.0.1:9/cb';
const discovery = '/.well-known/openid-configuration';
const random = (bytes: number) => randomBytes(bytes).toString('base64url');
const fiveMinutes = 300_000; // an access token may live for ten
const page = { accept: 'text/html' };

/** The work that is measured, W1 to W6, for one connection to one target. */
export function createFlows(target: Target, endpoints: Endpoints, wire: Wire, index: number) {
  const { client } = target;
  const authorization = basic(client);
  let session: { jar: Jar; tokens: Tokens; accessToken: string; since: number } | undefined;
  let refreshed: { jar: Jar; tokens: Tokens; token: string; times: number } | undefined;

  function must(answer: Answer, what: string): Answer {
    if (answer.status !== 200) throw new Error(`${target.name} ${what}: ${answer.status} ${answer.text.slice(0, 200)}`);
    return answer;
  }

  const token = async (fields: Record<string, string>, of = authorization): Promise<Tokens> =>
    JSON.parse(must(await wire.post(endpoints.token, fields, { authorization: of }), 'token').text);

  const tokenOf = async (other: number) => {
    const of = target.others && basic(target.others.client(other));
    await token({ grant_type: 'client_credentials', scope: target.apiScope }, of);
  };

  function request(more: Record<string, string>) {
    const verifier = random(32);
    const query = new URLSearchParams({
      client_id: client.id,
      response_type: 'code',
      redirect_uri: callback,
      scope: 'openid profile',
      state: random(9),
      nonce: random(9),
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...more,
    });
    return { path: `${endpoints.authorization}?${query}`, verifier };
  }

  /** Redirects, pages and forms, until the address at the partner carries a code. */
  async function walk(jar: Jar, start: string, turn: Turn = now, person = index): Promise<string> {
    let path = start;
    await turn('GET', path);
    let answer = await wire.get(path, { ...page, ...jar.header(path) });
    for (let step = 0; step < 16; step += 1) {
      jar.take(answer);
      const location = [answer.headers.location ?? []].flat()[0];
      if (location?.startsWith(callback)) {
        const code = new URL(location).searchParams.get('code');
        if (code === null) throw new Error(`${target.name}: no code in ${location}`);
        return code;
      }
      if (location !== undefined) {
        const next = new URL(location, new URL(path, target.origin));
        path = next.pathname + next.search;
        await turn('GET', path);
        answer = await wire.get(path, { ...page, ...jar.header(path) });
      } else {
        if (answer.status !== 200) throw new Error(`${target.name}: ${path} ${answer.status} ${wordsOf(answer.text)}`);
        const form = formOf(answer.text);
        if (target.fields.user in form.fields) {
          form.fields[target.fields.user] = `user${person % target.people}`;
          form.fields[target.fields.password] = target.password;
        }
        path = new URL(form.action || path, new URL(path, target.origin)).pathname;
        await turn('POST', path);
        answer = await wire.post(path, form.fields, { ...page, ...jar.header(path) });
      }
    }
    throw new Error(`${target.name}: no end at ${path}`);
  }

  const redeem = (code: string, verifier: string) =>
    token({ grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier });

  async function login(more: Record<string, string> = {}, turn: Turn = now, person = index) {
    const jar = createJar();
    const { path, verifier } = request(more);
    const code = await walk(jar, path, turn, person);
    await turn('POST', endpoints.token);
    const tokens = await redeem(code, verifier);
    return { jar, tokens };
  }

  /** RFC 7009, and OpenID Connect RP-Initiated Logout 1.0 with its confirmation, where the target is to be left so. */
  async function signOut(jar: Jar, tokens: Tokens, refreshToken?: string): Promise<void> {
    if (target.signsOut !== true || endpoints.signOut === undefined || endpoints.revocation === undefined) return;
    if (refreshToken !== undefined)
      must(await wire.post(endpoints.revocation, { token: refreshToken }, { authorization }), 'revocation');
    let path = `${endpoints.signOut}?${new URLSearchParams({ id_token_hint: tokens.id_token ?? '' })}`;
    const asked = must(await wire.get(path, { ...page, ...jar.header(path) }), 'sign-out');
    jar.take(asked);
    const { action, fields } = formOf(asked.text);
    path = new URL(action, new URL(path, target.origin)).pathname;
    const { status } = await wire.post(path, { ...fields, logout: 'yes' }, { ...page, ...jar.header(path) });
    if (status !== 303) throw new Error(`${target.name} sign-out: ${status}`);
  }

  function holders(): Holders {
    if (target.holders === undefined) throw new Error(`${target.name}: nobody was filled in`);
    return target.holders;
  }

  const signedIn = async () => {
    if (session === undefined || performance.now() - session.since > fiveMinutes) {
      if (session !== undefined) await signOut(session.jar, session.tokens);
      const { jar, tokens } = await login();
      // Not all at the same time: sixteen connections in step would sign in as a crowd.
      const since = performance.now() - randomInt(fiveMinutes / 2);
      session = { jar, tokens, accessToken: tokens.access_token ?? '', since };
    }
    return session;
  };

  /** A code for a citizen with a session and a decision: one redirect. */
  async function authorize() {
    const { jar } = await signedIn();
    const { path, verifier } = request({});
    return { code: await walk(jar, path), verifier };
  }

  return {
    /** Once per connection before the clock runs. */
    prepare: signedIn,
    authorize,
    redeem: async ({ code, verifier }: Awaited<ReturnType<typeof authorize>>) => {
      await redeem(code, verifier);
    },
    /** Another access token for the same person: no server has seen it. */
    newToken: async () => {
      const { code, verifier } = await authorize();
      const { access_token: accessToken = '' } = await redeem(code, verifier);
      session = session && { ...session, accessToken };
    },
    W1: async () => {
      await token({ grant_type: 'client_credentials', scope: target.apiScope });
    },
    /** The same by an application at random. */
    W1n: () => tokenOf(randomInt(target.others?.count ?? 1)),
    W1of: tokenOf,
    W2: async () => {
      const { accessToken } = await signedIn();
      must(await wire.get(endpoints.userinfo, { authorization: `Bearer ${accessToken}` }), 'userinfo');
    },
    /** The same with a token of another person each time. */
    W2n: async () => {
      const { accessToken, next } = holders();
      const authorization = `Bearer ${accessToken(next.accessToken())}`;
      must(await wire.get(endpoints.userinfo, { authorization }), 'userinfo');
    },
    W2i: async () => {
      const { accessToken } = await signedIn();
      const { text } = must(
        await wire.post(endpoints.introspection, { token: accessToken }, { authorization }),
        'introspection',
      );
      if (!text.includes('"active":true')) throw new Error(`${target.name}: ${text}`);
    },
    /** Gives the milliseconds of the exchange alone. */
    W3: async () => {
      const { code, verifier } = await authorize();
      const began = performance.now();
      await redeem(code, verifier);
      return performance.now() - began;
    },
    /** The same for another person each time. */
    W3n: async () => {
      const { cookie, next } = holders();
      const { path, verifier } = request({});
      const answer = await wire.get(path, { ...page, cookie: cookie(next.session()) });
      const code = new URL([answer.headers.location ?? []].flat()[0] ?? '', target.origin).searchParams.get('code');
      if (code === null) throw new Error(`${target.name}: no code, ${answer.status} ${wordsOf(answer.text)}`);
      await redeem(code, verifier);
    },
    W4: async () => {
      const { jar, tokens } = await login();
      await signOut(jar, tokens);
    },
    /** The same for one person, each request in its turn. */
    W4inTurn: async (turn: Turn, person: number) => {
      await login({}, turn, person);
    },
    W4of: async (person: number) => {
      await login({}, now, person);
    },
    W5: async () => {
      must(await wire.get(discovery), 'discovery');
      must(await wire.get(endpoints.jwks), 'jwks');
    },
    W6: async () => {
      if (refreshed !== undefined && refreshed.times === (target.refreshesOfLogin ?? Infinity)) {
        const { jar, tokens, token } = refreshed;
        refreshed = undefined;
        await signOut(jar, tokens, token);
      }
      if (refreshed === undefined) {
        const { jar, tokens } = await login({ scope: 'openid profile offline_access', prompt: 'consent' });
        const times = randomInt(Math.max(1, Math.floor((target.refreshesOfLogin ?? 0) / 2)));
        refreshed = { jar, tokens, token: tokens.refresh_token ?? '', times };
      }
      refreshed.times += 1;
      const answer = await token({ grant_type: 'refresh_token', refresh_token: refreshed.token });
      refreshed.token = answer.refresh_token ?? refreshed.token;
    },
    /** The same of another family each time. */
    W6n: async () => {
      const { refreshToken, keepRefreshToken, next } = holders();
      const index = next.refreshToken();
      const fields = { grant_type: 'refresh_token', refresh_token: refreshToken(index) };
      const { refresh_token: successor } = await token(fields);
      if (successor !== undefined) keepRefreshToken(index, successor);
    },
  };
}

export type Flows = ReturnType<typeof createFlows>;
/** Is waited for before a request is sent. */
export type Turn = (method: 'GET' | 'POST', path: string) => Promise<void>;
const now: Turn = async () => undefined;
export const works = ['W1', 'W2', 'W2i', 'W3', 'W4', 'W5', 'W6'] as const;
/** Whose name ends in n is asked by many, one after the other. */
export type Work = (typeof works)[number] | 'W1n' | 'W2n' | 'W3n' | 'W6n';

export async function discover(wire: Wire): Promise<Endpoints> {
  const document: Record<string, string> = JSON.parse((await wire.get(discovery)).text);
  const path = (name: string) => new URL(document[name] ?? '').pathname;
  const optional = (name: string) => (document[name] === undefined ? undefined : path(name));
  return {
    authorization: path('authorization_endpoint'),
    token: path('token_endpoint'),
    userinfo: path('userinfo_endpoint'),
    introspection: path('introspection_endpoint'),
    jwks: path('jwks_uri'),
    signOut: optional('end_session_endpoint'),
    revocation: optional('revocation_endpoint'),
  };
}

/** The beginning of a page's text. */
const wordsOf = (html: string) =>
  html
    .replaceAll(/<(script|style|head)[\s\S]*?<\/\1>|<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 300);

const basic = ({ id, secret }: Target['client']) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
