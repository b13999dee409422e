import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFlows, discover, type Target } from '../../bench/flows.ts';
import { type Answer, connect, type Wire } from '../../bench/http.ts';
import { p99 } from './steady.ts';

// A crowd of people in a process of its own, so that the clock of who measures does not wait for it.

export type Crowd = {
  target: Target;
  people: number;
  forMs: number;
  /** Whole logins by password, or only the page that they begin with. */
  what: 'login' | 'begin';
  /** Whether a refused client waits as told, as browsers do, or asks again at once. */
  isPolite: boolean;
  /** Milliseconds that each waits after a login before the next: 0 asks for as much as there is. */
  pause?: number;
};

export type Seen = {
  done: number;
  /** Of these were refused, or stood in the waiting room, before they were let in. */
  waited: number;
  /** Milliseconds of admitted work: of a beginning login from its admission; of a whole login without a refusal. */
  p50: number;
  p99: number;
  refused: number;
  refusedP99: number;
  /** Neither done nor refused with Retry-After. */
  wrong: string[];
};

/** Starts it; `begun` once all clients are there. */
export function gather(crowd: Crowd) {
  const child = fork(import.meta.filename, [JSON.stringify(crowd)]);
  const heard = async <T>(): Promise<T> => (await once(child, 'message'))[0];
  const begun = heard<'begun'>();
  return { begun, over: begun.then(() => heard<Seen>()) };
}

async function attend({ target, people, forMs, what, isPolite, pause = 0 }: Crowd): Promise<Seen> {
  const [took, refused, wrong]: [number[], number[], string[]] = [[], [], []];
  let waited = 0;
  const began = performance.now();
  const isOver = () => performance.now() - began > forMs;

  async function person(index: number): Promise<void> {
    const wire = connect(target.origin, target.host);
    let refusals = 0;
    let place: string | undefined;
    let lastTook = 0;
    const patient = async (
      send: (headers: Record<string, string>) => Promise<Answer>,
      headers: Record<string, string> = {},
    ): Promise<Answer> => {
      for (;;) {
        const asked = performance.now();
        const cookies = [headers.cookie, place].filter((each) => each !== undefined).join('; ');
        const answer = await send(cookies === '' ? headers : { ...headers, cookie: cookies });
        lastTook = performance.now() - asked;
        place = placeIn(answer) ?? place;
        if (answer.status !== 503 && answer.status !== 429) return answer;
        refusals += 1;
        refused.push(performance.now() - asked);
        const seconds = Number(answer.headers['retry-after']);
        if (!(seconds > 0)) wrong.push(`${answer.status} without Retry-After: ${answer.text.slice(0, 100)}`);
        if (isOver()) throw new Error('over');
        if (isPolite) await sleep(seconds * 1000);
      }
    };
    const polite: Wire = {
      get: (path, headers) => patient((all) => wire.get(path, all), headers),
      post: (path, fields, headers) => patient((all) => wire.post(path, fields, all), headers),
      close: wire.close,
    };
    const endpoints = await discover(wire);
    const flows = createFlows(target, endpoints, polite, index);
    while (!isOver()) {
      const start = performance.now();
      refusals = 0;
      try {
        if (what === 'login') await flows.W4();
        else await begin(polite, endpoints.authorization);
        if (what === 'begin') took.push(lastTook);
        else if (refusals === 0) took.push(performance.now() - start);
        if (refusals > 0) waited += 1;
      } catch (error) {
        if (!isOver()) wrong.push(error instanceof Error ? error.message : String(error));
      }
      if (pause > 0) await sleep(pause * (0.5 + Math.random()));
    }
    await wire.close();
  }

  async function begin(wire: Wire, path: string): Promise<void> {
    const query = new URLSearchParams({
      ...{ client_id: target.client.id, response_type: 'code', redirect_uri: 'http://127.0.0.1:9/cb', scope: 'openid' },
      ...{ state: 'a', nonce: 'b', code_challenge: 'a'.repeat(43), code_challenge_method: 'S256' },
    });
    const { status, text } = await wire.get(`${path}?${query}`, { accept: 'text/html' });
    if (status !== 303) throw new Error(`begin: ${status} ${text.slice(0, 100)}`);
  }

  const all = Array.from({ length: people }, (_, index) => person(index));
  process.send?.('begun');
  await Promise.all(all);
  const p50 = took.toSorted((one, other) => one - other)[Math.floor(took.length / 2)] ?? 0;
  return { done: took.length, waited, p50, p99: p99(took), refused: refused.length, refusedP99: p99(refused), wrong };
}

/** The place in the waiting room that an answer gives. */
const placeIn = ({ headers }: Answer): string | undefined =>
  [headers['set-cookie'] ?? []].flat().flatMap((line) => /^(__Host-)?waiting=[^;]+/.exec(line)?.[0] ?? [])[0];

if (process.argv[1] === import.meta.filename) {
  process.send?.(await attend(JSON.parse(process.argv[2] ?? '')));
  process.disconnect();
}
