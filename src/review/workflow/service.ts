import { type Actor, actorId, type Member, mustOperate, reachOf, type Staff } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { isId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import type { Problems } from '../../errors.ts';
import { conflict, notFound } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import type { Data } from '../../fields/form.ts';
import { diff } from '../../fields/spelling.ts';
import { production } from '../../space.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { createBulk, type Drafts, type SavedDraft } from './bulk.ts';
import { createDecisions, type Decision } from './decisions.ts';
import * as events from './event-store.ts';
import type { Check, Kind } from './kind.ts';
import type { ReviewNeeds, Transition } from './needs.ts';
import * as queue from './queue-store.ts';
import { mustRead, noSubmission } from './rights.ts';
import { type Beginning, createSending } from './sending.ts';
import * as store from './store.ts';
import type { Entry, Submission, Summary } from './submission.ts';
import { isEditable, mayGo, type State, stateNames, transitions } from './transitions.ts';

/** The verbs of the workflow. `revision` and `seen`: the revision that the page showed; another one is a `conflict`. */
export interface Review {
  // Kinds

  /** At the start; throws for a second kind of one name. */
  register(kind: Kind): void;
  /** Throws `not_found`. */
  kind(name: string): Kind;
  /** All that were registered. */
  kinds(): Kind[];

  // Reading

  /** For those who may see it. Throws `not_found`. */
  read(actor: Actor, id: string): Promise<Submission>;
  /** For rooms that have checked who asks. */
  find(id: string): Promise<Submission | undefined>;
  /** Its events, oldest first. */
  timeline(id: string): Promise<Entry[]>;
  /** Differences from the version in force, or from the content submitted before a return. */
  changes(submission: Submission): Promise<Changes | undefined>;
  /** Of an institution, newest first. */
  list(filter: queue.Filter & { institutionId: string }, before?: queue.Cursor, limit?: number): Promise<Summary[]>;
  /** By names, for a member or for the desk: of an institution the newest, of all others those that wait. */
  named(actor: Member | Staff, patterns: readonly string[], limit: number): Promise<Summary[]>;
  /** As submitted; values typed after a return are not for the reviewer yet. */
  sent(submission: Submission): Promise<Data>;
  /** The kind's automatic checks, for the reviewer. */
  checks(submission: Submission): Promise<Check[]>;
  /** A personal datum in full, for a reason that the audit keeps. Throws `invalid` without one. */
  reveal(actor: Actor, submission: Submission, name: string, reason: string): Promise<string>;

  // The institution's side (R23)

  /** Begins a draft, or answers the one under way where the kind wants only one. */
  begin(actor: Actor, kind: string, about: Beginning): Promise<Submission>;
  /** Whether the actor may write, send and recall it, as long as its state allows. */
  maySend(actor: Actor, submission: Summary): boolean;
  /** 保存, complete or not. */
  save(actor: Actor, id: string, typed: Data, revision?: number): Promise<Submission>;
  /** Problems of the answers that would keep it from being submitted, by field. */
  problems(submission: Submission): Readonly<Problems>;
  /** The same with those that are found beside the answers: in pictures, in papers of others. Slower. */
  allProblems(submission: Submission): Promise<Readonly<Problems>>;
  /** 提交审核. Throws `invalid` by field. */
  submit(actor: Actor, id: string): Promise<Submission>;
  /** So many in one transaction, all or none. */
  submitMany(actor: Actor, ids: readonly string[]): Promise<Submission[]>;
  /** Back to a draft, until it is claimed. */
  recall(actor: Actor, id: string): Promise<Submission>;
  /** Deletes a draft that was never sent. */
  discard(actor: Actor, id: string): Promise<void>;
  /** Drafts by the hundred, from workbooks and programs, in the caller's transaction; one a subject, by subject. */
  saveMany(trx: Connection, actor: Actor, kind: string, drafts: Drafts): Promise<Map<string, SavedDraft>>;
  /** Before a room locks its own rows of these subjects: the submission is locked first. */
  lockSubjects(trx: Connection, kind: string, subjectIds: readonly string[]): Promise<number>;
  /** Those who begin something about one institution and kind follow each other until the transaction ends. */
  lockKind(trx: Connection, kind: string, institutionId: string): Promise<void>;

  // The reviewer's side (R58): no decision about one's own

  /** Whether the actor may decide about submissions of this kind and region. */
  mayReview(actor: Actor, submission: Summary): boolean;
  /** Why the actor may not decide about this one; undefined where nothing is in the way. */
  obstacle(actor: Actor, submission: Summary): Promise<Fact | undefined>;
  /** Takes it from the queue. Throws `conflict` where another has. */
  claim(actor: Actor, id: string, seen?: number): Promise<Submission>;
  /** Back to the queue: by the claimant, or by an operator if that one is away. */
  release(actor: Actor, id: string, seen?: number): Promise<Submission>;
  /** 通过, with the effect in the same transaction; of a kind that needs two, the first only agrees. Throws `invalid` by field. */
  approve(actor: Actor, id: string, given?: Data, seen?: number): Promise<Submission>;
  /** 退回修改, with a reason and comments by field. */
  sendBack(actor: Actor, id: string, reason: string, comments?: Data, seen?: number): Promise<Submission>;
  /** 不予通过: final. */
  reject(actor: Actor, id: string, reason: string, comments?: Data, seen?: number): Promise<Submission>;

  /**
   * Any of the three. `first` runs in its transaction, under the lock; an error of it ends the transaction. `isTogether`: people are told with the others
   * of its press.
   */
  decide(
    actor: Actor,
    id: string,
    decision: Decision,
    seen?: number,
    first?: (trx: Connection) => Promise<void>,
    isTogether?: boolean,
  ): Promise<Submission>;
  /** Throws the Problem that `decide` would throw, and changes nothing. */
  rehearse(actor: Actor, id: string, decision: Decision, seen?: number): Promise<void>;
  /** Locks it in this transaction for a reviewer who may decide, and claims an unclaimed one: then `isNew`. */
  takeUp(
    trx: Connection,
    actor: Actor,
    id: string,
    seen: number | undefined,
  ): Promise<{ submission: Submission; isNew: boolean }>;
  /** Undoes the claim of `takeUp` in this transaction, where nothing has changed since. */
  putBack(trx: Connection, actor: Actor, id: string, seen: number): Promise<void>;

  // The desk: of the regions that the actor looks after

  /** Waiting submissions, those due first before the rest. */
  waiting(
    actor: Actor,
    filter: queue.Filter,
    after?: queue.Cursor,
    limit?: number,
    isFolded?: boolean,
  ): Promise<Summary[]>;
  /** How many of each of these batches wait. */
  countBatches(actor: Actor, filter: queue.Filter, ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** The one before this position among those that wait. */
  waitingBefore(actor: Actor, filter: queue.Filter, before: queue.Cursor): Promise<Summary | undefined>;
  /** Decided submissions, the last decision first. */
  decided(actor: Actor, filter: queue.Filter, before?: queue.Cursor, limit?: number): Promise<Summary[]>;
  /** All, newest first. */
  newest(actor: Actor, filter: queue.Filter, before?: queue.Cursor, limit?: number): Promise<Summary[]>;
  /** How many wait, by kind and state, how many are late, and since when. */
  counts(actor: Actor): Promise<queue.Count[]>;
  /** How many the list of this filter holds. */
  countWaiting(actor: Actor, filter: queue.Filter): Promise<number>;
}

type Changes = { against: Submission | undefined; changes: ReturnType<typeof diff> };

/** THE review workflow: everything that an institution sends and an operator decides about goes through here (R58). */
export function createReview(needs: ReviewNeeds): Review {
  const { db, clock, seal, announce, space = production } = needs;
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
    const { actor, submission, action, moved, reason, comments = {}, data, isTogether } = change;
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
      ...(isTogether && { isTogether }),
    });
    return changed;
  }

  async function locked(trx: Connection, id: string): Promise<Submission> {
    const found = isId(id) ? await store.lock(trx, seal, id) : undefined;
    if (found === undefined) throw noSubmission();
    return found;
  }

  /** Work on one submission under its lock. */
  const on = (id: string, work: (trx: Connection, submission: Submission) => Promise<Submission>) =>
    db.transaction(async (trx) => work(trx, await locked(trx, id)));

  const { approveSent, ...decisions } = createDecisions({ ...needs, on, locked, transition, kindNamed, get });
  const sent = space.isReviewed ? async (_trx: Connection, submission: Submission) => submission : approveSent;

  return {
    register(kind) {
      if (kinds.has(kind.name)) throw new Error(`There are two kinds ${kind.name}`);
      kinds.set(kind.name, kind);
    },
    kind: kindNamed,
    kinds: () => [...kinds.values()],

    ...createSending({ ...needs, locked, on, transition, kindNamed, get, sent }),
    ...decisions,
    ...createBulk({ ...needs, kindNamed }),

    async read(actor, id) {
      const submission = await get(id);
      mustRead(actor, kindNamed(submission.kind), submission);
      return submission;
    },

    find: (id) => store.find(db, seal, id),
    lockKind: store.lockKind,

    timeline: (id) => events.list(db, id),

    async changes(submission) {
      const { kind, subjectId, version, id } = submission;
      const approved = subjectId && (await store.findApproved(db, seal, kind, subjectId, version));
      const before = approved
        ? approved.data
        : await events.submitted(db, seal, id, isEditable(submission.state) ? 0 : 1);
      return before && { against: approved || undefined, changes: diff(kindNamed(kind).form, before, submission.data) };
    },

    list: (filter, before, limit = 20) => queue.newest(db, filter, before, limit),

    async named(actor, patterns, limit) {
      if (actor.kind === 'staff') mustOperate(actor, ...may('see and claim submissions').roles);
      const of = actor.kind === 'member' ? actor : { institutionId: undefined, applications: undefined };
      const titles = Object.fromEntries([...kinds.values()].map(({ name, title }) => [name, title]));
      const asked = { institutionId: of.institutionId, subjectIds: of.applications, reach: reachOf(actor) };
      return queue.named(db, { ...asked, patterns, titles }, limit);
    },
  };
}

export type { State };
