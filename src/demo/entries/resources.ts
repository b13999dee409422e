import { setImmediate as pause } from 'node:timers/promises';
import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { newId } from '../../crypto/secrets.ts';
import { written } from '../../fact.ts';
import { renderCover } from '../../files/pictures.ts';
import { coverWidths } from '../../files/sizes.ts';
import { organizationCodeIn } from '../../institutions/institution/codes.ts';
import { canonical, hashOf, stored } from '../../resources/channels/canonical.ts';
import { channels } from '../../resources/channels/channels.ts';
import * as pictures from '../../resources/public/covers-store.ts';
import type { Services } from '../../services.ts';
import type { Host } from './contents.ts';
import { coverOf, motifNames, motifOf, papersOf } from './covers.ts';
import { atPartner, bookedAt, type DemoEntry, demoEntries, hosts } from './entries.ts';
import * as store from './store.ts';

const operator: Actor = { kind: 'operator', name: 'demo' };
const createdBy = 'operator:demo';
const kinds: Readonly<Record<string, string>> = { q: 'culture_hall', l: 'library', c: 'gallery', t: 'museum' };
const batch = 100;

type Needs = Pick<Services, 'db' | 'clock' | 'files' | 'listingIndex'>;

/**
 * Public entries of the demo: two thousand of invented institutions. In bulk and in the background, as the pages are there without them; a start
 * that was cut short goes on where it stopped, and one that finds them all does nothing.
 */
export async function seedResources(needs: Needs, site: string, signal: AbortSignal): Promise<void> {
  const { db, clock, listingIndex } = needs;
  const all = demoEntries(clock.now());
  if ((await store.howMany(db, createdBy)) >= all.length) return;
  const places = await keepPlaces(needs);
  const files = await keepCovers(needs, places, signal);
  for (let done = 0; done < all.length && !signal.aborted; done += batch) {
    const published = all
      .slice(done, done + batch)
      .flatMap((entry, place) => present(entry, { turn: done + place, places, files, site }));
    await db.transaction((trx) => store.publishAll(trx, published, createdBy));
    await listingIndex.indexMissing();
    await pause(); // page requests come first
  }
  if (signal.aborted) return;
  await listingIndex.count();
  await record(db, clock.now(), operator, 'demo.seed', { kind: 'demo', id: 'resources' }, { entries: all.length });
}

const nameOf = ({ name }: Host) => `${name}（演示）`;

function keepPlaces({ db, clock }: Needs): Promise<Map<string, string>> {
  const places = hosts().map((host) => ({
    id: newId(),
    name: nameOf(host),
    kind: kinds[host.sort] ?? 'other',
    creditCode: host.creditCode,
    organizationCode: host.creditCode === '' ? '' : organizationCodeIn(host.creditCode),
    regionCode: host.regionCode,
    address: `${host.place}路 1 号`,
  }));
  return db.transaction((trx) => store.keepPlaces(trx, places, clock.now()));
}

/** A few dozen, drawn once at every width; kept for the first institution, shown for all. */
async function keepCovers({ db, files }: Needs, places: ReadonlyMap<string, string>, signal: AbortSignal) {
  const [institutionId = ''] = places.values();
  const kept = new Map<string, readonly string[]>();
  for (const motif of motifNames) {
    const ids: string[] = [];
    for (let turn = 0; turn < papersOf(motif) && !signal.aborted; turn += 1) {
      const drawn = coverOf(motif, turn);
      const bytes = await renderCover(drawn, 800);
      const accept = { types: ['image/jpeg'] };
      const file = await files.keep(operator, { institutionId, name: `${motif}-${turn}.jpg`, bytes, accept });
      if ('problem' in file) throw new Error(written(file.problem));
      // All widths: a missing one would be drawn from a file of the entry's own institution, and this one belongs to the first.
      for (const width of coverWidths)
        await pictures.keep(db, file.id, width, width === 800 ? bytes : await renderCover(drawn, width));
      const named = { institutionId, regionCode: undefined, named: { cover: [file.id] } };
      await db.transaction((trx) => files.hold(trx, { kind: 'demo', id: motif + turn }, named));
      ids.push(file.id);
    }
    kept.set(motif, ids);
  }
  return kept;
}

type Given = {
  turn: number;
  places: ReadonlyMap<string, string>;
  files: ReadonlyMap<string, readonly string[]>;
  site: string;
};

function present(entry: DemoEntry, { turn, places, files, site }: Given): store.Published[] {
  const { channel, kind, host, data, publishedAt, live } = entry;
  const institutionId = places.get(nameOf(host));
  const own = files.get(motifOf(channel, kind, data.title ?? '') ?? '') ?? [];
  const cover = own[turn % own.length];
  if (institutionId === undefined) return [];
  // An entry without a cover names one all the same, as entries from before covers were kept do.
  const read = canonical(channels[channel], cover === undefined ? data : { ...data, cover });
  if ('problems' in read) throw new Error(`${data.external_id}: ${JSON.stringify(read.problems)}`);
  // A form takes no address of this machine: here alone the partner site is one.
  const booked = atPartner(host) ? bookedAt(entry) : undefined;
  const values = { ...read.values, ...(booked && { [booked.field]: site + booked.path }) };
  return [
    {
      ...{ id: newId(), publicationId: newId(), institutionId, channel, live, publishedAt },
      ...{ externalId: data.external_id ?? '', title: data.title ?? '', summary: data.summary ?? '' },
      ...{
        regionCode: host.regionCode,
        hash: hashOf(values),
        data: stored(values),
        pictures: cover === undefined ? {} : { [cover]: cover },
      },
    },
  ];
}

/** Bookable entries on the partner site, by the path there. */
export const bookedAtPartner = (now: Date): ReadonlyMap<string, string> =>
  new Map(
    demoEntries(now).flatMap((entry) => {
      const booked = atPartner(entry.host) ? bookedAt(entry) : undefined;
      return booked === undefined ? [] : [[booked.path, entry.data.title ?? ''] as const];
    }),
  );
