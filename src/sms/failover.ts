import { after, type Clock, minutes, seconds } from '../clock.ts';
import type { Database } from '../database/open.ts';
import type { Log } from '../log.ts';
import { Refused } from '../mail/outbox.ts';
import * as store from './gateway-store.ts';
import type { Gateway, Message } from './gateways.ts';

type Needs = { db: Database; clock: Clock; log: Log; gateways: readonly Gateway[] };

/** Consecutive failures after which a gateway rests: for a minute, and twice as long after each further failure. */
const failuresBorne = 3;
const firstRest = minutes(1);
const longestRest = minutes(15);
/** Time of one node to probe whether it is back; meanwhile the others skip it. */
const probing = seconds(30);

/**
 * The first gateway that works, in the order in which they are written. Their state is shared by all nodes, so that no message waits for one
 * that another node has found dead. Where all of them rest, all are tried: a message is never kept back because of it.
 */
export function createFailover({ db, clock, log, gateways }: Needs) {
  async function rank(able: readonly Gateway[]): Promise<{ able: readonly Gateway[]; failed: ReadonlySet<string> }> {
    const known = new Map((await store.standings(db)).map((each) => [each.name, each]));
    const now = clock.now();
    const working: Gateway[] = [];
    for (const gateway of able) {
      const rests = known.get(gateway.name)?.rests_until ?? undefined;
      const isBack = rests !== undefined && rests <= now;
      if (rests === undefined || (isBack && (await store.probe(db, gateway.name, now, after(now, probing))) > 0))
        working.push(gateway);
    }
    return { able: [...working, ...able.filter((each) => !working.includes(each))], failed: new Set(known.keys()) };
  }

  async function giveRest(name: string): Promise<void> {
    const failures = (await store.fail(db, name))?.failures ?? 0;
    if (failures < failuresBorne) return;
    const rest = Math.min(longestRest, firstRest * 2 ** Math.min(10, failures - failuresBorne));
    await store.rest(db, name, after(clock.now(), rest));
    log.warn({ gateway: name, failures, rest }, 'a gateway of short messages is left alone for a while');
  }

  return async (message: Message, id: string): Promise<void> => {
    const { able, failed } = await rank(gateways.filter(({ speaks }) => message.voice !== true || speaks));
    if (able.length === 0) throw new Refused('No SMS gateway can say a message aloud');
    const refused: Error[] = [];
    let last: unknown;
    for (const gateway of able) {
      try {
        await gateway.send(message, id);
        if (failed.has(gateway.name)) await store.heal(db, gateway.name);
        return;
      } catch (error) {
        if (error instanceof Refused) refused.push(error);
        else {
          await giveRest(gateway.name);
          last = error;
        }
      }
    }
    throw last ?? refused[0];
  };
}
