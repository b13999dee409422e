import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Keys } from '../../crypto/keys.ts';
import type { Database } from '../../database/open.ts';
import type { Wholes } from '../public/wholes.ts';
import type { Changes } from './changes.ts';
import { packed, sealOf, unpacked } from './export-parts.ts';
import * as store from './export-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  wholes: Pick<Wholes, 'among'>;
  changes: Pick<Changes, 'after'>;
  sm2: Keys['sm2'];
  /** All changes up to here have their place. */
  position: number;
};

const batch = 1_000;
const read = z.object({ id: z.string(), channel: z.string() });

/** Entries no longer public leave the files of all days: withdrawn, expired, or of a disabled institution. */
export async function leaveFiles({ db, clock, wholes, changes, sm2, position }: Needs): Promise<void> {
  for (const { day, followed } of await store.outdatedFiles(db, position)) {
    const gone = new Set<string>();
    for (let at = followed; ; ) {
      const found = await changes.after(at, batch);
      const visible = await wholes.among(found.map(({ entryId }) => entryId));
      for (const { entryId } of found) if (!visible.has(entryId)) gone.add(entryId);
      at = found.at(-1)?.position ?? at;
      if (found.length < batch) break;
    }
    await leave(day, gone);
    await store.follow(db, day, position);
  }

  /** All or nothing: a download has one revision from its beginning to its end. */
  async function leave(day: string, gone: ReadonlySet<string>): Promise<void> {
    const parts = gone.size === 0 ? [] : await store.partsWith(db, day, [...gone]);
    if (parts.length === 0) return;
    await db.transaction(async (trx) => {
      const file = await store.hold(trx, day);
      if (file === undefined) return;
      const [revision, at] = [file.revision + 1, clock.now()];
      const channels = { ...file.channels };
      let entries = file.entries;
      for (const { place, bytes, ids } of parts) {
        const stays: string[] = [];
        for (const line of await unpacked(bytes)) {
          const { id, channel } = read.parse(JSON.parse(line));
          if (!gone.has(id)) {
            stays.push(line);
            continue;
          }
          entries -= 1;
          channels[channel] = (channels[channel] ?? 1) - 1;
        }
        const part = { bytes: await packed(stays), ids: ids.filter((id) => !gone.has(id)) };
        await store.replacePart(trx, { day, place, until: revision, part, at });
      }
      const seal = await sealOf(trx, day, sm2);
      await store.revise(trx, day, { revision, entries, channels, ...seal });
    });
  }
}
