import { randomInt } from 'node:crypto';
import type { Staff } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import { isId, newId } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { conflict, invalid, notFound, Problem } from '../../errors.ts';
import { readForm as readFields } from '../../fields/form.ts';
import { fact } from '../facts.ts';
import type { Kind } from '../workflow/kind.ts';
import { placeOf } from '../workflow/queue.ts';
import type { Review } from '../workflow/service.ts';
import type { Submission } from '../workflow/submission.ts';
import { isOpen } from '../workflow/transitions.ts';
import type { Looks } from './looks.ts';
import type { Pressed } from './pressed.ts';
import * as store from './sampling-store.ts';

const mostAtOnce = 100;
/** How many are drawn to be looked at before the rest is approved. */
const samplesOf = 3;

/** A kind whose approval needs no input can be approved in batches. */
export const isBatchable = ({ approval }: Kind) => approval === undefined || 'values' in readFields(approval, {});

/** The order of the desk: the promised time, then the time of sending. */
const asOnDesk = (one: Submission, other: Submission): number => {
  const [a, b] = [placeOf(one), placeOf(other)];
  return +a.at - +b.at || +(a.sent ?? a.at) - +(b.sent ?? b.at) || a.id.localeCompare(b.id);
};

type Picked = readonly { id: string; seen: number }[];
export type Outcome = { one: Submission; problem: Problem | undefined };
type Opened = {
  bulk: store.Bulk;
  kind: Kind;
  /** Still open, as the list showed them, without and with a doubt. */
  clear: readonly Submission[];
  doubted: readonly Submission[];
  samples: readonly { one: Submission; isLooked: boolean }[];
};

/** Many decisions at once: three drawn by the service are looked at first, or the reviewer writes why not. Doubtful submissions are excluded. */
export interface Sampling {
  /** Throws `bad_request`: the fault of the choice. */
  open(actor: Staff, picked: Picked): Promise<string>;
  read(actor: Staff, id: string): Promise<Opened>;
  /** The reviewer has opened this one of it. */
  look(actor: Staff, id: string, submissionId: string): Promise<void>;
  /** Throws `invalid` without the samples or a reason. */
  approve(actor: Staff, id: string, why: string): Promise<Outcome[]>;
  /** All of it, the doubted ones too, with the reason that they have in common. */
  sendBack(actor: Staff, id: string, reason: string): Promise<Outcome[]>;
}

type Needs = { db: Database; clock: Clock; review: Review; pressed: Pressed; looks: Pick<Looks, 'look'> };

export function createSampling({ db, clock, review, pressed, looks }: Needs): Sampling {
  const wrong = (said: ReturnType<typeof fact>) => new Problem('bad_request', said);
  const isDoubted = ({ doubts }: Submission) => doubts === undefined || doubts.length > 0;

  async function open(actor: Staff, picked: Picked): Promise<string> {
    if (picked.length === 0) throw wrong(fact('review.nothing_chosen'));
    if (picked.length > mostAtOnce) throw wrong(fact('review.most_at_once', { most: mostAtOnce }));
    const found = await Promise.all(picked.map(({ id }) => review.read(actor, id)));
    const [kind] = found.map((one) => review.kind(one.kind));
    if (kind === undefined || found.some((one) => one.kind !== kind.name)) throw wrong(fact('review.one_kind_at_once'));
    if (!isBatchable(kind)) throw wrong(fact('review.kind_asks_more', { kind: kind.title }));
    for (const one of found) {
      const obstacle = await review.obstacle(actor, one);
      if (obstacle !== undefined) throw wrong(obstacle);
      if (one.doubts === undefined) await looks.look(one.id);
    }
    const now = await Promise.all(picked.map(({ id }) => review.read(actor, id)));
    const clear = now.filter((one) => !isDoubted(one)).map(({ id }) => id);
    const samples: string[] = [];
    while (samples.length < samplesOf && clear.length > 0) samples.push(...clear.splice(randomInt(clear.length), 1));
    const id = newId();
    const bulk = { id, accountId: actor.accountId, kind: kind.name, items: picked, samples };
    await store.insert(db, bulk, clock.now());
    return id;
  }

  async function read(actor: Staff, id: string): Promise<Opened> {
    const bulk = isId(id) ? await store.find(db, actor.accountId, id) : undefined;
    if (bulk === undefined) throw notFound(fact('review.no_bulk'));
    const all = (await Promise.all(bulk.items.map(({ id: each }) => review.read(actor, each)))).toSorted(asOnDesk);
    const pending = new Set((await pressed.mine(actor)).open.map(({ submissionId }) => submissionId));
    const here = all.filter((one) => isOpen(one.state) && !pending.has(one.id));
    return {
      bulk,
      kind: review.kind(bulk.kind),
      clear: here.filter((one) => !isDoubted(one)),
      doubted: here.filter(isDoubted),
      samples: all
        .filter(({ id: each }) => bulk.samples.includes(each))
        .map((one) => ({ one, isLooked: bulk.looked.includes(one.id) })),
    };
  }

  async function decide(
    actor: Staff,
    { bulk, clear, doubted }: Opened,
    chosen: readonly Submission[],
    decision: Parameters<Pressed['press']>[1][number]['decision'],
    details: Readonly<Record<string, string | number>>,
  ): Promise<Outcome[]> {
    if (chosen.length === 0) throw conflict(fact('review.bulk_is_over'));
    // By the revision that the list showed; one that the reviewer claimed meanwhile has the next one, and the same content.
    const shown = new Map(bulk.items.map(({ id, seen }) => [id, seen]));
    const seenOf = (one: Submission) =>
      one.state === 'claimed' && one.claimedBy === actor.accountId && one.revision === (shown.get(one.id) ?? 0) + 1
        ? one.revision
        : shown.get(one.id);
    const problems = await pressed.press(
      actor,
      chosen.map((one) => ({ id: one.id, seen: seenOf(one), decision })),
    );
    // The doubted ones wait for their reviewer, and the bulk stays for them.
    const isLeft = chosen.length < clear.length + doubted.length;
    await db.transaction(async (trx) => {
      const about = { kind: 'review_bulk', id: bulk.id };
      const counted = { action: decision.action, kind: bulk.kind, count: chosen.length, ...details };
      await record(trx, clock.now(), actor, 'submission.bulk', about, counted);
      if (!isLeft) await store.remove(trx, bulk.id);
    });
    return chosen.map((one, place) => ({ one, problem: problems[place] }));
  }

  return {
    open,
    read,
    async look({ accountId }, id, submissionId) {
      if (isId(id)) await store.look(db, accountId, id, submissionId);
    },

    async approve(actor, id, why) {
      const opened = await read(actor, id);
      const left = opened.samples.filter(({ isLooked }) => !isLooked).length;
      if (left > 0 && why.trim() === '') throw invalid({ why: fact('review.samples_left', { left }) });
      if (why.length > 500) throw invalid({ why: fact('review.why_long') });
      const looked = opened.samples.length - left;
      const details = { samples: opened.samples.length, looked, ...(why.trim() !== '' && { reason: why.trim() }) };
      return decide(actor, opened, opened.clear, { action: 'approve', given: {} }, details);
    },

    async sendBack(actor, id, reason) {
      if (reason.trim() === '') throw invalid({ reason: fact('review.reason_of_return') });
      if (reason.length > 2_000) throw invalid({ reason: fact('review.reason_long') });
      const opened = await read(actor, id);
      const decision = { action: 'return', reason: reason.trim(), comments: {} } as const;
      return decide(actor, opened, [...opened.clear, ...opened.doubted], decision, { reason: reason.trim() });
    },
  };
}
