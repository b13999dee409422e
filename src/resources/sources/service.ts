import { type Actor, actorId, isMemberOf, mustOperate, mustReach, reachOf } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock, days, hours, minutes } from '../../clock.ts';
import { isId, newId } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { conflict, forbidden, invalid, notFound, rateLimited } from '../../errors.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import { isCertified } from '../../institutions/institution/institution.ts';
import type { Job } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/service.ts';
import { createPace } from '../../pace.ts';
import { likeableOf } from '../entries/written.ts';
import { may } from '../policies.ts';
import { createCollecting } from './collecting.ts';
import { fact } from './facts.ts';
import { createFetching } from './fetching.ts';
import { createLooking, current, type Discovery, type Preview, preview } from './looking.ts';
import { createRun, everyRun, leased, type RunNeeds } from './reading-run.ts';
import { addressIn, type Run, type Settings, type Source, sameAddress } from './source.ts';
import * as store from './store.ts';
import { type Hall, textOf } from './texts.ts';
import { readTexts } from './thread.ts';

type Needs = Omit<RunNeeds, 'collect'> & {
  db: Database;
  clock: Clock;
  jobs: Pick<Jobs, 'enqueue'>;
  throttle: Pick<Throttle, 'hit'>;
  fetch: typeof globalThis.fetch;
};

const queue = 'sources.read';
const looksPerHour = 30;
const readsPerHour = 6;
const perInstitution = 20;
const runsKept = days(60);
const runsShown = 50;
const itemsKept = days(400);
const batch = 500;
const noSource = () => notFound(fact('sources.no_source'));

/** A look at an address; `coming`: items that are not over. */
type Found = Discovery & { coming: Discovery['reading']['items']; hall: Hall; cover: string | undefined };
type SourceView = { source: Source; items: store.StoredItem[]; runs: Run[] };

/** 接入来源: addresses that halls have anyway, read every ten minutes at most. */
export interface Sources {
  /** Those of an institution that are not ended. */
  list(actor: Actor, institutionId: string): Promise<Source[]>;
  /** Of all institutions in the actor's regions, those with a fault first. */
  all(actor: Actor, offset?: number): Promise<Source[]>;
  /** One with its items and the runs of thirty days. Throws `not_found`. */
  view(actor: Actor, id: string): Promise<SourceView>;
  /** A page of its runs, the newest first; `next`: where the page after it begins. */
  runs(
    actor: Actor,
    id: string,
    before: string | undefined,
  ): Promise<{ source: Source; runs: Run[]; next: string | undefined }>;
  /** Looks at an address once and keeps nothing. Where it cannot be read, the reason is thrown as `invalid`. */
  look(actor: Actor, institutionId: string, typed: string): Promise<Found>;
  /** Found items as they would be here by a mapping, joined with entries that the hall has already: by the rules of every reading. */
  preview(institutionId: string, found: Found, settings: Settings): Promise<Preview[]>;
  /** Switches a source on; the first reading begins at once. Throws `conflict` where the address is read already. */
  begin(
    actor: Actor,
    institutionId: string,
    given: { address: string; form: Source['form']; title: string; settings: Settings },
  ): Promise<string>;
  /** Another mapping; refused items are tried again. */
  change(actor: Actor, id: string, settings: Settings): Promise<void>;
  /** It is not read until it is resumed. Throws `conflict`. */
  pause(actor: Actor, id: string): Promise<void>;
  /** Read again from now on. Throws `conflict`. */
  resume(actor: Actor, id: string): Promise<void>;
  /** Ends it; its entries stay. */
  stop(actor: Actor, id: string): Promise<void>;
  /** 现在读一次: at most six an hour. */
  readNow(actor: Actor, id: string): Promise<void>;
  /** 不收这条. */
  skip(actor: Actor, id: string, key: string): Promise<void>;
  /** The answer where half of it was missing: whether they are called off here. */
  answer(actor: Actor, id: string, mayShrink: boolean): Promise<void>;
  /** By an operator: it is not read until it is released. */
  hold(actor: Actor, id: string): Promise<void>;
  /** Read again, by an operator. */
  release(actor: Actor, id: string): Promise<void>;
  /** One reading, as the job does it. */
  run(id: string): Promise<boolean>;
  /** After how many submissions in a row a source is reviewed by sample; 0: never. */
  trustAfter: number;
  /** The minute’s round over due sources, the reading itself, and the purge. */
  jobs: readonly Job[];
}

export function createSources(needs: Needs): Sources {
  const { db, clock, jobs, throttle, fetch, institutions, duplicates, publicUrl, trust } = needs;
  const get = createFetching({ fetch, agent: `CultureCloudSources/1.0 (+${publicUrl.origin}/docs)` });
  const collect = createCollecting({ get, clock });
  const discover = createLooking({ collect });
  const run = createRun({ ...needs, collect });

  function mustWrite(actor: Actor, institutionId: string): void {
    if (isMemberOf(actor, institutionId, may('connect sources, change and end them').roles)) return;
    if (actor.kind === 'member' && actor.institutionId === institutionId) throw forbidden(fact('sources.role_may_not'));
    throw noSource();
  }

  async function mine(actor: Actor, id: string): Promise<Source> {
    const source = isId(id) ? await store.find(db, id) : undefined;
    if (source === undefined || source.state === 'stopped') throw noSource();
    if (actor.kind === 'member') {
      if (actor.institutionId !== source.institutionId) throw noSource();
      return source;
    }
    mustOperate(actor, ...may('see every source, and hold one').roles);
    const { regionCode } = await institutions.get(source.institutionId);
    mustReach(actor, { regionCode }, noSource);
    return source;
  }

  async function own(actor: Actor, id: string): Promise<Source> {
    const source = await mine(actor, id);
    mustWrite(actor, source.institutionId);
    return source;
  }

  const allow = async (kind: string, key: string, limit: number) => {
    const { allowed, retryAfter } = await throttle.hit(kind, key, { limit, per: hours(1) });
    if (!allowed) throw rateLimited(fact('sources.too_often', { most: limit }), retryAfter);
  };

  async function hallOf(institutionId: string): Promise<Hall> {
    const institution = await institutions.get(institutionId);
    if (!isCertified.holds(institution)) throw forbidden(fact('sources.certified_first'));
    const { name, regionCode, address } = institution;
    return { name, regionCode, address };
  }

  /** One address is read for one institution: who speaks for a place is decided by people. */
  async function mustBeFree(institutionId: string, address: string): Promise<void> {
    const other = await store.withAddress(db, sameAddress(address));
    if (other === undefined) return;
    if (other.institutionId === institutionId)
      throw invalid({ address: fact('sources.own_address', { title: other.title }) });
    throw invalid({ address: fact('sources.address_of_other', { institution: other.institution }) });
  }

  type Move = { verb: string; from: readonly Source['state'][]; to: Source['state'] };
  async function move(actor: Actor, source: Source, { verb, from, to }: Move): Promise<void> {
    await db.transaction(async (trx) => {
      const at = clock.now();
      if (!(await store.setState(trx, source.id, from, to, at))) throw conflict(fact('sources.moved'));
      await record(trx, at, actor, verb, { kind: 'source', id: source.id }, { institution: source.institutionId });
    });
  }

  return {
    async list(actor, institutionId) {
      if (actor.kind === 'member' && actor.institutionId !== institutionId) throw noSource();
      return store.ofInstitution(db, institutionId);
    },
    all(actor, offset = 0) {
      mustOperate(actor, ...may('see every source, and hold one').roles);
      return store.all(db, { reach: reachOf(actor), limit: 51, offset });
    },
    async view(actor, id) {
      const source = await mine(actor, id);
      const [items, runs] = await Promise.all([
        store.items(db, id),
        store.runs(db, id, after(clock.now(), -days(30)), 2_000),
      ]);
      return { source, items, runs };
    },

    async runs(actor, id, before) {
      const source = await mine(actor, id);
      const found = await store.pastRuns(db, id, before, runsShown + 1);
      return { source, runs: found.slice(0, runsShown), next: found[runsShown] && found[runsShown - 1]?.id };
    },

    async look(actor, institutionId, typed) {
      mustWrite(actor, institutionId);
      const hall = await hallOf(institutionId);
      const address = addressIn(typed);
      if (address === undefined) throw invalid({ address: fact('sources.address_form') });
      await mustBeFree(institutionId, address);
      await allow('sources.look', institutionId, looksPerHour);
      const found = await discover(address);
      if ('fault' in found) throw invalid({ address: found.fault });
      await mustBeFree(institutionId, found.address);
      return {
        ...found,
        coming: current(found.reading.items, clock),
        hall,
        cover: await store.lastCover(db, institutionId),
      };
    },

    async preview(institutionId, { coming, address, hall }, settings) {
      const turn = createPace();
      const all: Preview[] = [];
      const about = { settings, hall, firstAt: clock.now() };
      const certain = await readTexts(coming.map((item) => textOf(item, about)));
      for (const [place, item] of coming.entries()) {
        all.push(preview(item, { ...about, address, certain: certain[place] }));
        await turn();
      }
      for (const channel of ['activity', 'news'] as const) {
        const fits = all.filter(({ state, target }) => state === 'fits' && target === channel);
        const same = await duplicates.findSame(
          { channel, institutionId },
          fits.map(({ data = {} }) => likeableOf(data)),
        );
        for (const [place, one] of fits.entries()) if (same[place] !== undefined) one.state = 'same';
      }
      return all;
    },

    async begin(actor, institutionId, { address: typed, form, title, settings }) {
      mustWrite(actor, institutionId);
      await hallOf(institutionId);
      const address = addressIn(typed);
      if (address === undefined) throw invalid({ address: fact('sources.address_form') });
      await mustBeFree(institutionId, address);
      if ((await store.ofInstitution(db, institutionId)).length >= perInstitution)
        throw conflict(fact('sources.many_sources', { most: perInstitution }));
      const id = newId();
      await db.transaction(async (trx) => {
        const at = clock.now();
        const same = sameAddress(address);
        const name = title.trim().slice(0, 50) || same.split('/')[0] || same;
        if (
          !(await store.insert(trx, {
            id,
            institutionId,
            address,
            same,
            form,
            title: name,
            settings,
            by: actorId(actor) ?? '',
            at,
            nextAt: after(at, everyRun),
          }))
        )
          throw conflict(fact('sources.moved')); // another one was a moment earlier
        await record(trx, at, actor, 'source.begin', { kind: 'source', id }, { institution: institutionId, form });
        await jobs.enqueue(trx, queue, { id });
      });
      return id;
    },

    async change(actor, id, settings) {
      const source = await own(actor, id);
      await db.transaction(async (trx) => {
        const at = clock.now();
        await store.setSettings(trx, id, settings, after(at, everyRun));
        await record(trx, at, actor, 'source.change', { kind: 'source', id }, { institution: source.institutionId });
        if (source.state === 'on') await jobs.enqueue(trx, queue, { id });
      });
    },

    pause: async (actor, id) => move(actor, await own(actor, id), { verb: 'source.pause', from: ['on'], to: 'paused' }),
    resume: async (actor, id) =>
      move(actor, await own(actor, id), { verb: 'source.resume', from: ['paused'], to: 'on' }),
    stop: async (actor, id) =>
      move(actor, await own(actor, id), { verb: 'source.stop', from: ['on', 'paused', 'held'], to: 'stopped' }),

    async hold(actor, id) {
      mustOperate(actor, ...may('see every source, and hold one').roles);
      await move(actor, await mine(actor, id), { verb: 'source.hold', from: ['on', 'paused'], to: 'held' });
    },
    async release(actor, id) {
      mustOperate(actor, ...may('see every source, and hold one').roles);
      await move(actor, await mine(actor, id), { verb: 'source.release', from: ['held'], to: 'on' });
    },

    async readNow(actor, id) {
      const source = await own(actor, id);
      if (source.state !== 'on') throw conflict(fact('sources.not_on'));
      await allow('sources.read', id, readsPerHour);
      await db.transaction((trx) => jobs.enqueue(trx, queue, { id }));
    },

    async skip(actor, id, key) {
      await own(actor, id);
      await store.change(db, id, key, { state: 'skipped', waits: false, reason: null });
    },

    async answer(actor, id, mayShrink) {
      const source = await own(actor, id);
      await db.transaction(async (trx) => {
        const at = clock.now();
        if (!(await store.answerShrunk(trx, id, mayShrink, at))) throw conflict(fact('sources.moved'));
        const details = { institution: source.institutionId, mayShrink };
        await record(trx, at, actor, 'source.answer', { kind: 'source', id }, details);
        if (mayShrink) await jobs.enqueue(trx, queue, { id });
      });
    },

    run,
    trustAfter: trust.after,

    jobs: [
      {
        name: 'sources.due',
        schedule: '* * * * *',
        async run() {
          const isMore = () =>
            db.transaction(async (trx) => {
              const at = clock.now();
              const ids = await store.due(trx, at, after(at, everyRun), batch);
              for (const id of ids) await jobs.enqueue(trx, queue, { id });
              return ids.length === batch;
            });
          while (await isMore());
        },
      },
      {
        queue,
        async handle(payload: unknown) {
          if (await run(idIn(payload))) throw new Error('Another reader has this source');
        },
        // A reader that died holds it for a minute.
        retry: (attempt: number) => (attempt < 4 ? leased / 2 : undefined),
      },
      {
        name: 'sources.purge',
        schedule: '35 4 * * *',
        async run() {
          while ((await store.purgeRuns(db, after(clock.now(), -runsKept), batch)) >= batch);
          while ((await store.purgeItems(db, after(clock.now(), -itemsKept), batch)) >= batch);
        },
        madeUpFor: minutes(600),
      },
    ],
  };
}

function idIn(payload: unknown): string {
  if (typeof payload !== 'object' || payload === null || !('id' in payload)) throw new Error('This is no source');
  return String(payload.id);
}
