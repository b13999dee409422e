import { type Actor, everyRole, isMemberOf, mustOperate, reachOf, system } from '../actor.ts';
import { record } from '../audit/record.ts';
import { type Clock, dayOf } from '../clock.ts';
import { isId, newId } from '../crypto/secrets.ts';
import type { Connection, Database } from '../database/open.ts';
import { conflict, forbidden, invalid, notFound } from '../errors.ts';
import { written } from '../fact.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Job } from '../jobs/job.ts';
import { fact } from './facts.ts';
import { type Layer, type LayerStanding, type LayersOf, mayReach } from './layers.ts';
import { earlier, type Judged, type Plan, type Summary, stateOf, summed } from './plan.ts';
import type { PlanLetters } from './plan-letters.ts';
import * as store from './plan-store.ts';
import { may } from './policies.ts';

type Needs = {
  db: Database;
  clock: Clock;
  institutions: Pick<Institutions, 'get' | 'look'>;
  layersOf: LayersOf;
  letters: PlanLetters;
};

export type PlanLook = {
  institution: { id: string; name: string };
  plan: Plan | undefined;
  layers: readonly LayerStanding[];
  items: readonly Judged[];
  summary: Summary;
  letters: readonly store.Letter[];
  today: string;
};

type ItemInput = {
  layer: Layer;
  title: string;
  cloudOwner: string;
  partnerOwner: string;
  agreedOn: string;
  startsOn?: string | undefined;
};
/** The agreement: its keeper, and the day of each layer. */
type Agreement = Omit<Plan, 'institutionId'> & { days: Partial<Record<Layer, { title: string; on: string }>> };

const longest = 500;
const shownLetters = 6;
const batch = 200;

const subjectOf = (institutionId: string) => ({ kind: 'plan', id: institutionId });

/** 对接计划 (R06, R07). Members read that of their institution, staff those of their regions (`not_found`). */
export interface Plans {
  // Reading

  /** The plan with how each item and layer stands today. */
  look(actor: Actor, institutionId: string): Promise<PlanLook>;
  /** The operators' list, the latest first. */
  list(actor: Actor): Promise<store.Row[]>;
  /** Items overdue or due today, for 首页; `layers` are read where there is a plan. */
  lateOf(institutionId: string, layers: () => Promise<readonly LayerStanding[]>): Promise<readonly Judged[]>;
  /** 最近往来, for 对接历史. */
  lettersOf(institutionId: string, page: Parameters<typeof store.lettersOf>[2]): Promise<store.Letter[]>;

  // By operators (`forbidden`)

  /** R26: the working group and who looks after it. */
  direct(actor: Actor, institutionId: string, plan: Pick<Plan, 'cloudOwner' | 'partnerOwner' | 'group'>): Promise<void>;
  /** Throws `invalid` by field. */
  addItem(actor: Actor, institutionId: string, input: ItemInput): Promise<void>;
  /** Another agreed day (2026-12-31). Throws `not_found`. */
  setDay(actor: Actor, institutionId: string, id: string, agreedOn: string): Promise<void>;
  /** Throws `not_found`. */
  removeItem(actor: Actor, institutionId: string, id: string): Promise<void>;
  /** Takes `finish` back. Throws `conflict` where it was not finished. */
  reopen(actor: Actor, institutionId: string, id: string): Promise<void>;

  // By either side

  /** Throws `conflict` for an item that follows its layer, which the facts alone finish. */
  finish(actor: Actor, institutionId: string, id: string): Promise<void>;
  /** A letter to the other side, of at most 500 characters. Throws `invalid`. */
  write(actor: Actor, institutionId: string, text: string): Promise<void>;

  // Automatic consequences

  /** The effect of an approval, in its transaction, or of an operator who enters an agreement made elsewhere. */
  agree(trx: Connection, institutionId: string, agreement: Agreement, at: Date): Promise<void>;
  /** Marks items done by facts, and notifies of overdue ones once: hourly, by day. */
  followAll(): Promise<void>;
  /** The hourly run. */
  jobs: readonly Job[];
}

/** R06, R07 对接计划: the agreed days of both sides, and their state by the facts of the rooms. */
export function createPlans({ db, clock, institutions, layersOf, letters }: Needs): Plans {
  async function mustRead(actor: Actor, institutionId: string): Promise<void> {
    if (isMemberOf(actor, institutionId, everyRole)) return;
    if (actor.kind === 'member') throw notFound(fact('integration.no_plan'));
    await institutions.look(actor, institutionId);
  }

  async function mustWrite(actor: Actor, institutionId: string): Promise<'cloud' | 'partner'> {
    await mustRead(actor, institutionId);
    if (actor.kind !== 'member') {
      mustOperate(actor, ...may('see every plan, and write to the institution').roles);
      return 'cloud';
    }
    if (!isMemberOf(actor, institutionId, may('work on the plan').roles))
      throw forbidden(fact('integration.role_may_not'));
    return 'partner';
  }

  async function mustDirect(actor: Actor, institutionId: string): Promise<void> {
    mustOperate(actor, ...may('direct a plan').roles);
    await institutions.look(actor, institutionId);
  }

  /** Work on one plan under its lock, with its audit row. */
  async function change<Done>(
    actor: Actor,
    verb: string,
    institutionId: string,
    work: (trx: Connection, at: Date) => Promise<{ done: Done; details?: object }>,
  ): Promise<Done> {
    return db.transaction(async (trx) => {
      if (!(await store.lock(trx, institutionId))) throw notFound(fact('integration.no_plan'));
      const at = clock.now();
      const { done, details } = await work(trx, at);
      await record(trx, at, actor, verb, subjectOf(institutionId), details);
      return done;
    });
  }

  const judged = async (institutionId: string, layers: readonly LayerStanding[], today: string): Promise<Judged[]> => {
    const progress = new Map(layers.map(({ layer, progress: stands }) => [layer, stands]));
    return (await store.itemsOf(db, institutionId)).map((item) => ({
      ...item,
      standing: stateOf(item, progress.get(item.layer) ?? 'open', today),
    }));
  };

  async function look(actor: Actor, institutionId: string): Promise<PlanLook> {
    await mustRead(actor, institutionId);
    const today = dayOf(clock.now());
    const [{ id, name }, plan, layers, written] = await Promise.all([
      institutions.get(institutionId),
      store.find(db, institutionId),
      layersOf(institutionId),
      store.lettersOf(db, institutionId, { limit: shownLetters }),
    ]);
    const items = await judged(institutionId, layers, today);
    const own = actor.kind === 'member' ? actor.applications : undefined;
    const reached = layers.map(({ href, ...layer }) => ({
      ...layer,
      ...(href !== undefined && mayReach(href, own) && { href }),
    }));
    return {
      institution: { id, name },
      plan,
      layers: reached,
      items,
      summary: summed(items, today),
      letters: written,
      today,
    };
  }

  /** Marks items done by facts, and notifies both sides of overdue ones, once. */
  async function follow(institutionId: string): Promise<void> {
    const done = new Set(
      (await layersOf(institutionId)).flatMap(({ layer, progress }) => (progress === 'done' ? [layer] : [])),
    );
    await db.transaction(async (trx) => {
      if (!(await store.lock(trx, institutionId))) return;
      const at = clock.now();
      const say = (says: string) =>
        store.insertLetter(trx, { institutionId, at, side: 'system', accountId: undefined, says });
      for (const item of await store.itemsOf(trx, institutionId)) {
        if (!item.followsLayer || item.doneAt !== undefined || !done.has(item.layer)) continue;
        if (!(await store.finish(trx, institutionId, item.id, 'facts', at))) continue;
        await say(written(fact('integration.item_done', { title: item.title })));
        await record(trx, at, system('integration.follow'), 'plan.finish', subjectOf(institutionId), { item: item.id });
      }
      const late = await store.takeOverdue(trx, institutionId, dayOf(at), at);
      if (late.length === 0) return;
      for (const { title, agreedOn } of late) await say(written(fact('integration.item_passed', { title, agreedOn })));
      const plan = await store.find(trx, institutionId);
      await letters.overdue(trx, { institutionId, keeperId: plan?.keeperId, items: late });
    });
  }

  async function followAll(): Promise<void> {
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const found = await store.followed(db, after, batch);
      for (const { id } of found) await follow(id);
      const last = found.at(-1);
      if (last === undefined || found.length < batch) return;
      after = last.id;
    }
  }
  const jobs: Job[] = [{ name: 'integration.follow', schedule: '21 8-20 * * *', run: followAll }];

  return {
    jobs,
    followAll,
    look,

    lettersOf: (institutionId, asked) => store.lettersOf(db, institutionId, asked),

    async lateOf(institutionId, layers) {
      if ((await store.find(db, institutionId)) === undefined) return [];
      const items = await judged(institutionId, await layers(), dayOf(clock.now()));
      return items.filter(({ standing }) => standing.state === 'overdue' || standing.state === 'today');
    },

    async agree(trx, institutionId, { days, ...agreed }, at) {
      await store.save(trx, { ...agreed, institutionId }, at);
      const { cloudOwner, partnerOwner } = agreed;
      for (const layer of Object.keys(days).filter((each): each is Layer => Object.hasOwn(days, each))) {
        const given = days[layer];
        if (given === undefined) continue;
        const [startsOn, title] = [earlier(dayOf(at), given.on), given.title];
        const item = { id: newId(), institutionId, layer, title, cloudOwner, partnerOwner };
        await store.setFollowing(trx, { ...item, startsOn, agreedOn: given.on }, at);
      }
    },

    async direct(actor, institutionId, { cloudOwner, partnerOwner, group }) {
      await mustDirect(actor, institutionId);
      const at = clock.now();
      const keeperId = actor.kind === 'staff' ? actor.accountId : undefined;
      await db.transaction(async (trx) => {
        await store.save(trx, { institutionId, keeperId, cloudOwner, partnerOwner, group }, at);
        await record(trx, at, actor, 'plan.direct', subjectOf(institutionId), {
          person: { cloudOwner, partnerOwner, ...group },
        });
      });
    },

    async addItem(actor, institutionId, input) {
      await mustDirect(actor, institutionId);
      const { startsOn = dayOf(clock.now()), agreedOn } = input;
      if (input.startsOn !== undefined && agreedOn < input.startsOn)
        throw invalid({ agreedOn: fact('integration.days_reversed') });
      const item = { ...input, id: newId(), institutionId, startsOn: earlier(startsOn, agreedOn) };
      await change(actor, 'plan.add', institutionId, async (trx, at) => {
        await store.insertItem(trx, { ...item, followsLayer: false }, at);
        return { done: undefined, details: { to: { ...input, item: item.id } } };
      });
    },

    async setDay(actor, institutionId, id, agreedOn) {
      await mustDirect(actor, institutionId);
      await change(actor, 'plan.set_day', institutionId, async (trx, at) => {
        if (!(await store.setDay(trx, institutionId, id, agreedOn, at))) throw notFound(fact('integration.no_item'));
        return { done: undefined, details: { item: id, to: agreedOn } };
      });
    },

    async removeItem(actor, institutionId, id) {
      await mustDirect(actor, institutionId);
      await change(actor, 'plan.remove', institutionId, async (trx) => {
        if (!isId(id) || !(await store.removeItem(trx, institutionId, id))) throw notFound(fact('integration.no_item'));
        return { done: undefined, details: { item: id } };
      });
    },

    async finish(actor, institutionId, id) {
      const side = await mustWrite(actor, institutionId);
      await change(actor, 'plan.finish', institutionId, async (trx, at) => {
        const item = (await store.itemsOf(trx, institutionId)).find((each) => each.id === id);
        if (item === undefined) throw notFound(fact('integration.no_item'));
        if (item.followsLayer) throw conflict(fact('integration.follows_layer'));
        if (!(await store.finish(trx, institutionId, id, side, at))) throw conflict(fact('integration.changed'));
        const says = written(fact('integration.item_done', { title: item.title }));
        await store.insertLetter(trx, { institutionId, at, side: 'system', accountId: undefined, says });
        return { done: undefined, details: { item: id } };
      });
    },

    async reopen(actor, institutionId, id) {
      await mustDirect(actor, institutionId);
      await change(actor, 'plan.reopen', institutionId, async (trx, at) => {
        if (!isId(id)) throw notFound(fact('integration.no_item'));
        if (!(await store.reopen(trx, institutionId, id, at))) throw conflict(fact('integration.changed'));
        return { done: undefined, details: { item: id } };
      });
    },

    async write(actor, institutionId, text) {
      const side = await mustWrite(actor, institutionId);
      const says = text.trim();
      if (says === '') throw invalid({ says: fact('integration.letter_missing') });
      if (says.length > longest) throw invalid({ says: fact('integration.letter_long', { now: says.length }) });
      const accountId = actor.kind === 'member' || actor.kind === 'staff' ? actor.accountId : undefined;
      await change(actor, 'plan.write', institutionId, async (trx, at) => {
        await store.insertLetter(trx, { institutionId, at, side, accountId, says });
        const plan = await store.find(trx, institutionId);
        await letters.written(trx, { institutionId, keeperId: plan?.keeperId, side, says });
        return { done: undefined };
      });
    },

    async list(actor) {
      mustOperate(actor, ...may('see every plan, and write to the institution').roles);
      return store.list(db, reachOf(actor), dayOf(clock.now()));
    },
  };
}
