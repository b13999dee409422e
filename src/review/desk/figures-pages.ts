import { z } from 'zod';
import { reachOf } from '../../actor.ts';
import { after, dayOf, days } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import { permits } from '../../http/access.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import { page, type Route } from '../../http/route.ts';
import { age } from '../days/waiting-words.ts';
import { may } from '../policies.ts';
import type { DeskNeeds } from './desk-needs.ts';
import { type Figures, ofPeriod } from './figures-store.ts';

type Needs = Pick<DeskNeeds, 'pages' | 'names' | 'clock'> & { db: Database };

const isDay = (text: unknown): text is string => z.iso.date().safeParse(text).success;

/** 审核数字: how much each reviewer decides, how fast, and how often it was corrected later. By name and no ranking. */
export function createFiguresPages({ pages, names, clock, db }: Needs): Route[] {
  /** Of days; the last 30 where the address names none. */
  function periodOf(ctx: Context, now: Date) {
    const { from, until } = ctx.query;
    const last = isDay(until) && until <= dayOf(now) ? until : dayOf(now);
    const usual = dayOf(after(new Date(`${last}T00:00:00+08:00`), -days(29)));
    const first = isDay(from) && from <= last ? from : usual;
    return {
      first,
      last,
      begin: new Date(`${first}T00:00:00+08:00`),
      end: after(new Date(`${last}T00:00:00+08:00`), days(1)),
    };
  }

  async function show(ctx: Context): Promise<void> {
    const [actor, now] = [staffOf(ctx), clock.now()];
    const { first, last, begin, end } = periodOf(ctx, now);
    const found = await ofPeriod(db, begin, end, reachOf(actor));
    const called = await names(found.map(({ accountId }) => accountId));
    const rows = found
      .map((row) => ({ ...presentFigures(row), name: called.get(row.accountId) ?? row.accountId }))
      .toSorted((one, other) => one.name.localeCompare(other.name, 'zh'));
    const desk = permits(may('see and claim submissions'), actor) ? '/admin/review' : undefined;
    const data = { first, last, today: dayOf(now), rows, desk };
    pages.show(ctx, 'review/figures', data, { title: '审核数字', here: 'review' });
  }

  return [page('/admin/review/figures', may('see how the review goes'), show)];
}

function presentFigures({ accountId, median, ...counts }: Figures) {
  const { checked, approved, returned, rejected } = counts;
  const from = new Date(0);
  return {
    ...{ ...counts, id: accountId, decided: checked + approved + returned + rejected },
    median: median === undefined ? undefined : age(from, after(from, median)),
  };
}

export type ShownFigures = ReturnType<typeof presentFigures> & { name: string };
