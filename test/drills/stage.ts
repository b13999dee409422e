import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { password } from '../support/app.ts';
import { authorization, type Client, createBrowser, html, post, redeem, signIn } from '../support/citizen.ts';
import { remember } from '../support/record.ts';
import { cloudJson, startServer } from '../support/server.ts';

/** The effect of an outage on clients. Times in milliseconds. */
export type Figures = {
  requests: number;
  refused: number;
  /** The longest wait for a 503, and for any answer. */
  untilRefused: number;
  slowest: number;
  /** From the return of the database until all have been served again. */
  back: number;
  /** Logins whose refresh token did not work any more. */
  lost: number;
  /** Whatever was neither served nor refused as an outage is. */
  wrong: string[];
};

type Answered = { began: number; ended: number; status: number };

const scope = 'openid profile offline_access';
const pause = 300;

/** The product as a process of its own on a database that something is done to, with citizens who are signed in and partners who ask. */
export async function openStage(file: string, url: string, citizens = 8) {
  const keysDir = mkdtempSync(join(tmpdir(), 'ccc-drill-keys-'));
  const server = await startServer({ file, url, keysDir, env: { THROTTLE: 'off', LOG_LEVEL: 'info' } });
  const { origin } = server;
  const env = { DATABASE_URL: url, KEYS_DIR: keysDir, PUBLIC_URL: origin, DEMO: 'off' };
  const { id } = await cloudJson(['institution', 'create', '--name', '青溪县文化馆'], env);
  const application = [
    '--institution',
    String(id),
    '--name',
    '青溪文化云',
    '--allow-loopback',
    '--id-token-alg',
    'ES256',
  ];
  const where = ['--redirect-uri', 'http://localhost:9/callback', '--scope', `${scope} resource:read`];
  const made = await cloudJson(['application', 'create', ...application, ...where], env);
  const partner: Client = { clientId: String(made.client_id), secret: remember(String(made.client_secret)) };
  const count = ['--password-file', '-', '--count', String(citizens)];
  await cloudJson(['account', 'create', '--username', 'citizen', ...count], env, password);
  const login = async (place: number): Promise<string> => {
    const flow = authorization(partner.clientId, { scope, prompt: 'consent' });
    const callback = await signIn(createBrowser(origin), flow, `citizen${place}`, ['profile', 'offline_access']);
    const { body } = await redeem(origin, partner, callback, flow);
    return String(body.refresh_token);
  };
  const logins = await Promise.all(Array.from({ length: citizens }, (_, place) => login(place)));

  /** All clients ask, again and again; then the fault begins, and after a while is undone. */
  async function endure(
    begin: () => Promise<unknown>,
    undo: () => Promise<unknown>,
    seconds: number,
  ): Promise<Figures> {
    const answers: Answered[] = [];
    const wrong: string[] = [];
    const served = new Map<string, number>();
    let isOver = false;
    let lost = 0;

    async function ask(
      name: string,
      send: () => Promise<{ status: number; text: string; again: string | null }>,
    ): Promise<string | undefined> {
      const began = performance.now();
      const answer = await send().catch((error: unknown) => ({ status: 0, text: String(error), again: null }));
      answers.push({ began, ended: performance.now(), status: answer.status });
      if (answer.status >= 200 && answer.status < 400) {
        served.set(name, performance.now());
        return answer.text;
      }
      if (answer.status === 503 && (answer.again !== null || name === 'readyz')) return undefined;
      wrong.push(`${name} ${answer.status} ${answer.text.slice(0, 200)}`);
      return undefined;
    }
    const form = (fields: Record<string, string>) => async () => {
      const { status, body, headers } = await post(origin, '/oidc/token', partner, fields, {}, server.fetch);
      return { status, text: JSON.stringify(body), again: headers.get('retry-after') };
    };
    const get =
      (path: string, headers: Record<string, string> = {}) =>
      async () => {
        const answer = await server.fetch(`${origin}${path}`, { headers, redirect: 'manual' });
        return { status: answer.status, text: await answer.text(), again: answer.headers.get('retry-after') };
      };
    /** A refused client retries after a pause, as programs do. */
    const again = async (work: () => Promise<string | undefined>) => {
      while (!isOver) {
        const isRefused = (await work()) === undefined;
        await sleep(40 + Math.random() * 40 + (isRefused ? pause : 0));
      }
    };

    const chain = (place: number) => async () => {
      const name = `login ${place}`;
      const text = await ask(name, form({ grant_type: 'refresh_token', refresh_token: logins[place] ?? '' }));
      if (text !== undefined) logins[place] = remember(String(JSON.parse(text).refresh_token));
      else if (wrong.at(-1)?.startsWith(`${name} 400`)) {
        lost += 1;
        wrong.pop();
        logins[place] = await login(place).catch(() => '');
      }
      return text;
    };
    const streams = [
      ...logins.map((_, place) => again(chain(place))),
      ...[0, 1, 2].map((n) => again(() => ask(`token ${n}`, form({ grant_type: 'client_credentials' })))),
      again(() => ask('a login begins', get(authorization(partner.clientId).url, html))),
      again(() => ask('readyz', get('/readyz'))),
    ];
    const all = streams.length;
    /** When the last of them was served for the first time after a moment. */
    const everybodySince = async (moment: number): Promise<number> => {
      const first = new Map<string, number>();
      while (first.size < all) {
        if (performance.now() - moment > 60_000)
          throw new Error(
            `not served again: ${[...served.keys()].filter((name) => !first.has(name))} ${wrong.slice(0, 5).join('\n')}`,
          );
        for (const [name, at] of served) if (at > moment && !first.has(name)) first.set(name, at);
        await sleep(5);
      }
      return Math.max(...first.values()) - moment;
    };

    await everybodySince(performance.now());
    await begin();
    await sleep(seconds * 1000);
    await undo();
    const back = await everybodySince(performance.now());
    await everybodySince(performance.now());
    isOver = true;
    await Promise.all(streams);
    const took = ({ began, ended }: Answered) => ended - began;
    const refused = answers.filter(({ status }) => status === 503);
    return {
      requests: answers.length,
      refused: refused.length,
      untilRefused: Math.round(Math.max(0, ...refused.map(took))),
      slowest: Math.round(Math.max(...answers.map(took))),
      back: Math.round(back),
      lost,
      wrong,
    };
  }

  return {
    server,
    endure,
    async close() {
      await server.kill('SIGKILL');
      rmSync(keysDir, { recursive: true, force: true });
    },
  };
}

export type Stage = Awaited<ReturnType<typeof openStage>>;

/** Conditions of every outage; the figures in words. */
export function mustHold(name: string, figures: Figures): string {
  const { requests, refused, untilRefused, slowest, back, lost, wrong } = figures;
  const line = `${name}: ${requests} requests, ${refused} refused, longest until a 503 ${untilRefused} ms, longest answer ${slowest} ms, all served ${back} ms after its return, ${lost} logins lost`;
  const failings = [
    ...(slowest > 10_000 ? ['somebody waited for more than ten seconds'] : []),
    ...(back > 5_000 ? ['somebody was not served within five seconds of its return'] : []),
    ...(lost > 0 ? ['logins were lost'] : []),
    ...wrong.slice(0, 3),
  ];
  if (failings.length > 0) throw new Error([line, ...failings].join('\n'));
  return line;
}
