import type { Actor } from '../actor.ts';
import { notFound, type Problems } from '../errors.ts';
import type { Context } from '../http/context.ts';
import type { Form } from '../http/requests/body.ts';
import { sayAll } from '../http/speech.ts';
import { fact } from './facts.ts';
import { dayAfter, isDay } from './reports/closing.ts';
import { metrics } from './reports/metric.ts';
import { noteBesideReason, terminals, usualOf } from './reports/report.ts';
import { bySplit, reportedMetrics, typedOf } from './reports/typed.ts';
import type { Statistics } from './service.ts';

const titles = Object.entries(metrics).map(([code, { name }]) => ({ code, title: name }));

/** Whether the script of a page only asks for the problems of its fields, and nothing is to be saved. */
export const isCheck = (ctx: Context): boolean => ctx.accepts('html', 'json') === 'json';

/** Problems of filled fields; empty ones wait for the button. An unusual figure asks for its explanation right away. */
export function answerCheck(ctx: Context, problems: Problems, form: Form): void {
  const told = Object.entries(problems).filter(([name]) => name === 'note' || (form[name] ?? '').trim() !== '');
  ctx.body = { problems: sayAll(ctx, Object.fromEntries(told)) };
}

/** The revision that a form was filled in over; 0: none was there. */
export const seenIn = ({ revision = '' }: Form): number | undefined =>
  /^\d{1,6}$/.test(revision) ? Number(revision) : undefined;

/** The data of a day's form: the report, the day before as a hint, and every version. */
export async function dayForm(statistics: Statistics, actor: Actor, clientId: string, day: string, values?: Form) {
  if (!isDay(day)) throw notFound(fact('statistics.no_day'));
  const [[kept], earlier, revisions] = await Promise.all([
    statistics.list(actor, clientId, { from: day, to: day }),
    statistics.list(actor, clientId, { from: dayAfter(day, -28), to: dayAfter(day, -1) }),
    statistics.revisions(actor, clientId, day),
  ]);
  return {
    day,
    isCorrection: kept !== undefined,
    revision: kept?.revision ?? 0,
    metrics: reportedMetrics,
    ghosts: earlier.find((each) => each.day === dayAfter(day, -1))?.figures ?? {},
    usual: usualOf(earlier),
    split: { metrics: bySplit, terminals: Object.entries(terminals) },
    hasSplit: kept?.terminals !== undefined || Object.keys(values ?? {}).some((field) => field.includes('.')),
    values: values ?? (kept === undefined ? {} : { ...typedOf(kept), note: kept.note ?? '' }),
    revisions: revisions.toReversed().map((each) => ({
      ...each,
      note: noteBesideReason(each),
      figures: titles.flatMap(({ code, title }) => {
        const value = each.figures[code];
        return value === undefined ? [] : [{ title, value }];
      }),
    })),
  };
}
