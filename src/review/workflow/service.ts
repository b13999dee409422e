import { type Actor, actorId } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { isId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, notFound } from '../../errors.ts';
import { diff } from '../../fields/spelling.ts';
import { fact } from '../facts.ts';
import { createBulk } from './bulk.ts';
import { createDecisions } from './decisions.ts';
import * as events from './event-store.ts';
import type { Kind } from './kind.ts';
import type { ReviewNeeds, Transition } from './needs.ts';
import * as queue from './queue-store.ts';
import { mustRead, noSubmission } from './rights.ts';
import { createSending } from './sending.ts';
import * as store from './store.ts';
import type { Submission } from './submission.ts';
import { isEditable, mayGo, type State, stateNames, transitions } from './transitions.ts';

/** THE review workflow: everything that an institution sends and an operator decides about goes through here (R58). */
export function createReview(needs: ReviewNeeds) {
  const { db, clock, seal, announce } = needs;
  const kinds = new Map<string, Kind>();

  function kindNamed(name: string): Kind {
    const kind = kinds.get(name);
    if (kind === undefined) throw notFound(fact('review.no_kind'));
    return kind;
  }

  async function get(id: string, connection: Connection = db): Promise<Submission> {
    const found = isId(id) ? await store.find(connection, seal, id) : undefined;
    if (found === undefined) throw noSubmission();
    return found;
  }

  /** The only way from one state to another: a conditional statement, its timeline entry, its audit row and its notices. */
  async function transition(trx: Connection, change: Transition): Promise<Submission> {
    const { actor, submission, action, moved, reason, comments = {}, data } = change;
    const { from, to } = { from: submission.state, to: transitions[action].to };
    if (!mayGo(from, action)) throw conflict(fact('review.state_is', { state: stateNames[from] }));
    const at = clock.now();
    if (!(await store.move(trx, submission.id, from, to, moved, at))) throw conflict(fact('review.changed'));
    await events.insert(trx, seal, submission.id, {
      at,
      actorKind: actor.kind,
      actorId: actorId(actor),
      verb: action,
      from,
      to,
      reason,
      comments,
      ...(data && { data }),
    });
    const { kind, institutionId: institution, version } = submission;
    const subject = { kind: 'submission', id: submission.id };
    const details = { kind, institution, version, from, to, ...(reason !== undefined && { reason }) };
    await record(trx, at, actor, `submission.${action}`, subject, details);
    const changed = await get(submission.id, trx);
    await kindNamed(kind).follow?.(trx, changed, action);
    await announce(trx, {
      kind: kindNamed(kind),
      submission: changed,
      action,
      at,
      ...(reason !== undefined && { reason }),
    });
    return changed;
  }

  /** Work on one submission that nobody else changes meanwhile. */
  const on = (id: string, work: (trx: Connection, submission: Submission) => Promise<Submission>) =>
    db.transaction(async (trx) => {
      await get(id, trx);
      await store.lock(trx, id);
      return work(trx, await get(id, trx));
    });

  return {
    register(kind: Kind): void {
      if (kinds.has(kind.name)) throw new Error(`There are two kinds ${kind.name}`);
      kinds.set(kind.name, kind);
    },
    kind: kindNamed,
    kinds: (): Kind[] => [...kinds.values()],

    ...createSending({ ...needs, on, transition, kindNamed, get }),
    ...createDecisions({ ...needs, on, transition, kindNamed, get }),
    ...createBulk({ ...needs, kindNamed }),

    async read(actor: Actor, id: string): Promise<Submission> {
      const submission = await get(id);
      mustRead(actor, kindNamed(submission.kind), submission);
      return submission;
    },

    /** For rooms that have checked who asks. */
    find: (id: string) => store.find(db, seal, id),
    /** Those who begin something about one institution and kind follow each other, until the transaction ends. */
    lockKind: store.lockKind,

    timeline: (id: string) => events.list(db, id),

    /** What is different from the version in force, or from what was submitted before it was returned. */
    async changes(submission: Submission) {
      const { kind, subjectId, version, id } = submission;
      const approved = subjectId && (await store.findApproved(db, seal, kind, subjectId, version));
      const before = approved
        ? approved.data
        : await events.submitted(db, seal, id, isEditable(submission.state) ? 0 : 1);
      return before && { against: approved || undefined, changes: diff(kindNamed(kind).form, before, submission.data) };
    },

    /** Of an institution, newest first. */
    list: (filter: queue.Filter & { institutionId: string }, before?: queue.Cursor, limit = 20) =>
      queue.newest(db, filter, before, limit),
  };
}

export type Review = ReturnType<typeof createReview>;
export type { State };
