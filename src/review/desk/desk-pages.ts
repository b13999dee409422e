import type { Staff } from '../../actor.ts';
import { Problem, type Problems } from '../../errors.ts';
import type { Speech } from '../../fact.ts';
import { readForm as readFields } from '../../fields/form.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import { form, page, type Route, seeOther } from '../../http/route.ts';
import { lastly } from '../days/waiting-words.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { doneNotice } from '../workflow/done.ts';
import type { Kind } from '../workflow/kind.ts';
import { filterOf, isFree, placeOf, type Queue, readQueue, search, tabs } from '../workflow/queue.ts';
import type { Summary } from '../workflow/submission.ts';
import { presentCounts, presentRow } from './desk.ts';
import { type DeskNeeds, problemOf } from './desk-needs.ts';
import { createItemPages } from './item-pages.ts';

const pageSize = 50;
const mostAtOnce = 100;

/** A kind whose approval needs no input can be approved in batches. */
const isBatchable = ({ approval }: Kind) => approval === undefined || 'values' in readFields(approval, {});

/** 审核: the queue of the reviewers, and each submission in it. */
export function createDeskPages(needs: DeskNeeds & { cursors: Cursors }): Route[] {
  const { pages, review, names, clock } = needs;
  const places = needs.cursors.byTime('review');

  /** The submission that has waited longest and that this reviewer may decide, unclaimed by others. */
  async function firstFree(actor: Staff, queue: Queue, from?: Summary): Promise<Summary | undefined> {
    const filter = filterOf(queue.tab === 'done' ? { ...queue, tab: 'waiting' } : queue, actor.accountId);
    const later = from === undefined ? [] : await review.waiting(actor, filter, placeOf(from), pageSize);
    for (const one of [...later, ...(await review.waiting(actor, filter, undefined, pageSize))])
      if (one.id !== from?.id && isFree(one, actor.accountId) && !(await review.obstacle(actor, one))) return one;
    return undefined;
  }

  async function show(ctx: Context, problems: Problems = {}): Promise<void> {
    const [actor, now, queue] = [staffOf(ctx), clock.now(), readQueue(ctx.query, review.kinds())];
    const filter = filterOf(queue, actor.accountId);
    const list = queue.tab === 'done' ? review.decided : review.waiting;
    const [found, counts, mine, [last], notice] = await Promise.all([
      list(actor, filter, places.find(queue, ctx.query.after), pageSize + 1),
      review.counts(actor),
      review.waiting(actor, filterOf({ tab: 'mine' }, actor.accountId), undefined, mostAtOnce),
      review.decided(actor, { states: tabs.done.states }, undefined, 1),
      doneNotice(review, actor, ctx.query.done),
    ]);
    const rows = found.slice(0, pageSize);
    const end = found.length > pageSize ? rows.at(-1) : undefined;
    const called = await names(rows.flatMap(({ claimedBy, decidedBy }) => [claimedBy ?? [], decidedBy ?? []].flat()));
    const kind = queue.kind === undefined ? undefined : review.kind(queue.kind);
    const data = {
      queue,
      query: search(queue),
      tabs: Object.entries(tabs).map(([key, { title }]) => ({
        name: title,
        href: `/admin/review${search({ ...queue, tab: readQueue({ tab: key }, []).tab })}`,
        isHere: key === queue.tab,
      })),
      ...presentCounts(counts, mine, review.kinds(), now),
      kinds: review.kinds().map(({ name, title }) => ({ name, title })),
      rows: rows.map((row) =>
        presentRow(row, { kind: review.kind(row.kind), queue, called, me: actor.accountId, now }),
      ),
      batch: queue.tab === 'waiting' && kind !== undefined && isBatchable(kind) ? kind.title : undefined,
      last: last?.decidedAt && lastly(last.decidedAt, now),
      notice: notice && ctx.state.speech.say(notice),
      next:
        end &&
        `/admin/review${search(queue, { after: places.write(queue, queue.tab === 'done' ? { at: end.decidedAt ?? now, id: end.id } : placeOf(end)) })}`,
    };
    pages.show(ctx, 'review/desk', data, { title: '审核', here: 'review', problems });
  }

  async function claimNext(ctx: Context) {
    const [actor, queue] = [staffOf(ctx), readQueue(ctx.query, review.kinds())];
    // Another reviewer may press the same button now: then it is the one after that.
    for (let tries = 0; tries < 5; tries += 1) {
      const one = await firstFree(actor, { ...queue, tab: 'waiting' });
      if (one === undefined) return show(ctx, { form: fact('review.nothing_to_claim') });
      const claimed = one.state === 'claimed' ? one : await review.claim(actor, one.id).catch(problemOf);
      if (!(claimed instanceof Problem)) return seeOther(ctx, `/admin/review/${one.id}${search(queue)}`);
    }
    return show(ctx, { form: fact('review.claimed_together') });
  }

  async function approveMany(ctx: Context, form: Form) {
    const actor = staffOf(ctx);
    const picked = Object.entries(form).flatMap(([name, revision]) =>
      name.startsWith('pick.') ? [{ id: name.slice('pick.'.length), seen: Number(revision) }] : [],
    );
    if (picked.length === 0) return show(ctx, { form: fact('review.nothing_chosen') });
    if (picked.length > mostAtOnce) return show(ctx, { form: fact('review.most_at_once', { most: mostAtOnce }) });
    const found = await Promise.all(picked.map(async ({ id, seen }) => ({ seen, one: await review.read(actor, id) })));
    const [kind] = found.map(({ one }) => review.kind(one.kind));
    if (kind === undefined || found.some(({ one }) => one.kind !== kind.name))
      return show(ctx, { form: fact('review.one_kind_at_once') });
    if (!isBatchable(kind)) return show(ctx, { form: fact('review.kind_asks_more', { kind: kind.title }) });
    const outcomes = [];
    for (const { one, seen } of found) {
      const decided = await review.approve(actor, one.id, {}, seen).catch(problemOf);
      outcomes.push({
        title: one.title,
        institution: one.institution,
        id: one.id,
        ...worded(decided, ctx.state.speech),
      });
    }
    const done = outcomes.filter((one) => one.done).length;
    const back = `/admin/review${search(readQueue(ctx.query, review.kinds()))}`;
    const data = { kind: kind.title, outcomes, done, back };
    return pages.show(ctx, 'review/batch', data, { title: '批量通过', here: 'review' });
  }

  return [
    page('/admin/review', may('see and claim submissions'), (ctx) => show(ctx)),
    form('/admin/review/next', may('see and claim submissions'), claimNext),
    form('/admin/review/batch', may('decide about a submission, and reveal its sealed fields'), approveMany),
    ...createItemPages({ ...needs, firstFree }),
  ];
}

function worded(decided: Summary | Problem, { say }: Speech): { done: boolean; words: string } {
  if (!(decided instanceof Problem))
    return {
      done: true,
      words: say(decided.state === 'checked' ? fact('review.bulk_checked') : fact('review.bulk_approved')),
    };
  return {
    done: false,
    words: Object.values(decided.fields ?? { form: decided.fact })
      .map(say)
      .join('；'),
  };
}
