import { z } from 'zod';
import { actorId, type Staff } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock, seconds } from '../../clock.ts';
import { isId, newId } from '../../crypto/secrets.ts';
import type { Connection, Database } from '../../database/open.ts';
import { conflict, isUnavailable, Problem } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import type { QueuedJob } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/service.ts';
import { fact } from '../facts.ts';
import type { Decision } from '../workflow/decisions.ts';
import type { AnnounceTogether } from '../workflow/needs.ts';
import type { Review, State } from '../workflow/service.ts';
import type { Action } from '../workflow/transitions.ts';
import * as store from './decision-store.ts';
import * as outcomes from './outcome-store.ts';

/** How long a decision can be taken back before anything of it leaves the house. */
export const undoFor = seconds(10);

const queue = 'review.decide';
/** Each press has one job, which takes all that are due. */
const mostInOneRun = 10_000;

/** One of the decisions of a press. */
type Item = { id: string; seen: number | undefined; decision: Decision };

/** Decisions of the desk: made at once, carried out ten seconds later. Problems are reported at once (docs/adr/0140). */
export interface Pressed {
  /**
   * Each is rehearsed first: its Problem comes back instead. Unclaimed submissions are claimed. All of it begins at one time, in one
   * transaction: the ten seconds of a bulk are those after its last item.
   */
  press(actor: Staff, items: readonly Item[]): Promise<(Problem | undefined)[]>;
  /** Of this reviewer: pending decisions, the last press first, and failed ones. */
  mine(actor: Staff): Promise<{ open: readonly store.Titled[]; failed: readonly store.Titled[] }>;
  /** Takes back one press, or all pending ones, with the claims that came with them; the decisions taken back, none after the time. */
  undo(actor: Staff, pressId: string | undefined): Promise<readonly store.Pending[]>;
  /** Removes failed decisions that the reviewer has read. */
  dismiss(actor: Staff): Promise<void>;
  /** Carries out all due decisions, of all reviewers. Throws the first error that is no Problem, after all others. */
  carryOut(): Promise<void>;
  /** The same for the next page of the desk, which shows also where one fails: the job reports it. */
  catchUp(): Promise<void>;
  /** After the seconds of each press. */
  job: QueuedJob;
}

type Needs = {
  db: Database;
  clock: Clock;
  review: Review;
  jobs: Pick<Jobs, 'enqueue'>;
  tellTogether: AnnounceTogether;
};

const actions: Partial<Record<State, Action>> = {
  approved: 'approve',
  returned: 'return',
  rejected: 'reject',
  checked: 'check',
};

export function createPressed({ db, clock, review, jobs, tellTogether }: Needs): Pressed {
  const problemOf = (error: unknown): Problem => {
    if (error instanceof Problem && !isUnavailable(error)) return error;
    throw error;
  };

  /** All of them or none; else the item that was in the way, and its Problem. */
  async function pressTogether(actor: Staff, items: readonly Item[]): Promise<[Item, Problem] | undefined> {
    const [pressId, { accountId, roles, regions }] = [newId(), actor];
    let here: Item | undefined;
    try {
      await db.transaction(async (trx) => {
        const taken: { item: Item; isClaim: boolean; seen: number }[] = [];
        for (const item of items) {
          here = item;
          const { submission, isNew } = await review.takeUp(trx, actor, item.id, item.seen);
          taken.push({ item, isClaim: isNew, seen: submission.revision });
        }
        const decidedAt = clock.now();
        const leavesAt = after(decidedAt, undoFor);
        const under = { roles, ...(regions && { regions }) };
        for (const { item, ...found } of taken) {
          here = item;
          const { id: submissionId, decision } = item;
          const one = { submissionId, pressId, accountId, actor: under, decision, decidedAt, leavesAt };
          if (!(await store.insert(trx, { ...one, ...found }))) throw conflict(fact('review.pressed_already'));
        }
        here = undefined;
        await jobs.enqueue(trx, queue, { press: pressId }, leavesAt);
      });
    } catch (error) {
      if (here !== undefined) return [here, problemOf(error)];
      throw error;
    }
    return undefined;
  }

  async function carry(one: store.Pending & { isTogether: boolean }): Promise<void> {
    const actor: Staff = { kind: 'staff', accountId: one.accountId, ...one.actor };
    const gone = new Error('taken back, or done');
    try {
      const first = async (trx: Connection) => {
        // Taken back meanwhile, or carried out by another node: the row says so, under the lock of the submission.
        if (!(await store.take(trx, one))) throw gone;
        if (one.isTogether) await outcomes.note(trx, one.pressId, one.submissionId);
      };
      await review.decide(actor, one.submissionId, one.decision, one.seen, first, one.isTogether);
    } catch (error) {
      if (error === gone) return;
      const { fields, fact: said } = problemOf(error);
      const [why] = Object.values(fields ?? {});
      await store.fail(db, one, why ?? said);
    }
  }

  /** One message a recipient for each press and institution, once all of it is decided. */
  async function tellPresses(): Promise<void> {
    for (const one of await outcomes.unannounced(db)) {
      const found = await Promise.all(one.submissionIds.map((id) => review.find(id)));
      const decided = found.flatMap((submission) => {
        const action = submission && actions[submission.state];
        if (submission === undefined || action === undefined) return []; // sent again meanwhile
        const { reason, decidedAt: at = clock.now() } = submission;
        const kind = review.kind(submission.kind);
        return [{ kind, submission, action, at, ...(reason !== undefined && { reason }) }];
      });
      await db.transaction(async (trx) => {
        if (await outcomes.markAnnounced(trx, one)) await tellTogether(trx, decided, one.pressId);
      });
    }
  }

  /** An error in one decision holds up no other. */
  async function carryOut(): Promise<void> {
    const errors: unknown[] = [];
    for (const one of await store.due(db, clock.now(), mostInOneRun))
      await carry(one).catch((error) => {
        if (isUnavailable(error)) throw error;
        errors.push(error);
      });
    await tellPresses();
    if (errors.length > 0) throw errors[0];
  }

  return {
    async press(actor, items) {
      const problems = new Map<Item, Problem>();
      for (const item of items)
        await review
          .rehearse(actor, item.id, item.decision, item.seen)
          .catch((error) => problems.set(item, problemOf(error)));
      // In the order of their ids, as everywhere that locks many. One that changed meanwhile is left out, and the rest is pressed again.
      const inOrder = items.toSorted((one, other) => one.id.localeCompare(other.id));
      for (;;) {
        const sound = inOrder.filter((item) => !problems.has(item));
        const failed = sound.length === 0 ? undefined : await pressTogether(actor, sound);
        if (failed === undefined) return items.map((item) => problems.get(item));
        problems.set(...failed);
      }
    },

    async mine({ accountId }) {
      const all = await store.ofAccount(db, accountId);
      const now = clock.now();
      return {
        open: all.filter(({ problem, leavesAt }) => problem === undefined && leavesAt > now),
        failed: all.filter(({ problem }) => problem !== undefined),
      };
    },

    undo: (actor, pressId) =>
      db.transaction(async (trx) => {
        if (pressId !== undefined && !isId(pressId)) return [];
        const at = clock.now();
        const taken = await store.withdraw(trx, actorId(actor) ?? '', pressId, at);
        for (const { submissionId: id, decision, isClaim, seen } of taken) {
          await record(trx, at, actor, 'submission.undo', { kind: 'submission', id }, { action: decision.action });
          if (isClaim) await review.putBack(trx, actor, id, seen);
        }
        return taken;
      }),

    async dismiss({ accountId }) {
      await store.forgetFailed(db, accountId);
    },

    carryOut,

    catchUp: () =>
      carryOut().catch((error) => {
        if (isUnavailable(error)) throw error;
      }),

    job: {
      queue,
      async handle(payload) {
        z.object({ press: z.string() }).parse(payload);
        await carryOut();
      },
    },
  };
}

/** The reason to show for the Problem of one item. */
export const whyOf = ({ fields, fact: said }: Problem): Fact => Object.values(fields ?? {})[0] ?? said;
