import { type Clock, hours } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import type { Fact } from '../../fact.ts';
import type { Values } from '../../fields/form.ts';
import type { Job } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/service.ts';
import type { Watch } from '../../links/watch/service.ts';
import type { Log } from '../../log.ts';
import type { NotifyManagers } from '../../notices/managers.ts';
import {
  addressesIn,
  type FailingAddress,
  failed,
  isWatched,
  type NamedAddress,
  type Watched,
} from '../channels/watched-addresses.ts';
import { sourceReader } from '../entries/entry.ts';
import { fact, letter } from '../facts.ts';
import { captionsIn } from '../invitations/captions.ts';
import * as store from './store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  jobs: Pick<Jobs, 'enqueue'>;
  fetch: typeof globalThis.fetch;
  linkWatch: Pick<Watch, 'answers'>;
  notifyManagers: NotifyManagers;
  publicUrl: URL;
};

/** An entry that was sent for review, with the addresses that it names. */
type Sent = { institutionId: string; title: string; values: Values; by?: string | undefined };

const queue = 'resources.addresses';
const concurrency = 6;
const batch = 200;
const titlesNamed = 5;

/** R40, R43: booking pages, films and captions of entries are asked for at submission and daily. */
export interface AddressWatch {
  /** Asks for all of a public entry, and keeps those that failed. */
  check(entry: { entryId: string; values: Values }, ask?: Ask): Promise<void>;
  /** All public entries that are not over; then tells the institutions. */
  run(): Promise<void>;
  /** Those with a failing address, an hour later: the second failure is believed, and an address that answers again is shown again. */
  again(): Promise<void>;
  /** The addresses of an entry that was just sent are asked for soon, and its institution is told of those that do not answer. */
  enqueue(trx: Connection, sent: Sent): Promise<void>;
  /** The failing addresses of an entry, for its people. */
  ofEntry(entryId: string): Promise<FailingAddress[]>;
  /** The daily run, the hourly one of failing addresses, and those of entries that were sent. */
  jobs: readonly Job[];
}

type Ask = (address: NamedAddress) => Promise<Fact | undefined>;

/** Films are not pages. */
const isPlayed = (field: Watched) => field === 'play_url';
/** A server that asks who we are, or that we wait, is there: visitors with a browser may well be let in. */
const isThere = new Set<unknown>([401, 403, 405, 406, 429]);

export function createAddressWatch(needs: Needs): AddressWatch {
  const { db, clock, log, jobs, fetch, linkWatch, notifyManagers, publicUrl } = needs;

  async function ask({ field, url }: NamedAddress): Promise<Fact | undefined> {
    if (field === 'subtitle_url')
      return (await captionsIn(url, fetch)) === undefined ? fact('resources.no_captions_there') : undefined;
    const { fault, type } = await linkWatch.answers(url);
    if (fault !== undefined)
      return fault.code === 'links.answers' && isThere.has(fault.params.status) ? undefined : fault;
    return isPlayed(field) && /^text\/html/.test(type) ? fact('resources.no_medium_there') : undefined;
  }

  /** Entries of a hall name the same page again and again: it is asked for once in a run. */
  function onceEach(): Ask {
    const asked = new Map<string, Promise<Fact | undefined>>();
    return (address) => {
      const key = `${address.field} ${address.url}`;
      const known = asked.get(key) ?? ask(address);
      asked.set(key, known);
      return known;
    };
  }

  async function check({ entryId, values }: { entryId: string; values: Values }, asking: Ask = ask): Promise<void> {
    const named = addressesIn(values);
    const looked = await Promise.all(named.map(async (address) => ({ ...address, cause: await asking(address) })));
    await db.transaction(async (trx) => {
      const at = clock.now();
      const before = await store.failing(trx, entryId);
      const failing = looked.flatMap(({ cause, field, url }) => {
        if (cause === undefined) return [];
        const known = before.find((each) => each.field === field && each.url === url);
        return [{ cause, standing: { ...failed(known, at), field, url } }];
      });
      for (const { cause, standing } of failing) await store.keep(trx, entryId, standing, cause, at);
      await store.forget(
        trx,
        entryId,
        failing.map(({ standing }) => standing.field),
      );
      const gone = (all: readonly store.Failing[]) =>
        all.flatMap(({ field, goneAt }) => (goneAt === undefined ? [] : [field])).join();
      if (gone(before) !== gone(failing.map(({ standing }) => standing))) await store.announce(trx);
    });
  }

  async function through(isFailing: boolean): Promise<void> {
    const asking = onceEach();
    let after: string | undefined;
    for (;;) {
      const entries = await store.current(db, { now: clock.now(), after, limit: batch, isFailing });
      after = entries.at(-1)?.entryId;
      if (after === undefined) break;
      const waiting = [...entries];
      const work = async () => {
        for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
          const { entryId } = entry;
          await check(entry, asking).catch((error) =>
            log.error({ err: error, entry: entryId }, 'The addresses of an entry could not be checked'),
          );
        }
      };
      await Promise.all(Array.from({ length: concurrency }, work));
    }
    await tell();
  }

  /** One letter to an institution for all that was found gone, however many entries name it. */
  const tell = () =>
    db.transaction(async (trx) => {
      const at = clock.now();
      for (const { institutionId, institution, count, titles, field } of await store.unnotified(trx, titlesNamed)) {
        const event = 'resource.address_gone';
        await notifyManagers(trx, {
          ...{ event, institutionId, institution, key: `${event}:${institutionId}:${at.toISOString()}` },
          letter: letter('resources.gone_letter', { count, titles, field }),
          href: `${publicUrl.origin}/console/resources`,
        });
        await store.markNotified(trx, institutionId, at);
      }
    });

  async function handle(payload: unknown): Promise<void> {
    const { institutionId, title, addresses } = readPayload(payload);
    const looked = await Promise.all(addresses.map(async (each) => ({ ...each, cause: await ask(each) })));
    const missing = looked.flatMap(({ field, url, cause }) =>
      cause === undefined ? [] : [fact('resources.address_of', { field, url, cause })],
    );
    if (missing.length === 0) return;
    // A workbook of a thousand is sent in a minute: its people hear of the first of an hour.
    const event = 'resource.address_sent';
    await db.transaction((trx) =>
      notifyManagers(trx, {
        ...{ event, institutionId, key: `${event}:${institutionId}:${clock.now().toISOString().slice(0, 13)}` },
        letter: letter('resources.sent_letter', { title, missing }),
        href: `${publicUrl.origin}/console/resources`,
      }),
    );
  }

  return {
    check,
    run: () => through(false),
    again: () => through(true),
    async enqueue(trx, { institutionId, title, values, by }) {
      // A source has just named its own pages: thousands at once would be asked of the site of a hall. The daily run looks at them.
      const addresses = by === sourceReader.name ? [] : addressesIn(values);
      if (addresses.length > 0) await jobs.enqueue(trx, queue, { institutionId, title, addresses });
    },
    ofEntry: (entryId) => store.ofEntry(db, entryId),
    jobs: [
      { name: 'resources.addresses', schedule: '40 5 * * *', run: () => through(false), madeUpFor: hours(16) },
      { name: 'resources.addresses_again', schedule: '50 * * * *', run: () => through(true) },
      { queue, handle, retry: (attempt) => (attempt < 3 ? 60 : undefined) },
    ],
  };
}

type Payload = { institutionId: string; title: string; addresses: NamedAddress[] };

function readPayload(payload: unknown): Payload {
  if (typeof payload !== 'object' || payload === null || !('addresses' in payload) || !Array.isArray(payload.addresses))
    throw new Error('These are no addresses of a submission');
  const { institutionId, title } = { institutionId: '', title: '', ...payload };
  const addresses = payload.addresses.flatMap(({ field, url }: { field: unknown; url: unknown }) =>
    typeof field === 'string' && isWatched(field) && typeof url === 'string' ? [{ field, url }] : [],
  );
  return { institutionId, title, addresses };
}
