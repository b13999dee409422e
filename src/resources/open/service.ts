import { beginningOf } from '../../actor.ts';
import { after, type Clock, dayOf, dayStart, hours } from '../../clock.ts';
import type { Keys } from '../../crypto/keys.ts';
import type { Database } from '../../database/open.ts';
import { createShare } from '../../database/share.ts';
import { invalid, notFound, type Problems, unavailable } from '../../errors.ts';
import { regionOf } from '../../fields/regions/region-table.ts';
import type { Channels } from '../channels/channels.ts';
import { channelNamed, channels as shipped } from '../channels/channels.ts';
import { hasTimes, type Listing } from '../listing/listing.ts';
import { zoneOf } from '../listing/listing-index.ts';
import type { Filter, ListCursor, Opened } from '../listing/public-store.ts';
import type { Ranked } from '../listing/search-store.ts';
import type { PublicResources } from '../public/public.ts';
import { freeOfCharge } from '../public/query.ts';
import type { OpenHost } from '../public/whole-store.ts';
import type { Wholes } from '../public/wholes.ts';
import { type Dataset, datasetsOf } from './catalogue.ts';
import type { Change } from './change-store.ts';
import { createChanges } from './changes.ts';
import * as files from './export-store.ts';
import { exportToday } from './exports.ts';
import { fact } from './facts.ts';
import { leaveFiles } from './leaving.ts';
import { type OpenResource, openJsonLd, openResource } from './resource.ts';

type Needs = {
  db: Database;
  clock: Clock;
  publicUrl: URL;
  publicResources: Pick<PublicResources, 'page' | 'search' | 'open' | 'institution' | 'houseOf'>;
  wholes: Wholes;
  /** For changes and the file of a day: an entry that is older than the place of its change would stay so in every copy. */
  currentWholes: Wholes;
  keys: Pick<Keys, 'sm2'>;
  channels?: Channels;
};

/** Connections of a process for open reading, however many clients there are. */
const connections = 2;
/** So long a file that was begun is given as it was. */
const longestDownload = hours(1);
/** Maximum of characters of content in one answer. */
const longest = 1_000_000;

export type Question = {
  channel?: string | undefined;
  region?: string | undefined;
  institution_id?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  q?: string | undefined;
  free?: 'true' | undefined;
};
/** Where a list goes on: by time, or by how well something fits the words. */
export type Cursor = { by: 'time'; cursor: ListCursor } | { by: 'words'; cursor: Ranked & { at: Date } };
type Page = { found: Opened[]; next: Cursor | undefined };

/** The verbs of the room, for programs without an AK; they share two connections, and `unavailable` tells when both are taken. */
export interface OpenReading {
  // Entries that citizens can see

  /** A page by time, or by how well it fits the words; fewer where the contents are long. Throws `invalid` by field. */
  list(question: Question, cursor: Cursor | undefined, limit: number): Promise<Page>;
  /** One entry. Throws `not_found`, which says why. */
  open(id: string): Promise<Opened>;
  /** Entries that changed after a position, each in its present state; undefined where it is no longer visible. */
  changed(position: number, limit: number): Promise<ChangePage>;
  /** Institutions with a page, by id. Throws `invalid` for an unknown region. */
  institutions(after: string | undefined, region: string | undefined, limit: number): Promise<OpenHost[]>;
  /** One of them, with the entry that is its house. Throws `not_found`. */
  institution(id: string): Promise<HostWithHouse>;
  /** Entries as the API gives them. */
  present(found: readonly Opened[]): OpenResource[];
  /** The same as JSON-LD. */
  presentLinked(found: readonly Opened[]): object[];

  // The export of each day (2026-12-01)

  /** Its size and digest. Throws `not_found`. */
  export(day: string): Promise<files.Export>;
  /** Its signature by SM2. Throws `not_found`. */
  exportSignature(day: string): Promise<Buffer>;
  /** A part of the file as it was at that revision; undefined behind the last one. */
  exportPart(day: string, place: number, revision: number): Promise<Buffer | undefined>;
  /** All that there are, newest first. */
  exported(): Promise<files.Export[]>;
  /** The keys that prove signatures: PEM, the present one first. Throws `not_found` without national cryptography. */
  signingKeys(): Promise<string>;
  /** The data sets, for the catalogue. */
  datasets(): Promise<Dataset[]>;

  // By the clock

  /** Gives changes their positions, and removes entries that are no longer visible from the files. */
  orderChanges(): Promise<void>;
  /** Makes today's export. */
  exportToday(): Promise<void>;
}

type HostWithHouse = { host: Awaited<ReturnType<PublicResources['institution']>>; house: Opened | undefined };
type ChangePage = { items: (Change & { opened: Opened | undefined })[]; next: number; isMore: boolean };

/** Public reading by program of the visible entries: by the functions of the public pages. */
export function createOpenReading(needs: Needs): OpenReading {
  const { db, clock, publicUrl, publicResources, wholes, currentWholes, channels = shipped } = needs;
  const { origin } = publicUrl;
  const { take: takeShare } = createShare(connections);
  const changes = createChanges({ db, clock });

  const ofFiles = { db, clock, wholes: currentWholes, changes, sm2: needs.keys.sm2 };

  /** One statement after the other, on a share of the connections that logins do not need. */
  async function sharing<Result>(work: () => Promise<Result>): Promise<Result> {
    const giveBack = await Promise.resolve(takeShare()).catch(() => {
      throw unavailable(fact('open.busy'), 2);
    });
    try {
      return await work();
    } finally {
      giveBack();
    }
  }

  const present = (found: readonly Opened[]): OpenResource[] =>
    found.map((opened) => openResource(opened, channelNamed(opened.channel, channels), origin));
  const presentLinked = (found: readonly Opened[]): object[] =>
    found.map((opened) => openJsonLd(opened, channelNamed(opened.channel, channels), origin, clock.now()));

  /** 330000 with all regions below it; for a retired code, its successor. */
  function regionIn(code: string | undefined): { within?: string; problems: Problems } {
    if (code === undefined) return { problems: {} };
    const zone = zoneOf(code, dayOf(clock.now()));
    if (regionOf(zone) === undefined) return { problems: { region: fact('open.no_region', { code }) } };
    return { within: beginningOf(zone), problems: {} };
  }

  function filterOf({ channel: code, region, institution_id: institutionId, from, to, q, free }: Question) {
    const channel = code === undefined ? undefined : channelNamed(code, channels);
    const { within, problems } = regionIn(region);
    const isDated = from !== undefined || to !== undefined;
    const timed = Object.values(channels).filter(hasTimes);
    Object.assign(problems, {
      ...(isDated &&
        (channel === undefined || !hasTimes(channel)) && {
          channel: fact('open.days_need_channel', { channels: timed.map((each) => each.code).join('、') }),
        }),
      ...(isDated && q !== undefined && { q: fact('open.days_without_words') }),
      ...(from !== undefined && to !== undefined && to < from && { to: fact('open.days_turned') }),
      ...(q?.trim() === '' && { q: fact('open.no_words') }),
    });
    if (Object.keys(problems).length > 0) throw invalid(problems);
    const filter: Filter = {
      ...(channel && { channel: channel.code }),
      ...(within !== undefined && { region: within }),
      ...(institutionId !== undefined && { institutionId }),
      ...(free === 'true' && { anyOf: freeOfCharge }),
    };
    const noon = (day: string) => new Date(`${day}T12:00:00+08:00`);
    const days = {
      ...(from !== undefined && { from: dayStart(noon(from)) }),
      ...(to !== undefined && { until: dayStart(noon(to), 1) }),
    };
    return { filter, days, order: isDated ? ('agenda' as const) : ('newest' as const) };
  }

  async function listed(asked: Question, cursor: Cursor | undefined, limit: number) {
    const { filter, days, order } = filterOf(asked);
    if (asked.q === undefined) {
      const after = cursor?.by === 'time' ? cursor.cursor : undefined;
      const { listings, next } = await publicResources.page({ ...filter, ...days, order, after, limit });
      const at = ({ startsAt, publishedAt }: Listing) => (order === 'agenda' ? (startsAt ?? publishedAt) : publishedAt);
      const goOn = (listing: Listing): Cursor => ({
        by: 'time',
        cursor: { at: at(listing), entryId: listing.entryId },
      });
      return { listings, isMore: next !== undefined, goOn };
    }
    const after = cursor?.by === 'words' ? cursor.cursor : undefined;
    const found = await publicResources.search(asked.q, { ...filter, after, at: after?.at, limit });
    const ranked = found?.listings ?? [];
    const goOn = (listing: Listing): Cursor | undefined => {
      const score = ranked.find(({ entryId }) => entryId === listing.entryId)?.score;
      return score === undefined || found === undefined
        ? undefined
        : { by: 'words', cursor: { score, entryId: listing.entryId, at: found.at } };
    };
    return { listings: ranked, isMore: found?.next !== undefined, goOn };
  }

  return {
    present,
    presentLinked,
    async orderChanges() {
      const position = await changes.settle();
      if ((await files.outdatedFiles(db, position)).length > 0) await leaveFiles({ ...ofFiles, position });
      await files.forgetReplaced(db, after(clock.now(), -longestDownload));
    },
    exportToday: () => exportToday({ ...ofFiles, present }),

    list: (asked, cursor, limit) =>
      sharing(async () => {
        const { listings, isMore, goOn } = await listed(asked, cursor, limit);
        const found = await wholes.whole(listings, longest);
        const last = listings[found.length - 1];
        const isCut = found.length < listings.length;
        return { found, next: last !== undefined && (isMore || isCut) ? goOn(last) : undefined };
      }),

    open: (id) => sharing(() => publicResources.open(id)),

    changed: (position, limit) =>
      sharing(async () => {
        const found = await changes.after(position, limit + 1);
        const now = await currentWholes.among(found.map(({ entryId }) => entryId));
        const visible = found.slice(0, limit).flatMap(({ entryId }) => now.get(entryId) ?? []);
        const opened = new Map((await currentWholes.whole(visible, longest)).map((each) => [each.entryId, each]));
        const end = found.slice(0, limit).findIndex(({ entryId }) => now.has(entryId) && !opened.has(entryId));
        const items = found
          .slice(0, end === -1 ? limit : end)
          .map((change) => ({ ...change, opened: opened.get(change.entryId) }));
        return { items, next: items.at(-1)?.position ?? position, isMore: items.length < found.length };
      }),

    institutions: (after, region, limit) =>
      sharing(() => {
        const { within, problems } = regionIn(region);
        if (Object.keys(problems).length > 0) throw invalid(problems);
        return wholes.hostsFollowing(after, { region: within, limit });
      }),

    institution: (id) =>
      sharing(async () => {
        const host = await publicResources.institution(id);
        return { host, house: await publicResources.houseOf(host.id) };
      }),

    export: (day) =>
      sharing(async () => {
        const found = isDay(day) ? await files.find(db, day) : undefined;
        if (found === undefined) throw notFound(fact('open.no_export'));
        return found;
      }),
    exportSignature: (day) =>
      sharing(async () => {
        const found = isDay(day) ? await files.signature(db, day) : undefined;
        if (found === undefined) throw notFound(fact('open.no_signature'));
        return found;
      }),
    async signingKeys() {
      if (needs.keys.sm2 === undefined) throw notFound(fact('open.no_signing_key'));
      return (await needs.keys.sm2()).publicKeys;
    },
    exportPart: (day, place, revision) => sharing(async () => (await files.part(db, day, place, revision))?.bytes),
    exported: () => sharing(() => files.list(db)),
    datasets: () =>
      sharing(async () => {
        const changed = await changes.changedByChannel(Object.values(channels).map(({ code }) => code));
        return datasetsOf({ channels, changed, exports: await files.list(db) });
      }),
  };
}

/** One of the calendar: 2026-02-30 is none. */
function isDay(text: string): boolean {
  const noon = new Date(`${text}T12:00:00+08:00`);
  return /^2\d{3}-\d\d-\d\d$/.test(text) && !Number.isNaN(noon.getTime()) && dayOf(noon) === text;
}
