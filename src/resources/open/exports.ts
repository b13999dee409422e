import { after, type Clock, dayOf, days } from '../../clock.ts';
import type { Keys } from '../../crypto/keys.ts';
import type { Database } from '../../database/open.ts';
import { createPace } from '../../pace.ts';
import type { Wholes } from '../public/wholes.ts';
import type { Changes } from './changes.ts';
import { lineOf, packed, sealOf } from './export-parts.ts';
import * as store from './export-store.ts';
import type { OpenResource } from './resource.ts';

type Needs = {
  db: Database;
  clock: Clock;
  wholes: Pick<Wholes, 'following' | 'whole'>;
  changes: Pick<Changes, 'settle'>;
  sm2: Keys['sm2'];
  present: (opened: Awaited<ReturnType<Wholes['whole']>>) => OpenResource[];
};

/** Characters of a part: small when it is packed, as each of those who download holds one. */
const partLength = 1_000_000;
const batch = 100;
const kept = days(6); // and today's

/**
 * All published entries of today, as a file: NDJSON, gzipped, made a batch and kept a part at a time; old files are deleted. Loaded by the node
 * that makes it.
 */
export async function exportToday({ db, clock, wholes, changes, sm2, present }: Needs): Promise<void> {
  /** Each entry visible at its turn, in the order of ids. Later changes are in the list of changes. */
  async function* resources(): AsyncGenerator<OpenResource> {
    for (let last: string | undefined; ; ) {
      const listings = await wholes.following(last, batch);
      yield* present(await wholes.whole(listings, Number.MAX_SAFE_INTEGER));
      last = listings.at(-1)?.entryId;
      if (listings.length < batch) return;
    }
  }

  /** Once a day; bears being done again. */
  async function make(day: string): Promise<void> {
    const position = await changes.settle();
    if (!(await db.transaction((trx) => store.begin(trx, day, position)))) return;
    const pace = createPace();
    const channels: Record<string, number> = {};
    let entries = 0;
    let place = 0;
    let [waiting, ids, length]: [string[], string[], number] = [[], [], 0];
    const keep = async () => {
      await store.addPart(db, day, place, { bytes: await packed(waiting), ids });
      place += 1;
      [waiting, ids, length] = [[], [], 0];
    };
    for await (const resource of resources()) {
      entries += 1;
      channels[resource.channel] = (channels[resource.channel] ?? 0) + 1;
      const line = lineOf(resource);
      waiting.push(line);
      ids.push(resource.id);
      length += line.length;
      if (length >= partLength) await keep();
      await pace();
    }
    await keep();
    const sealed = await sealOf(db, day, sm2);
    await store.finish(db, day, { entries, channels, ...sealed, at: clock.now() });
  }

  const now = clock.now();
  await make(dayOf(now));
  await store.removeBefore(db, dayOf(after(now, -kept)));
}
