import { setImmediate as pause } from 'node:timers/promises';
import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { newId } from '../../crypto/secrets.ts';
import { written } from '../../fact.ts';
import type { Values } from '../../fields/form.ts';
import { renderCover } from '../../files/pictures.ts';
import { coverWidths } from '../../files/sizes.ts';
import { organizationCodeIn } from '../../institutions/institution/codes.ts';
import { canonical, hashOf, stored } from '../../resources/channels/canonical.ts';
import { channels } from '../../resources/channels/channels.ts';
import * as pictures from '../../resources/public/covers-store.ts';
import type { Services } from '../../services.ts';
import { drawingOf, type Picture, pictureNames, pictureOf } from './covers.ts';
import { demoEntries } from './entries.ts';
import { type DemoEntry, partner } from './entry.ts';
import { type Host, hosts } from './hosts.ts';
import * as store from './store.ts';

const operator: Actor = { kind: 'operator', name: 'demo' };
export const createdBy = 'operator:demo';
const batch = 100;

type Needs = Pick<Services, 'db' | 'clock' | 'files' | 'listingIndex'>;

/**
 * Public entries of the demo: two thousand of invented institutions. In bulk and in the background, as the pages are there without them; a start
 * that was cut short goes on where it stopped, and one that finds them all does nothing.
 */
export async function seedResources(needs: Needs, site: string, signal: AbortSignal): Promise<void> {
  const { db, clock, listingIndex } = needs;
  if (await store.isSeeded(db)) return; // a later season has other entries: those of the first start stay
  const all = demoEntries(clock.now());
  const places = await keepPlaces(needs);
  const files = await keepCovers(needs, places, signal);
  for (let done = 0; done < all.length && !signal.aborted; done += batch) {
    const published = all.slice(done, done + batch).flatMap((entry) => present(entry, { places, files, site }));
    await db.transaction((trx) => store.publishAll(trx, published, createdBy));
    await listingIndex.indexMissing();
    await pause(); // page requests come first
  }
  if (signal.aborted) return;
  await db.transaction((trx) => store.confirmMost(trx, clock.now(), createdBy));
  await listingIndex.nameInstitutions();
  await listingIndex.count();
  await record(db, clock.now(), operator, 'demo.seed', { kind: 'demo', id: 'resources' }, { entries: all.length });
}

export const nameOf = ({ name }: Host) => `${name}（演示）`;

function keepPlaces({ db, clock }: Needs): Promise<Map<string, string>> {
  const places = hosts().map((host) => ({
    id: newId(),
    name: nameOf(host),
    kind: host.kind,
    creditCode: host.creditCode,
    organizationCode: host.creditCode === '' ? '' : organizationCodeIn(host.creditCode),
    regionCode: host.regionCode,
    address: host.address,
  }));
  return db.transaction((trx) => store.keepPlaces(trx, places, clock.now()));
}

/** Drawn once at every width; kept for the first institution, shown for all. */
async function keepCovers({ db, files }: Needs, places: ReadonlyMap<string, string>, signal: AbortSignal) {
  const [institutionId = ''] = places.values();
  const kept = new Map<Picture, string>();
  for (const picture of pictureNames) {
    if (signal.aborted) break;
    const drawn = drawingOf(picture);
    const bytes = await renderCover(drawn, 800);
    const accept = { types: ['image/jpeg'] };
    const file = await files.keep(operator, { institutionId, name: `${picture}.jpg`, bytes, accept });
    if ('problem' in file) throw new Error(written(file.problem));
    // All widths: a missing one would be drawn from a file of the entry's own institution, and this one belongs to the first.
    for (const width of coverWidths)
      await pictures.keep(db, file.id, width, width === 800 ? bytes : await renderCover(drawn, width));
    const named = { institutionId, regionCode: undefined, named: { cover: [file.id] } };
    await db.transaction((trx) => files.hold(trx, { kind: 'demo', id: picture }, named));
    kept.set(picture, file.id);
  }
  return kept;
}

type Given = {
  places: ReadonlyMap<string, string>;
  files: ReadonlyMap<Picture, string>;
  site: string;
};

/** An entry as it is published, without a review. */
export function present(entry: DemoEntry, { places, files, site }: Given): store.Published[] {
  const { channel, kind, host, data, publishedAt, live } = entry;
  const institutionId = places.get(nameOf(host));
  const picture = pictureOf(channel, kind, data.title ?? '');
  const cover = picture && files.get(picture);
  if (institutionId === undefined) return [];
  // The form asks for a cover; where no picture fits, the title stands in its place.
  const read = canonical(channels[channel], { ...data, cover: cover ?? `${partner}/no-cover.jpg` });
  if ('problems' in read) throw new Error(`${data.external_id}: ${JSON.stringify(read.problems)}`);
  // A form takes no address of this machine: here alone the partner site is one.
  const { cover: _, ...others } = read.values;
  const values = atSite(cover === undefined ? others : read.values, site);
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

/** The same values with the address at which the partner site is. */
function atSite(values: Values, site: string): Values {
  const moved: Values = JSON.parse(JSON.stringify(values).replaceAll(partner, site));
  return moved;
}
