import { ifRefused, type Problem, type Problems } from '../../errors.ts';
import type { Fact, Speech } from '../../fact.ts';
import { concerned, fieldsOf } from '../../fields/form.ts';
import { regionName } from '../../fields/regions/region.ts';
import type { Change } from '../../fields/spelling.ts';
import { isImage } from '../../files/file.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import { moment } from '../../http/pages/text.ts';
import { age, due } from '../days/waiting-words.ts';
import { fact } from '../facts.ts';
import { isConflict } from '../workflow/conflict.ts';
import { doneNotice } from '../workflow/done.ts';
import type { Kind } from '../workflow/kind.ts';
import { filterOf, placeOf, type Queue, readQueue, search } from '../workflow/queue.ts';
import type { Submission } from '../workflow/submission.ts';
import { presentTimeline } from '../workflow/timeline.ts';
import { isOpen, stateNames, tones } from '../workflow/transitions.ts';
import { emptyInput, hasComments, type Typed } from '../workflow/typed.ts';
import type { DeskNeeds } from './desk-needs.ts';
import { presentGroups, type Revealed, type ShownCheck, uploadIds } from './item.ts';
import { doubtedIn } from './looks.ts';
import { createUndoBar } from './undo.ts';

type More = {
  typed?: Typed;
  problem?: Problem;
  revealed?: Revealed;
  notice?: Fact;
  /** Whether to ask for a confirmation of the doubts. */
  asks?: boolean;
};

/** The page of one submission: its content, the checks, the changes since an earlier version, and the decision. */
export function createItemPage(needs: DeskNeeds) {
  const { pages, review, phrases, sensitiveWords: words, files, names, clock, looks, pressed, sampling } = needs;
  const undoBar = createUndoBar(needs);

  /** The content of a submission with all facts about it. */
  async function gather(submission: Submission, kind: Kind, { say }: Speech) {
    const isShown = submission.state !== 'draft'; // taken back: it is the institution's again
    const data = isShown ? await review.sent(submission) : {};
    const [found, compared, entries, usual] = await Promise.all([
      isOpen(submission.state) ? review.checks(submission) : [],
      isShown && submission.state !== 'returned' ? review.changes(submission) : undefined,
      review.timeline(submission.id),
      phrases.list(kind.name),
    ]);
    if (isOpen(submission.state)) await looks.keep(submission, found, compared?.changes);
    const checks = found.map(({ says, ...check }) => ({ ...check, text: say(says) }));
    const changes: readonly Change[] = compared?.changes ?? [];
    const uploads = await files.describe(uploadIds(kind.form.groups, data), submission.institutionId);
    const { claimedBy, decidedBy, checkedBy } = submission;
    const people = [claimedBy, decidedBy, checkedBy, ...entries.map(({ actorId }) => actorId)];
    const called = await names([...new Set(people.flatMap((id) => id ?? []))]);
    return { isShown, data, checks, compared, changes, entries, usual, uploads, called };
  }

  /** Before and after it in the queue that it was opened from: of a sample, the other samples. */
  async function neighbours(ctx: Context, submission: Submission, queue: Queue) {
    const actor = staffOf(ctx);
    const href = (one: { id: string } | undefined) => one && `/admin/review/${one.id}${search(queue)}`;
    const bulk = queue.bulk === undefined ? undefined : await sampling.read(actor, queue.bulk).catch(ifRefused);
    const samples = bulk?.samples.map(({ one }) => one) ?? [];
    const at = samples.findIndex(({ id }) => id === submission.id);
    if (at >= 0) {
      const sample = { number: at + 1, of: samples.length };
      return { sample, previous: href(samples[at - 1]), next: href(samples[at + 1]) };
    }
    if (queue.tab === 'done' || !isOpen(submission.state)) return {};
    const place = placeOf(submission);
    const filter = filterOf(queue, actor.accountId, clock.now());
    const [previous, [next]] = await Promise.all([
      review.waitingBefore(actor, filter, place),
      review.waiting(actor, filter, place, 1),
    ]);
    return { previous: href(previous), next: href(next) };
  }

  return async function show(ctx: Context, submission: Submission, more: More = {}): Promise<void> {
    const { say } = ctx.state.speech;
    const { typed = emptyInput, problem, revealed, asks = false } = more;
    const [actor, now, kind] = [staffOf(ctx), clock.now(), review.kind(submission.kind)];
    const queue = readQueue(ctx.query, review.kinds());
    const [about, beside, obstacle, done, mark, { open }, undo] = await Promise.all([
      gather(submission, kind, ctx.state.speech),
      neighbours(ctx, submission, queue),
      review.obstacle(actor, submission),
      doneNotice(review, actor, ctx.query.done),
      words.marker(),
      pressed.mine(actor),
      undoBar(ctx, search(queue)),
    ]);
    const isPressed = open.some(({ submissionId }) => submissionId === submission.id);
    const notice = more.notice ?? (isPressed ? undefined : done);
    const { data, checks, changes, uploads, called } = about;
    const nameOf = (id: string | undefined) => (id === actor.accountId ? '您' : ((id && called.get(id)) ?? '同事'));
    const titles = new Map(fieldsOf(kind.form).map(({ name, title }) => [name, title]));
    const { comments: before, dueAt } = submission;
    const groups = presentGroups(concerned(kind.form.groups, data), {
      ...{ data, checks, changes, uploads, revealed, before, mark },
      comments: typed.comments,
    });
    const standing = isPressed ? fact('review.pressed_standing') : standingOf(submission, nameOf, obstacle, now);
    const { bulk, ...rest } = queue;
    const bulkHref = bulk === undefined ? undefined : `/admin/review/bulk/${bulk}${search(rest)}`;
    const path = `/admin/review/${submission.id}`;
    const view = {
      submission,
      kind: kind.title,
      stateName: stateNames[submission.state],
      tone: tones[submission.state],
      region: submission.regionCode && regionName(submission.regionCode),
      times: about.entries.filter(({ verb }) => verb === 'submit').length,
      due: isOpen(submission.state) && dueAt ? { ...due(dueAt, now), at: dueAt, left: age(now, dueAt) } : undefined,
      isShown: about.isShown,
      groups,
      documents: documentsOf(groups),
      ...sums(checks, titles),
      preview: kind.previewOf && about.isShown && { href: kind.previewOf(submission.id, 'reviewer') },
      marked: groups.flatMap(({ fields }) => fields.filter(isMarked).map(({ name, title }) => ({ name, title }))),
      against: about.compared?.against?.version,
      compared: about.compared !== undefined,
      changed: changes.map(({ name, title }) => ({ name, title })),
      timeline: presentTimeline(about.entries, called, titles),
      phrases: about.usual,
      approval: kind.approval?.groups ?? [],
      typed,
      hasWritten: hasComments(typed),
      notice: notice && say(notice),
      standing: standing && say(standing),
      may: isPressed ? nothingAllowed : rightsOf(submission, actor, obstacle),
      asks: asks ? doubtsOf(kind, checks, titles) : undefined,
      undo,
      bulkHref,
      path,
      query: search(queue),
      back: `/admin/review${search(queue)}`,
      ...beside,
    };
    const problems = problem === undefined ? {} : problemsOf(problem, kind);
    pages.show(ctx, 'review/item', view, {
      title: `审核 ${submission.title}`,
      here: 'review',
      problems,
      ...(problem !== undefined && { status: problem.status }),
    });
  };
}

function documentsOf(groups: ReturnType<typeof presentGroups>) {
  const fields = groups.flatMap(({ fields }) => fields);
  return fields.flatMap(({ title, documents }) =>
    documents.map(({ id, name, type, size }, place) => ({
      id,
      name,
      label: documents.length > 1 ? `${title} ${place + 1}` : title,
      isImage: isImage(type),
      size,
    })),
  );
}

/** Whether a word stands in it that is to be looked at twice. */
const isMarked = ({ lines, change }: ReturnType<typeof presentGroups>[number]['fields'][number]) =>
  [...lines, ...(change ?? []).map(({ pieces }) => pieces)].some((pieces) =>
    pieces.some(({ hit }) => hit !== undefined),
  );

/** Checks by their verdict; those of no single field stand by themselves. */
function sums(checks: readonly ShownCheck[], titles: ReadonlyMap<string, string>) {
  const of = (verdict: ShownCheck['verdict']) => {
    const found = checks.filter((check) => check.verdict === verdict);
    const named = found.flatMap(({ field = '' }) => {
      const title = titles.get(field);
      return title === undefined ? [] : [{ field, title }];
    });
    return { count: found.length, named };
  };
  return {
    checks: { all: checks.length, ok: of('ok').count, warn: of('warn'), bad: of('bad') },
    general: checks.filter(({ field }) => field === undefined || !titles.has(field)),
  };
}

/** The doubts by name, with the words of the checks. */
function doubtsOf(kind: Kind, checks: readonly ShownCheck[], titles: ReadonlyMap<string, string>) {
  const doubted = doubtedIn(kind, checks);
  return {
    despite: doubted.join(' '),
    doubts: checks
      .filter(({ verdict }) => verdict !== 'ok')
      .map(({ field = '', text }) => ({ title: titles.get(field) ?? '整体', text })),
  };
}

const nothingAllowed = { decide: false, approve: false, claim: false, release: false, second: false };

/** The actions of this reviewer now. */
function rightsOf(one: Submission, actor: ReturnType<typeof staffOf>, obstacle: Fact | undefined) {
  const decide = isOpen(one.state) && obstacle === undefined;
  return {
    decide,
    approve: decide && one.state !== 'submitted' && !(one.state === 'checked' && one.checkedBy === actor.accountId),
    claim: one.state === 'submitted' && decide,
    release: one.state === 'claimed' && (one.claimedBy === actor.accountId || actor.roles.includes('operator')),
    second: one.state === 'checked',
  };
}

/** Where it stands, where that is more than waiting. */
function standingOf(
  one: Submission,
  nameOf: (id: string | undefined) => string,
  obstacle: Fact | undefined,
  now: Date,
): Fact | undefined {
  const by = (id: string | undefined, at: Date | undefined) => ({
    who: nameOf(id),
    at: at === undefined ? '' : ` ${moment(at, now)} `,
  });
  const decided = by(one.decidedBy, one.decidedAt);
  if (one.state === 'draft') return fact('review.now_recalled');
  if (one.state === 'returned') return fact('review.now_returned', decided);
  if (one.state === 'approved') return fact('review.now_approved', decided);
  if (one.state === 'rejected') return fact('review.now_rejected', { ...decided, reason: one.reason ?? '' });
  if (one.state === 'claimed' && obstacle !== undefined && !isConflict(obstacle))
    return fact('review.now_claimed', by(one.claimedBy, one.claimedAt));
  if (obstacle !== undefined) return obstacle;
  if (one.state !== 'checked') return undefined;
  const who = nameOf(one.checkedBy);
  return who === '您' ? fact('review.now_checked_by_you') : fact('review.now_checked_by', { who });
}

/** Problems at their fields; those of the institution's fields are under `f-`. */
function problemsOf({ fields, fact }: Problem, kind: Kind): Problems {
  if (fields === undefined) return { form: fact };
  const own = new Set(['reason', 'phrase', ...(kind.approval ? fieldsOf(kind.approval).map(({ name }) => name) : [])]);
  return Object.fromEntries(
    Object.entries(fields).map(([name, problem]) => [
      own.has(name) || name.startsWith('why.') ? name : `f-${name}`,
      problem,
    ]),
  );
}
