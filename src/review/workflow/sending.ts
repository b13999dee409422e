import { isDeepStrictEqual } from 'node:util';
import { type Actor, actorId } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { regionOf } from '../../database/regions.ts';
import { conflict, invalid, Problem, type Problems } from '../../errors.ts';
import { type Data, inOrder, readEach, readForm, type Values } from '../../fields/form.ts';
import { inOneSpelling } from '../../fields/spelling.ts';
import { dueAt } from '../days/due.ts';
import { fact } from '../facts.ts';
import type { Kind } from './kind.ts';
import type { ReviewNeeds, Transition } from './needs.ts';
import { maySend, mustSend, noSubmission } from './rights.ts';
import * as store from './store.ts';
import { type Submission, type Summary, titled } from './submission.ts';
import { isEditable } from './transitions.ts';
import { createHolds } from './uploads.ts';
import * as writers from './writer-store.ts';

/** `source`: how it came (R16); `data`: the initial form data. */
export type Beginning = { institutionId: string; subjectId?: string; source?: 'online' | 'mail'; data?: Data };

/** A submission that can be sent, by its answers. */
type Ready = { found: Submission; kind: Kind; values: Values };

type Needs = ReviewNeeds & {
  locked: (trx: Connection, id: string) => Promise<Submission>;
  on: (id: string, work: (trx: Connection, submission: Submission) => Promise<Submission>) => Promise<Submission>;
  transition: (trx: Connection, change: Transition) => Promise<Submission>;
  kindNamed: (name: string) => Kind;
  get: (id: string, connection?: Connection) => Promise<Submission>;
  /** The immediate consequence of sending. */
  sent: (trx: Connection, submission: Submission) => Promise<Submission>;
};

/** The institution's side of the workflow. */
export function createSending({
  db,
  clock,
  seal,
  uploads,
  mustBeOpen,
  locked,
  on,
  transition,
  kindNamed,
  get,
  sent: decided,
}: Needs) {
  const { holdDraft, holdSent, releaseDraft } = createHolds({ kindNamed, uploads });

  /** Problems of incomplete answers too, so that a sender corrects them in one round. Nothing is changed. */
  async function allProblems(submission: Submission): Promise<Problems> {
    const kind = kindNamed(submission.kind);
    const read = readForm(kind.form, submission.data);
    const values = 'values' in read ? read.values : readEach(kind.form, submission.data);
    return inOrder(kind.form, {
      ...(await problemsOf(() => tryToSend(kind, submission, values))),
      ...(await problemsOf(() => kind.draw?.(submission, values))),
      ...('problems' in read && read.problems),
    });
  }

  async function tryToSend(kind: Kind, submission: Submission, values: Values): Promise<void> {
    if (kind.maySubmit === undefined) return;
    try {
      await db.transaction(async (trx) => {
        await kind.maySubmit?.(trx, submission, values, { isTrial: true });
        throw tried;
      });
    } catch (error) {
      if (error !== tried) throw error;
    }
  }

  /** All that is done before the transaction. `open`: of several, the kinds and institutions that were looked at already. */
  async function readyOf(actor: Actor, id: string, open?: Set<string>): Promise<Ready> {
    const found = await get(id);
    const { institutionId, subjectId } = found;
    const kind = kindNamed(found.kind);
    mustSend(actor, kind, found);
    const asked = `${found.kind} ${institutionId}`;
    if (open?.has(asked) !== true) await mustBeOpen(institutionId);
    if (open === undefined || kind.mayBegin === undefined) await kind.mayStart?.(institutionId, subjectId);
    else if (!open.has(asked)) await kind.mayBegin(institutionId);
    open?.add(asked);
    const typed = readForm(kind.form, found.data);
    if ('problems' in typed) {
      // Pictures that cannot be fetched are told with the rest.
      await kind.prepare?.(found, readEach(kind.form, found.data));
      throw invalid(await allProblems(found));
    }
    await kind.prepare?.(found, typed.values);
    try {
      await kind.draw?.(found, typed.values);
    } catch (error) {
      if (error instanceof Problem && error.fields !== undefined) throw invalid(await allProblems(found));
      throw error;
    }
    return { found, kind, values: typed.values };
  }

  async function send(
    trx: Connection,
    actor: Actor,
    submission: Submission,
    { found, kind, values }: Ready,
    open = new Set<string>(),
  ): Promise<Submission> {
    const { id, institutionId } = submission;
    // Read again only where it was changed meanwhile.
    const read = submission.revision === found.revision ? { values } : readForm(kind.form, submission.data);
    if ('problems' in read) throw invalid(read.problems);
    if (!open.has(institutionId)) await mustBeOpen(institutionId, trx);
    open.add(institutionId);
    await kind.maySubmit?.(trx, submission, read.values, { isTrial: false });
    await holdSent(trx, submission);
    // A second sender after a return is recorded beside the first.
    if (submission.submittedBy !== undefined) await writers.note(trx, [id], submission.submittedBy);
    const at = clock.now();
    const decision = { claimedBy: null, claimedAt: null, checkedBy: null, decidedBy: null, decidedAt: null };
    const unseen = { doubts: null, changed: null } as const;
    const sent = { submittedBy: actorId(actor) ?? '', submittedAt: at, dueAt: dueAt(at, kind.dueInWorkingDays) };
    const moved = { ...decision, ...unseen, ...sent };
    return decided(trx, await transition(trx, { actor, submission, action: 'submit', moved, data: submission.data }));
  }

  return {
    /** Begins a draft, or gives the one that is under way where a kind wants only one, or one of the same person that was never written in. */
    async begin(actor: Actor, name: string, about: Beginning): Promise<Submission> {
      const kind = kindNamed(name);
      const { institutionId, subjectId, source = 'online' } = about;
      mustSend(actor, kind, {
        ...about,
        ...(actor.kind === 'staff' && { regionCode: await regionOf(db, institutionId) }),
      });
      await mustBeOpen(institutionId);
      const isOne = kind.single === true || subjectId !== undefined;
      const underWay = (connection: Connection) =>
        isOne ? store.findOpen(connection, seal, { kind: name, institutionId, subjectId }) : undefined;
      // Queries on other connections come before the transaction: each would wait for a second one.
      const isNew = (await underWay(db)) === undefined;
      if (isNew) await kind.mayStart?.(institutionId, subjectId);
      const said = isNew ? { ...(await kind.prefill?.(institutionId, subjectId, actor)), ...about.data } : {};
      const data = inOneSpelling(kind.form, said);
      return db.transaction(async (trx) => {
        await store.lockKind(trx, name, institutionId);
        if (subjectId !== undefined && (await store.isOfOthers(trx, name, subjectId, institutionId)))
          throw noSubmission();
        const open = await underWay(trx);
        if (open !== undefined) {
          if (source === 'mail' && open.source !== 'mail')
            throw conflict(fact('review.on_line_already', { kind: kind.title }));
          return open;
        }
        if (!isNew) throw conflict(fact('review.changed_try_again'));
        const createdBy = actorId(actor) ?? '';
        if (subjectId === undefined && source === 'online' && about.data === undefined) {
          const draft = await store.findUntouched(trx, seal, { kind: name, institutionId, createdBy });
          // With the answers that a new one would begin with: those of the certification change.
          if (draft !== undefined && isDeepStrictEqual(draft.data, data)) return draft;
        }
        const at = clock.now();
        const version = subjectId === undefined ? 1 : (await store.lastVersion(trx, name, subjectId)) + 1;
        const id = newId();
        await store.insert(trx, seal, {
          id,
          kind: name,
          institutionId,
          subjectId,
          version,
          title: titled(kind, data),
          source,
          regionCode: kind.regionOf?.(data),
          createdBy,
          createdAt: at,
          data,
        });
        const details = { kind: name, institution: institutionId, source };
        await record(trx, at, actor, 'submission.begin', { kind: 'submission', id }, details);
        const begun = await holdDraft(trx, await get(id, trx));
        await kind.follow?.(trx, begun, 'begin');
        return begun;
      });
    },

    /** Whether this one may write in it, send it and take it back, as long as its state allows that. */
    maySend: (actor: Actor, submission: Summary) => maySend(actor, kindNamed(submission.kind), submission),

    /** R23 保存: it may be incomplete. `revision` is the one that the page showed; another means that it was saved meanwhile. */
    save: (actor: Actor, id: string, typed: Data, revision?: number) =>
      on(id, async (trx, submission) => {
        const kind = kindNamed(submission.kind);
        mustSend(actor, kind, submission);
        await mustBeOpen(submission.institutionId, trx);
        if (!isEditable(submission.state)) throw conflict(fact('review.sent_stays'));
        if (revision !== undefined && revision !== submission.revision)
          throw conflict(fact('review.colleague_changed'));
        const data = inOneSpelling(kind.form, typed);
        const saved = { data, title: titled(kind, data), regionCode: kind.regionOf?.(data) };
        await store.save(trx, seal, id, saved, clock.now());
        if (actorId(actor) !== submission.createdBy) await writers.note(trx, [id], actorId(actor) ?? '');
        const kept = await holdDraft(trx, await get(id, trx));
        await kind.follow?.(trx, kept, 'save');
        return kept;
      }),

    /** Problems that would keep it from being submitted, by field. */
    problems(submission: Submission): Readonly<Problems> {
      const { form } = kindNamed(submission.kind);
      const read = readForm(form, submission.data);
      return 'problems' in read ? inOrder(form, read.problems) : {};
    },

    allProblems,

    /** R23 提交审核: validates all. */
    async submit(actor: Actor, id: string): Promise<Submission> {
      const ready = await readyOf(actor, id);
      return on(id, (trx, submission) => send(trx, actor, submission, ready));
    },

    /** So many in one transaction, all or none: where one cannot be sent, the others wait as well. */
    async submitMany(actor: Actor, ids: readonly string[]): Promise<Submission[]> {
      const ready: Ready[] = [];
      const open = new Set<string>();
      for (const id of ids.toSorted()) ready.push(await readyOf(actor, id, open));
      return db.transaction(async (trx) => {
        const opened = new Set<string>();
        const sent: Submission[] = [];
        for (const one of ready) sent.push(await send(trx, actor, await locked(trx, one.found.id), one, opened));
        return sent;
      });
    },

    recall: (actor: Actor, id: string) =>
      on(id, async (trx, submission) => {
        mustSend(actor, kindNamed(submission.kind), submission);
        return transition(trx, { actor, submission, action: 'recall', moved: { submittedAt: null, dueAt: null } });
      }),

    /** Only a draft that was never sent. */
    async discard(actor: Actor, id: string): Promise<void> {
      await on(id, async (trx, submission) => {
        const kind = kindNamed(submission.kind);
        mustSend(actor, kind, submission);
        await kind.follow?.(trx, submission, 'discard');
        if (!(await store.remove(trx, id))) throw conflict(fact('review.sent_is_kept'));
        await releaseDraft(trx, id);
        const details = { kind: submission.kind, institution: submission.institutionId };
        await record(trx, clock.now(), actor, 'submission.discard', { kind: 'submission', id }, details);
        return submission;
      });
    },
  };
}

/** Rolls a transaction back. */
const tried = new Error('tried');

/** The problems of single fields that this throws; others are reported once the answers are valid. */
async function problemsOf(work: () => unknown): Promise<Problems> {
  try {
    await work();
    return {};
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return error.fields ?? {};
    throw error;
  }
}
