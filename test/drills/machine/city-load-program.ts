import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBrowser } from '../../support/plain-browser.ts';

// People and partners of one city of a drill, without a pause: `city-load-program.ts ask FILE ADDRESS AK SK PASSWORD REDIRECT DAY USERNAME …`.
// Each of these signs in and refreshes, partners ask for tokens and report DAY. Each acknowledged write is a line of FILE as soon as it was,
// until there is FILE.end or the machine is gone. `… check FILES ADDRESS AK SK` asks afterwards, anywhere, for each of them, and prints the outcome.

type Line =
  | { what: 'login'; token: string; at: number }
  | { what: 'token'; at: number }
  | { what: 'refreshed'; chain: string; token: string; at: number }
  | { what: 'report'; day: string; value: number; at: number }
  | { what: 'refused'; status: number; at: number };

export type Became = {
  acknowledged: Record<'login' | 'token' | 'refreshed' | 'report', number>;
  refused: number;
  /** Logins and chains of refresh tokens that are not known any more, or used, by the key of their row: SHA-256 of the token’s first part. */
  lostLogins: string[];
  /** With the hashes of all their tokens that were acknowledged: another one that counts now was given to a request whose answer was lost. */
  lostChains: { key: string; acknowledged: string[] }[];
  /** Values of a report that were acknowledged after the one that is there. */
  lostReports: { day: string; values: number[] }[];
  /** Figures that are there and were never sent, or twice; right passwords that were refused. */
  wrong: string[];
  /** Times without a served request, from half a second on. */
  gaps: { from: number; to: number }[];
};

const [verb = '', file = '', address = '', ak = '', sk = '', password = '', redirect = '', day = '', ...people] =
  process.argv.slice(2);
const basic = { authorization: `Basic ${Buffer.from(`${ak}:${sk}`).toString('base64')}` };
const send: typeof fetch = (input, init) =>
  fetch(input, {
    ...init,
    headers: { ...Object.fromEntries(new Headers(init?.headers)), connection: 'close' },
    signal: AbortSignal.timeout(verb === 'check' ? 20_000 : 5_000),
  });

class Refused extends Error {
  status: number;
  constructor(status: number, text: string) {
    super(text);
    this.status = status;
  }
}
async function answered(path: string, init: RequestInit): Promise<Record<string, unknown>> {
  const answer = await send(address + path, init);
  const text = await answer.text();
  if (!answer.ok) throw new Refused(answer.status, `${path}: ${answer.status} ${text.slice(0, 200)}`);
  return JSON.parse(text);
}
const post = (path: string, fields: Record<string, string>) =>
  answered(path, { method: 'POST', headers: basic, body: new URLSearchParams(fields) });

const write = (line: Line) => appendFileSync(file, `${JSON.stringify(line)}\n`);
const isOver = () => existsSync(`${file}.end`);
/** Does it again and again, with a pause after a refusal. */
async function repeatedly(pause: number, work: () => Promise<void>): Promise<void> {
  while (!isOver()) {
    try {
      await work();
      await sleep(pause);
    } catch (error) {
      write({ what: 'refused', status: error instanceof Refused ? error.status : 0, at: Date.now() });
      if (process.env.SHOW) process.stderr.write(`${error}\n`);
      await sleep(100);
    }
  }
}

async function signIn(username: string): Promise<{ refresh_token: string; access_token: string }> {
  const browser = createBrowser(address, { send });
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    ...{
      client_id: ak,
      response_type: 'code',
      redirect_uri: redirect,
      scope: 'openid offline_access',
      state: 'a',
      nonce: 'b',
    },
    ...{
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      prompt: 'consent',
    },
  });
  const begin = () => browser.walk(`/oidc/auth?${query}`);
  let page = await browser.submit(await begin(), { username, password, agree: '1' });
  if (page.url.pathname.endsWith('/offer')) page = await begin();
  if (page.text.includes('/consent"')) page = await browser.submit(page, { scope_offline_access: '1' });
  const code = page.url.searchParams.get('code');
  if (code === null) throw new Refused(page.status, `not back at the partner: ${page.url.pathname}`);
  const fields = { grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier: verifier };
  const answer = await post('/oidc/token', fields);
  write({ what: 'login', token: String(answer.refresh_token), at: Date.now() });
  return { refresh_token: String(answer.refresh_token), access_token: String(answer.access_token) };
}

async function person(username: string): Promise<void> {
  let token: string | undefined;
  let chain = '';
  await repeatedly(150, async () => {
    if (token === undefined) {
      token = (await signIn(username)).refresh_token;
      chain = randomBytes(8).toString('hex');
      write({ what: 'refreshed', chain, token, at: Date.now() });
    }
    try {
      const answer = await post('/oidc/token', { grant_type: 'refresh_token', refresh_token: token });
      token = String(answer.refresh_token);
      write({ what: 'refreshed', chain, token, at: Date.now() });
    } catch (error) {
      if (error instanceof Refused && error.status === 400) token = undefined;
      throw error;
    }
  });
}
/** Signs in again each time. */
const newcomer = (username: string) =>
  repeatedly(1_000, async () => {
    await signIn(username);
  });
const program = () =>
  repeatedly(50, async () => {
    await post('/oidc/token', { grant_type: 'client_credentials' });
    write({ what: 'token', at: Date.now() });
  });
async function reporter(): Promise<void> {
  let bearer: string | undefined;
  let value = 1_000;
  await repeatedly(500, async () => {
    bearer ??= String(
      (await post('/oidc/token', { grant_type: 'client_credentials', scope: 'stats:write stats:read' })).access_token,
    );
    value += 1;
    try {
      await answered(`/api/v1/stats/daily/${day}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          figures: { pv: value, uv: 300, ip: 280, new_activities: 2, new_venues: 0 },
          reason: '更正',
        }),
      });
    } catch (error) {
      if (error instanceof Refused && error.status === 401) bearer = undefined;
      throw error;
    }
    write({ what: 'report', day, value, at: Date.now() });
  });
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const family = (token: string) => hashOf(token.split('.')[0] ?? '');
async function isGone(token: string): Promise<boolean> {
  for (let tries = 0; ; tries += 1)
    try {
      return (await post('/oidc/introspection', { token })).active !== true;
    } catch (error) {
      if (tries === 20) throw error;
      await sleep(500);
    }
}
async function check(): Promise<Became> {
  const lines = file
    .split(',')
    .flatMap((each) => readFileSync(each, 'utf8').trim().split('\n'))
    .map((line): Line => JSON.parse(line));
  const became: Became = {
    ...{ acknowledged: { login: 0, token: 0, refreshed: 0, report: 0 }, refused: 0, lostLogins: [], lostChains: [] },
    ...{ lostReports: [], wrong: [], gaps: [] },
  };
  const chains = new Map<string, string>();
  const logins = new Set<string>();
  const reports = new Map<string, number[]>();
  for (const line of lines) {
    if (line.what === 'refused') became.refused += 1;
    else became.acknowledged[line.what] += 1;
    if (line.what === 'login') logins.add(line.token);
    else if (line.what === 'refreshed') chains.set(line.chain, line.token);
    else if (line.what === 'report') reports.set(line.day, [...(reports.get(line.day) ?? []), line.value]);
  }
  const refusedAsWrong = lines.filter((line) => line.what === 'refused' && line.status === 422).length;
  if (refusedAsWrong > 0) became.wrong.push(`${refusedAsWrong} right passwords or figures were refused as wrong`);
  const families = new Set([...chains.values()].map(family));
  for (const [chain, token] of chains) {
    if (!(await isGone(token))) continue;
    const acknowledged = lines.flatMap((line) =>
      line.what === 'refreshed' && line.chain === chain ? [hashOf(line.token)] : [],
    );
    became.lostChains.push({ key: family(token), acknowledged });
  }
  // The first token of a chain was used long ago: the chain tells of it.
  for (const token of logins)
    if (!families.has(family(token)) && (await isGone(token))) became.lostLogins.push(family(token));
  const { access_token: bearer } = await post('/oidc/token', {
    grant_type: 'client_credentials',
    scope: 'stats:write stats:read',
  });
  for (const [each, values] of reports) {
    const kept = await answered(`/api/v1/stats/daily?from=${each}&to=${each}`, {
      headers: { authorization: `Bearer ${bearer}` },
    });
    const items = kept.items as { figures: { pv: number } }[];
    const there = items[0]?.figures.pv ?? 0;
    if (items.length > 1) became.wrong.push(`${each} is there ${items.length} times`);
    const place = values.indexOf(there);
    // The last one may have been written without an answer.
    if (place < 0 && there !== (values.at(-1) ?? 0) + 1)
      became.wrong.push(`${each} is ${there}, which nobody was told`);
    const lost = place < 0 ? [] : values.slice(place + 1);
    if (lost.length > 0) became.lostReports.push({ day: each, values: lost });
  }
  const served = lines.filter(({ what }) => what !== 'refused').map(({ at }) => at);
  const times = served.toSorted((one, other) => one - other);
  became.gaps = times
    .slice(1)
    .map((to, place) => ({ from: times[place] ?? to, to }))
    .filter(({ from, to }) => to - from >= 500);
  return became;
}

if (verb === 'check') process.stdout.write(JSON.stringify(await check()));
else {
  writeFileSync(file, '');
  const [first = '', ...others] = people;
  await Promise.all([newcomer(first), ...others.map(person), program(), program(), reporter()]);
}
