import type { ClientConfig } from 'pg';
import type { Log } from '../log.ts';
import type { Availability } from './availability.ts';
import { connectWithin, endAtOnce, inTime, Session } from './client.ts';
import { reason } from './outage.ts';
import { afterOwnTime } from './own-time.ts';

/** Milliseconds. */
const longestRest = 300_000;
const longestLife = 3_600_000;
const lookEvery = 10_000;
const placeWithin = 4_000;
const provenWithin = 1_000;
const ignore = () => undefined;

type Held = { client: Session; bornAt: number; restsSince: number; isLost: boolean };
type Waiting = { take: (client: Session) => void; refuse: (error: unknown) => void };

/**
 * The connections of a pool. The one that came back last is taken first. New ones are opened one after the other, however many wait: a slow
 * server or machine is not asked for twenty at once, and waiters take connections that come back meanwhile.
 */
export function createConnections(
  { config, max }: { config: ClientConfig; max: number },
  availability: Availability,
  log: Log,
  opened: (client: Session) => void,
) {
  const all = new Map<Session, Held>();
  const idle: Held[] = [];
  const waiting: Waiting[] = [];
  let isOpening = false;
  let ending: PromiseWithResolvers<void> | undefined;

  async function connect(): Promise<Session> {
    const client = new Session(config);
    const held = { client, bornAt: performance.now(), restsSince: 0, isLost: false };
    all.set(client, held);
    // Between two statements of a transaction there is no other listener; the next statement reports the loss.
    client.on('error', (error) => lose(held, error));
    client.once('end', () => lose(held, new Error('it has ended')));
    try {
      await connectWithin(client, placeWithin);
    } catch (error) {
      end(held, true);
      throw error;
    }
    opened(client);
    return client;
  }

  function lose(held: Held, error: Error): void {
    held.isLost = true;
    const place = idle.indexOf(held);
    if (place < 0) return;
    log.debug(reason(error), 'an idle database connection was lost');
    idle.splice(place, 1);
    end(held, true);
  }

  function end({ client }: Held, immediately: boolean): void {
    all.delete(client);
    if (immediately)
      endAtOnce(client); // the goodbye may never be answered
    else client.end().catch(ignore);
    if (waiting.length > 0) void open();
    if (all.size === 0) ending?.resolve();
  }

  const wantsMore = () => waiting.length > 0 && all.size < max && ending === undefined;

  async function open(): Promise<void> {
    if (isOpening) return;
    isOpening = true;
    try {
      while (wantsMore())
        await availability.opening(async () => {
          if (wantsMore()) give(await connect());
        });
    } catch (error) {
      log.debug(reason(error), 'no further database connection is to be had');
      // Those that there are come back.
      if (all.size === 0) for (const one of waiting.splice(0)) one.refuse(error);
    } finally {
      isOpening = false;
    }
  }

  function give(client: Session, isDead = false): void {
    const held = all.get(client);
    if (held === undefined) return;
    const isOver = isDead || held.isLost || availability.isOld(client);
    const now = performance.now();
    if (isOver || ending !== undefined || now - held.bornAt > longestLife) {
      end(held, isOver);
      return;
    }
    const next = waiting.shift();
    if (next === undefined) {
      held.restsSince = now;
      idle.push(held);
    } else next.take(client);
  }

  function look(): void {
    const now = performance.now();
    const isDue = ({ restsSince, bornAt }: Held) => now - restsSince > longestRest || now - bornAt > longestLife;
    for (const held of idle.filter(isDue)) {
      idle.splice(idle.indexOf(held), 1);
      end(held, false);
    }
  }
  const timer = setInterval(look, lookEvery).unref();

  /** Whether one that rests is answered; those that are not end. */
  async function prove(): Promise<boolean> {
    const asked = idle.splice(0).map(async ({ client }) => {
      const works = await inTime(client, provenWithin, client.query('select 1')).then(
        () => true,
        () => false,
      );
      give(client, !works);
      return works;
    });
    return (await Promise.all(asked)).includes(true);
  }
  availability.alsoAsk(prove);

  return {
    take(): Session | Promise<Session> {
      if (ending !== undefined) throw new Error('Cannot use a pool after calling end on the pool');
      const held = idle.pop();
      if (held !== undefined) return held.client;
      return new Promise((resolve, reject) => {
        const over = afterOwnTime(placeWithin, () => {
          waiting.splice(waiting.indexOf(one), 1);
          reject(new Error('timeout exceeded when trying to connect'));
        });
        const one = {
          take(client: Session) {
            over();
            resolve(client);
          },
          refuse(error: unknown) {
            over();
            reject(error);
          },
        };
        waiting.push(one);
        void open();
      });
    },
    give,
    state: () => ({ places: max, busy: all.size - idle.length, waiting: waiting.length }),
    /** Those that are held end when they come back. */
    close(): Promise<void> {
      if (ending !== undefined) return ending.promise;
      ending = Promise.withResolvers();
      clearInterval(timer);
      for (const one of waiting.splice(0)) one.refuse(new Error('Cannot use a pool after calling end on the pool'));
      for (const held of idle.splice(0)) end(held, false);
      if (all.size === 0) ending.resolve();
      return ending.promise;
    },
  };
}
