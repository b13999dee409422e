import { reachOf, type Staff } from '../../actor.ts';
import { dayStart } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import { Problem, type Problems } from '../../errors.ts';
import { permits } from '../../http/access.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import { form, page, pageOfForm, param, type Route, seeOther } from '../../http/route.ts';
import { lastly } from '../days/waiting-words.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { doneNotice } from '../workflow/done.ts';
import { doubts, dues, filterOf, isFree, placeOf, type Queue, readQueue, search, tabs } from '../workflow/queue.ts';
import type { Summary } from '../workflow/submission.ts';
import { chipsOf, presentCounts, presentRow, regionsFor, wordsOf } from './desk.ts';
import { type DeskNeeds, problemOf } from './desk-needs.ts';
import { createFiguresPages } from './figures-pages.ts';
import { countDecided } from './figures-store.ts';
import { createItemPages } from './item-pages.ts';
import { isBatchable } from './sampling.ts';
import { createSamplingPages } from './sampling-pages.ts';
import { createUndoBar } from './undo.ts';

const pageSize = 50;

/** 审核: the queue of the reviewers, and each submission in it. */
export function createDeskPages(needs: DeskNeeds & { cursors: Cursors; db: Database }): Route[] {
  const { db, pages, review, names, clock, filters, pressed } = needs;
  const places = needs.cursors.byTexts('review');
  const undoBar = createUndoBar(needs);

  /** The submission that is due first and that this reviewer may decide, unclaimed by others. */
  async function firstFree(actor: Staff, queue: Queue, from?: Summary): Promise<Summary | undefined> {
    const filter = filterOf(queue.tab === 'done' ? { ...queue, tab: 'waiting' } : queue, actor.accountId, clock.now());
    const later = from === undefined ? [] : await review.waiting(actor, filter, placeOf(from), pageSize);
    for (const one of [...later, ...(await review.waiting(actor, filter, undefined, pageSize))])
      if (one.id !== from?.id && isFree(one, actor.accountId) && !(await review.obstacle(actor, one))) return one;
    return undefined;
  }

  const cursorOf = (queue: Queue, text: unknown) => {
    const [at, sent, id] = places.find(queue, text) ?? [];
    return at === undefined || sent === undefined || id === undefined
      ? undefined
      : { at: new Date(at), sent: new Date(sent), id };
  };
  const writeCursor = (queue: Queue, one: Summary) => {
    const { at, sent, id } =
      queue.tab === 'done' ? { ...placeOf(one), at: one.decidedAt ?? one.updatedAt } : placeOf(one);
    return places.write(queue, [at.toISOString(), (sent ?? at).toISOString(), id]);
  };

  /** Every chip with how many its list holds, by the filter with which the list itself asks. */
  async function chips(actor: Staff, here: Queue, now: Date) {
    const all = chipsOf(await filters.list(actor), review.kinds());
    const counted = await Promise.all(
      all.map(async ({ name, queue, id }) => ({
        ...{ name, id },
        href: `/admin/review${search(queue)}`,
        isHere: search(queue) === search(here),
        count: await review.countWaiting(actor, filterOf(queue, actor.accountId, now)),
      })),
    );
    return counted.filter(({ id, count, isHere }, place) => place < 2 || id !== undefined || count > 0 || isHere);
  }

  async function show(ctx: Context, problems: Problems = {}, typed: { name?: string } = {}): Promise<void> {
    await pressed.catchUp();
    const [actor, now, queue] = [staffOf(ctx), clock.now(), readQueue(ctx.query, review.kinds())];
    const filter = filterOf(queue, actor.accountId, now);
    // A batch is one row, until it is opened.
    const isFolded = queue.tab === 'waiting' && queue.batch === undefined;
    const list = queue.tab === 'done' ? review.decided : review.waiting;
    const [found, matching, counts, shownChips, [last], today, notice, undo] = await Promise.all([
      list(actor, filter, cursorOf(queue, ctx.query.after), pageSize + 1, isFolded),
      queue.tab === 'done' ? undefined : review.countWaiting(actor, filter),
      review.counts(actor),
      chips(actor, queue, now),
      review.decided(actor, { states: tabs.done.states }, undefined, 1),
      countDecided(db, actor.accountId, dayStart(now)),
      doneNotice(review, actor, ctx.query.done),
      undoBar(ctx, search(queue)),
    ]);
    const rows = found.slice(0, pageSize);
    const end = found.length > pageSize ? rows.at(-1) : undefined;
    const called = await names(rows.flatMap(({ claimedBy, decidedBy }) => [claimedBy ?? [], decidedBy ?? []].flat()));
    const obstacles = await Promise.all(
      rows.map((row) =>
        queue.tab !== 'done' && isFree(row, actor.accountId) ? review.obstacle(actor, row) : undefined,
      ),
    );
    const kinds = review.kinds();
    const batches = isFolded ? [...new Set(rows.flatMap(({ batch }) => batch?.id ?? []))] : [];
    const inBatches = batches.length === 0 ? undefined : await review.countBatches(actor, filter, batches);
    const { say } = ctx.state.speech;
    const undoneOf = (text: unknown) =>
      typeof text === 'string' && /^\d{1,3}$/.test(text)
        ? say(text === '0' ? fact('review.undone_late') : fact('review.undone', { count: Number(text) }))
        : undefined;
    const words = wordsOf(queue, kinds);
    const shown = rows.map((row, place) => {
      const kind = review.kind(row.kind);
      return presentRow(row, {
        ...{ kind, queue, called, me: actor.accountId, now, say, obstacle: obstacles[place] },
        isBatchable: isBatchable(kind),
        inBatch: inBatches?.get(row.batch?.id ?? ''),
      });
    });
    const data = {
      queue,
      query: search(queue),
      words,
      // Without it the list is as wide as its tab: not where a chip says the same.
      wider:
        words === '' || shownChips.some(({ isHere }) => isHere)
          ? undefined
          : `/admin/review${search({ tab: queue.tab })}`,
      suggestedName: words.slice(0, 20),
      ...presentCounts(counts),
      batch:
        queue.batch === undefined
          ? undefined
          : { number: rows[0]?.batch?.number ?? '', institution: rows[0]?.institution ?? '' },
      mine: shownChips[1]?.count ?? 0,
      today,
      matching,
      chips: shownChips,
      figures: permits(may('see how the review goes'), actor) ? '/admin/review/figures' : undefined,
      doneHref: `/admin/review${search({ tab: 'done' })}`,
      choices: {
        kinds: kinds.map(({ name, title }) => ({ name, title })),
        regions: regionsFor(reachOf(actor)),
        dues: Object.entries(dues).map(([name, title]) => ({ name, title })),
        doubts: Object.entries(doubts).map(([name, title]) => ({ name, title })),
      },
      typed,
      rows: shown,
      picks: queue.tab !== 'done' && shown.some(({ mayPick }) => mayPick),
      last: last?.decidedAt && lastly(last.decidedAt, now),
      notice: undoneOf(ctx.query.undone) ?? (notice && say(notice)),
      undo,
      next: end && `/admin/review${search(queue, { after: writeCursor(queue, end) })}`,
    };
    pages.show(ctx, 'review/desk', data, { title: '审核', here: 'review', problems });
  }

  async function claimNext(ctx: Context) {
    const [actor, queue] = [staffOf(ctx), readQueue(ctx.query, review.kinds())];
    // Another reviewer may press the same button now: then it is the one after that.
    for (let tries = 0; tries < 5; tries += 1) {
      const one = await firstFree(actor, queue.tab === 'done' ? { ...queue, tab: 'waiting' } : queue);
      if (one === undefined) return show(ctx, { form: fact('review.nothing_to_claim') });
      const claimed = one.state === 'submitted' ? await review.claim(actor, one.id).catch(problemOf) : one;
      if (!(claimed instanceof Problem))
        return seeOther(ctx, `/admin/review/${one.id}${search(queue, { done: one.id })}`);
    }
    return show(ctx, { form: fact('review.claimed_together') });
  }

  async function keepFilter(ctx: Context, { name = '' }: Form) {
    const queue = readQueue(ctx.query, review.kinds());
    const kept = await filters.keep(staffOf(ctx), name, search(queue).slice(1)).catch(problemOf);
    if (!(kept instanceof Problem)) return seeOther(ctx, `/admin/review${search(queue)}`);
    return show(ctx, kept.fields ?? { form: kept.fact }, { name });
  }

  async function removeFilter(ctx: Context) {
    await filters.remove(staffOf(ctx), param(ctx, 'id'));
    return seeOther(ctx, '/admin/review');
  }

  async function dismiss(ctx: Context) {
    await pressed.dismiss(staffOf(ctx));
    return seeOther(ctx, `/admin/review${search(readQueue(ctx.query, review.kinds()))}`);
  }

  const desk = may('see and claim submissions');
  return [
    page('/admin/review', desk, (ctx) => show(ctx)),
    form('/admin/review/next', desk, claimNext),
    form('/admin/review/filters', desk, keepFilter),
    form('/admin/review/filters/:id/remove', desk, removeFilter),
    form('/admin/review/failed', desk, dismiss),
    ...['batch', 'filters', 'next', 'undo'].map((name) => pageOfForm(`/admin/review/${name}`, desk, '/admin/review')),
    ...createFiguresPages(needs),
    ...createSamplingPages({ ...needs, showDesk: show }),
    ...createItemPages({ ...needs, firstFree }),
  ];
}
