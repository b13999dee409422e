import { type Actor, isMemberOf, mustOperate, mustReach, reachOf, system } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock, days, hours, minutes } from '../../clock.ts';
import { isId } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { conflict, forbidden, notFound, rateLimited } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import type { Job } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/service.ts';
import type { Log } from '../../log.ts';
import { fact } from '../facts.ts';
import type { Link } from '../link.ts';
import { may } from '../policies.ts';
import type { Concerned, Letters } from './letters.ts';
import type { LookAt } from './look.ts';
import type { Side, SideObservation } from './side.ts';
import { next } from './standing.ts';
import * as store from './store.ts';
import type { Visit } from './visit.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  jobs: Pick<Jobs, 'enqueue'>;
  throttle: Pick<Throttle, 'hit'>;
  look: LookAt;
  visit: Visit;
  letters: Letters;
  find: (id: string) => Promise<Link | undefined>;
};

const queue = 'links.check';
const perHour = 6;
/** A manual check that has not run by then is dropped. */
const askedFor = minutes(2);
const concurrency = 6;
const kept = days(400);
const batch = 500;
const noLink = () => notFound(fact('links.not_found'));

/** The verbs of the watch (R40). Readers are the institution's members, and operators, reviewers and support of its region. */
export interface Watch {
  /** One look at a link, noted once for its run; notifies where a side broke or was mended. */
  check(link: Link, run: { slot: Date; asked: boolean }): Promise<void>;
  /** The daily run over all links. */
  run(slot: Date): Promise<void>;
  /** 立即检测: at most six an hour and link; the findings are there a few seconds later. */
  ask(actor: Actor, id: string): Promise<void>;
  /** The last look at each side, how each stands, the runs of 90 days, and whether one is under way. */
  view(actor: Actor, id: string): Promise<WatchView>;
  /** Single looks, newest first. */
  history(
    actor: Actor,
    id: string,
    filter: Parameters<typeof store.history>[2],
  ): Promise<{ link: Link; checks: store.Check[] }>;
  /** The picture that was seen there. Throws `not_found`. */
  picture(actor: Actor, id: string, hash: string): Promise<Buffer>;
  /** How the sides of these links stand. */
  standings(linkIds: readonly string[]): Promise<store.SideStanding[]>;
  /** Whether an address answers, for other rooms that lead there: the reason why not, and the media type that came. */
  answers(address: string): Promise<{ fault: Fact | undefined; type: string }>;
  /** How many links of the actor's regions are alarmed. */
  alarmed(actor: Actor): Promise<number>;
  /** The daily run, single checks, and the purge after 400 days. */
  jobs: readonly Job[];
  /** The node leaves: the run ends after the links under way. */
  stop(): void;
}

type WatchView = {
  link: Link;
  checks: store.Check[];
  standings: store.SideStanding[];
  runs: Awaited<ReturnType<typeof store.runs>>;
  isUnderWay: boolean;
};

/** R40: keeps watch over the links of both sides. */
export function createWatch({ db, clock, log, jobs, throttle, look, visit, letters, find }: Needs): Watch {
  let isStopping = false;

  /** Checks a link, recorded once per run across nodes; sends the due letters. */
  async function check(link: Link, { slot, asked }: { slot: Date; asked: boolean }): Promise<void> {
    const found = await look(link);
    await db.transaction(async (trx) => {
      if (!(await store.hold(trx, link.id))) return;
      const at = clock.now();
      const before = await store.standings(trx, [link.id]);
      const told: Record<'alarm' | 'mended', Concerned[]> = { alarm: [], mended: [] };
      for (const seen of found) {
        if (!(await store.note(trx, { linkId: link.id, slot, asked, at }, seen))) continue;
        const known = before.find(({ side }) => side === seen.side);
        const then = next(known, { state: seen.state, at: slot, asked });
        await store.keepStanding(trx, link.id, seen, then.standing, at);
        if (then.told === 'alarm') told.alarm.push(concernedOf(seen, then.standing.since));
        if (then.told === 'mended') told.mended.push(concernedOf(seen, then.standing.since));
      }
      await store.dropOtherSides(
        trx,
        link.id,
        found.map(({ side }) => side),
      );
      if (asked) await store.answered(trx, link.id, slot);
      for (const turn of ['alarm', 'mended'] as const) {
        if (told[turn].length === 0) continue;
        await letters[turn](trx, link, told[turn], slot);
        // 对接历史 reads it here.
        const details = { institution: link.institutionId, sides: told[turn].map(({ side }) => side) };
        await record(trx, at, system('links.watch'), `link.${turn}`, { kind: 'link', id: link.id }, details);
      }
    });
  }

  /** The daily run: every link once, six at a time. One that fails here is logged and left to the next run. */
  async function run(slot: Date): Promise<void> {
    let last: string | undefined;
    for (;;) {
      const ids = await store.due(db, slot, last, 200);
      if (ids.length === 0) return;
      last = ids.at(-1);
      const waiting = [...ids];
      const work = async () => {
        for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
          if (isStopping) throw new Error('This node leaves; another one goes on');
          const link = await find(id);
          if (link !== undefined) await check(link, { slot, asked: false }).catch((error) => lost(id, error));
        }
      };
      await Promise.all(Array.from({ length: concurrency }, work));
    }
  }

  const lost = (id: string, error: unknown) => log.error({ err: error, link: id }, 'A link could not be checked');

  async function mine(actor: Actor, id: string): Promise<Link> {
    const link = isId(id) ? await find(id) : undefined;
    if (link === undefined) throw noLink();
    if (actor.kind === 'member') {
      if (actor.institutionId !== link.institutionId) throw noLink();
      return link;
    }
    mustOperate(actor, ...may('see every link').roles);
    mustReach(actor, link, noLink);
    return link;
  }

  return {
    check,
    run,

    async ask(actor, id) {
      const link = await mine(actor, id);
      const mayAsk = isMemberOf(actor, link.institutionId, may('have a link checked').roles);
      if (actor.kind === 'member' && !mayAsk) throw forbidden(fact('links.role_may_not'));
      if (actor.kind !== 'member')
        mustOperate(actor, ...may('have any link checked, and ask to take it offline').roles);
      if (link.state !== 'online') throw conflict(fact('links.only_online'));
      const { allowed, retryAfter } = await throttle.hit('links.check', id, { limit: perHour, per: hours(1) });
      if (!allowed) throw rateLimited(fact('links.checked_often', { most: perHour }), retryAfter);
      await db.transaction(async (trx) => {
        const at = clock.now();
        if (!(await store.ask(trx, id, at, after(at, -askedFor)))) return;
        await jobs.enqueue(trx, queue, { id, at: at.toISOString() });
        await record(trx, at, actor, 'link.check', { kind: 'link', id }, { institution: link.institutionId });
      });
    },

    async view(actor, id) {
      const link = await mine(actor, id);
      const now = clock.now();
      const [checks, standings, runs, askedAt] = await Promise.all([
        store.latest(db, id),
        store.standings(db, [id]),
        store.runs(db, id, after(now, -days(90))),
        store.manualCheckAt(db, id),
      ]);
      const isUnderWay = askedAt !== undefined && askedAt > after(now, -askedFor);
      return { link, checks, standings, runs, isUnderWay };
    },

    async history(actor, id, asked) {
      const link = await mine(actor, id);
      return { link, checks: await store.history(db, id, asked) };
    },

    async picture(actor, id, hash) {
      await mine(actor, id);
      const bytes = /^[\w-]{22}$/.test(hash) ? await store.picture(db, id, hash) : undefined;
      if (bytes === undefined) throw notFound(fact('links.no_evidence'));
      return bytes;
    },

    async answers(address) {
      const visited = await visit(address, { most: 0, accept: '*/*', type: undefined });
      return 'fault' in visited ? { fault: visited.fault, type: '' } : { fault: undefined, type: visited.type };
    },

    standings: (linkIds) => store.standings(db, linkIds),
    alarmed: (actor) => store.countAlarmed(db, reachOf(actor)),

    stop() {
      isStopping = true;
    },

    jobs: [
      { name: 'links.watch', schedule: '0 6 * * *', run, madeUpFor: hours(16) },
      {
        queue,
        async handle(payload: unknown) {
          const { id, at } = readPayload(payload);
          const link = await find(id);
          if (link?.state === 'online') await check(link, { slot: at, asked: true });
        },
        retry: (attempt: number) => (attempt < 3 ? 5 : undefined),
      },
      {
        name: 'links.purge',
        schedule: '25 4 * * *',
        async run() {
          const before = after(clock.now(), -kept);
          while ((await store.purgeChecks(db, before, batch)) >= batch);
          while ((await store.purgePictures(db, before, batch)) >= batch);
        },
      },
    ],
  };
}

const concernedOf = ({ side, state }: { side: Side; state: SideObservation['state'] }, since: Date): Concerned => ({
  ...{ side, state, since },
});

function readPayload(payload: unknown): { id: string; at: Date } {
  if (typeof payload !== 'object' || payload === null || !('id' in payload) || !('at' in payload))
    throw new Error('This is no check of a link');
  return { id: String(payload.id), at: new Date(String(payload.at)) };
}
