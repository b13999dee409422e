import { z } from 'zod';
import { invalid, isUnavailable, Problem, type Problems } from '../errors.ts';
import { iso } from '../http/answer.ts';
import { applicationOf } from '../http/bearer.ts';
import type { Context } from '../http/context.ts';
import { problemBody } from '../http/errors.ts';
import { readAs, type Served, serve } from '../http/operation.ts';
import * as operations from './api-operations.ts';
import { summedOf } from './dashboards/summed.ts';
import { fact } from './facts.ts';
import type { FigureQuestions } from './questions/service.ts';
import { dayAfter, isDay } from './reports/closing.ts';
import { isMetric, metrics } from './reports/metric.ts';
import { notesOf } from './reports/problem-codes.ts';
import type { Notice, Report } from './reports/report.ts';
import type { Reported } from './reports/report-store.ts';
import { reportingProblems } from './reports/reporting.ts';
import type { Statistics } from './service.ts';

type Needs = { statistics: Statistics; questions: Pick<FigureQuestions, 'aboutDays'>; publicUrl: URL };

const most = 31;
const longestRange = 400;

const warningsOf = ({ state }: Context, notices: readonly Notice[]) =>
  notices.map(({ code, metric, problem }) => ({ code, metric, message: state.speech.say(problem) }));

const present = ({ day, figures, terminals, note, revision, late, reportedAt, updatedAt }: Reported) => ({
  date: day,
  figures: { ...figures },
  terminals:
    terminals === undefined
      ? null
      : Object.fromEntries(Object.entries(terminals).map(([name, own]) => [name, { ...own }])),
  note: note ?? null,
  revision,
  late,
  reported_at: iso(reportedAt),
  updated_at: iso(updatedAt),
});

/** Figures stand under figures/ in the body; each problem has its code and page. */
function asSent(error: unknown): unknown {
  if (!(error instanceof Problem)) return error;
  // Of a day that is locked nothing else is looked at.
  const fields = error.code === 'stats_locked' ? { date: error.fact } : error.fields;
  if (fields === undefined) return error;
  const sent = <One>(all: Readonly<Record<string, One>>): Record<string, One> =>
    Object.fromEntries(Object.entries(all).map(([name, one]) => [placeOf(name), one]));
  return new Problem(error.code, error.fact, { fields: sent(fields), notes: sent(notesOf(fields)) });
}
const placeOf = (name: string): string => {
  if (name === 'note' || name === 'reason' || name === 'date') return name;
  const [terminal, code] = name.split('.');
  return code === undefined ? `figures/${name}` : `terminals/${terminal}/${code}`;
};

type Sent = z.output<typeof operations.reportShape>;
const reportOf = ({ figures, terminals, note, reason }: Sent): Report & { reason?: string } => ({
  figures,
  ...(terminals != null && {
    terminals: Object.fromEntries(
      Object.entries(terminals).flatMap(([name, own]) => (own === undefined ? [] : [[name, own]])),
    ),
  }),
  ...(note != null && { note }),
  ...(reason != null && { reason }),
});

/** Parts of another type, and the rules about the others: every problem of a report is in one answer. */
function complain(
  found: Problems,
  sound: Sent | undefined,
  { parts }: { parts: Partial<Sent> } = { parts: {} },
): Problem {
  const named = Object.fromEntries(Object.entries(found).map(([place, one]) => [nameAt(place), one]));
  const ruled = reportingProblems(withUnread(reportOf(sound ?? { ...parts, figures: {} }), found));
  // Without its figures a report has its terminals and sentences looked at alone.
  const isShown = (name: string) => sound !== undefined || /\.|^(note|reason)$/.test(name);
  const problems = { ...Object.fromEntries(Object.entries(ruled).filter(([name]) => isShown(name))), ...named };
  const notes = notesOf(problems);
  const at = (name: string) => Object.keys(found).find((place) => nameAt(place) === name) ?? placeOf(name);
  const placed = <One>(all: Readonly<Record<string, One>>) =>
    Object.fromEntries(Object.entries(all).map(([name, one]) => [at(name), one]));
  return invalid(placed(problems), placed(notes));
}

/** With the figures of another type: they are none, and not left out. A terminal that could not be read is one without a name. */
function withUnread({ figures, terminals = {}, ...report }: Sound, found: Problems): Sound {
  const places = Object.keys(found).map((place) => place.split('/'));
  const unread = (...parent: readonly string[]) =>
    Object.fromEntries(
      places.flatMap((place) => {
        const isThere = place.length === parent.length + 1 && parent.every((part, at) => place[at] === part);
        return isThere ? [[place.at(-1) ?? '', Number.NaN]] : [];
      }),
    );
  const split = Object.entries(terminals).map(([name, own]) => [name, { ...own, ...unread('terminals', name) }]);
  const isUnread = Object.keys(unread('terminals')).length > 0;
  return {
    ...{ ...report, figures: { ...figures, ...unread('figures') } },
    terminals: Object.fromEntries([...split, ...(isUnread ? [['', {}]] : [])]),
  };
}
type Sound = Report & { reason?: string };

/** figures/uv → uv, terminals/pc/uv → pc.uv, as the rules name them. */
const nameAt = (place: string): string => place.replace(/^(figures|terminals)\//, '').replaceAll('/', '.');

/** R51: reports by programs about their application's days. The token names the application. */
export function createStatisticsApi({ statistics, questions, publicUrl }: Needs): Served[] {
  const report = async (ctx: Context, day: string, sent: Sent) => {
    const actor = applicationOf(ctx);
    try {
      return await statistics.report(actor, actor.clientId, day, reportOf(sent));
    } catch (error) {
      throw asSent(error);
    }
  };

  /** A report with parts of another type: the problem of its day is in the same answer. */
  async function besideDay(ctx: Context, problem: Problem, day: string): Promise<Problem> {
    const actor = applicationOf(ctx);
    const found = await statistics.dayProblem(actor, actor.clientId, day);
    return new Problem(problem.code, problem.fact, {
      fields: { ...found, ...problem.fields },
      notes: { ...notesOf(found), ...problem.notes },
    });
  }

  const rangeOf = ({ from, to }: { from: string; to: string }) => {
    const problem = !isDay(from)
      ? { from: fact('statistics.day_form', { name: 'from' }) }
      : !isDay(to)
        ? { to: fact('statistics.day_form', { name: 'to' }) }
        : to < from
          ? { to: fact('statistics.to_before_from') }
          : to >= dayAfter(from, longestRange)
            ? { to: fact('statistics.longest_range', { days: longestRange }) }
            : undefined;
    if (problem !== undefined) throw invalid(problem);
    return { from, to };
  };

  async function itemOf(ctx: Context, given: unknown, date: string | null, dated: (found: Problems) => Problems) {
    try {
      return readAs(operations.itemShape, given, {
        ...{ whole: 'item', isClosed: true },
        complain: (found, sound, seen) => complain(dated(found), sound, seen),
      });
    } catch (error) {
      throw error instanceof Problem && date !== null ? await besideDay(ctx, error, date) : error;
    }
  }

  return [
    serve(operations.metricDefinitions, async () => ({
      items: Object.entries(metrics).map(([code, metric]) => ({
        code,
        name: metric.name,
        unit: metric.unit,
        definition: metric.definition,
        additive: metric.additive,
        source: metric.source,
        required: 'required' in metric,
        attested: 'attested' in metric ? metric.attested.kind : null,
      })),
    })),

    serve(
      operations.putDaily,
      async (ctx, { params: { date = '' }, body }) => {
        const { outcome, notices, kept } = await report(ctx, date, body);
        ctx.status = outcome === 'created' ? 201 : 200;
        return { ...present(kept), result: outcome, warnings: warningsOf(ctx, notices) };
      },
      complain,
      (ctx, problem, { date = '' }) => besideDay(ctx, problem, date),
    ),

    serve(
      operations.batchDaily,
      async (ctx, { body: { items } }) => {
        if (items.length > most)
          throw new Problem('batch_too_large', fact('statistics.most_days', { most, now: items.length }));
        const dateOf = (given: unknown) => z.object({ date: z.string() }).safeParse(given).data?.date ?? null;
        const dates = items.map(dateOf);
        const answers = [];
        for (const given of items) {
          const date = dateOf(given);
          const isTwice = date !== null && dates.indexOf(date) !== dates.lastIndexOf(date);
          try {
            const dated = (found: Problems) => ({
              ...(date === null && { date: fact('statistics.date_field_missing') }),
              ...(isTwice && { date: fact('statistics.date_twice', { day: date.slice(0, 10) }) }),
              ...found,
            });
            const sent = await itemOf(ctx, given, date, dated);
            if (date === null || isTwice) throw complain(dated({}), sent);
            const { outcome, revision, notices, kept } = await report(ctx, date, sent);
            const status = outcome === 'created' ? 201 : 200;
            const told = { late: kept.late, warnings: warningsOf(ctx, notices), problem: null };
            answers.push({ date, status, result: outcome, revision, ...told });
          } catch (error) {
            if (!(error instanceof Problem) || isUnavailable(error)) throw error;
            const problem = problemBody(error, ctx.state.speech, publicUrl);
            const told = { late: null, warnings: [], problem };
            answers.push({ date, status: error.status, result: null, revision: null, ...told });
          }
        }
        return { items: answers };
      },
      (found) => invalid(found, notesOf(found)),
    ),

    serve(operations.listDaily, async (ctx, { query }) => {
      const actor = applicationOf(ctx);
      const range = rangeOf(query);
      const [reports, attested, asked] = await Promise.all([
        statistics.list(actor, actor.clientId, range),
        statistics.attested(actor, actor.clientId, range),
        questions.aboutDays(actor, range),
      ]);
      return {
        items: reports.map((report) => ({
          ...present(report),
          attested: attested.get(report.day) ?? {},
          questions: (asked.get(report.day) ?? []).map(
            ({ metrics: codes, standing, outcome, reason, isHeld, isRevisedSince, dueAt }) => ({
              ...{ metrics: [...codes], state: standing, verdict: outcome ?? null, reason: reason ?? null },
              ...{ ranked: !isHeld, superseded: isRevisedSince, due_at: iso(dueAt) },
            }),
          ),
        })),
      };
    }),

    serve(operations.summary, async (ctx, { query }) => {
      const actor = applicationOf(ctx);
      const range = rangeOf(query);
      const [reports, counted, owed, asked] = await Promise.all([
        statistics.list(actor, actor.clientId, range),
        statistics.counted(actor, actor.clientId, range),
        statistics.owed(actor, actor.clientId, range),
        questions.aboutDays(actor, range),
      ]);
      const heldOn = (day: string) =>
        (asked.get(day) ?? []).flatMap(({ isHeld, metrics: codes, standing }) =>
          isHeld ? codes.map((metric) => ({ metric, standing })) : [],
        );
      const reported = new Map(reports.map(({ day, figures }) => [day, figures]));
      const own = [...new Set([...reported.keys(), ...counted.keys()])].map((day) => ({
        ...{ day, reported: reported.get(day) ?? {}, counted: counted.get(day) ?? {}, held: heldOn(day) },
      }));
      const due = new Set([...owed, ...reports.map(({ day }) => day)]);
      return {
        ...range,
        due_days: due.size,
        reported_days: reports.length,
        metrics: Object.keys(metrics)
          .filter(isMetric)
          .map((code) => ({ code, name: metrics[code].name, ...summedOf(code, own) })),
      };
    }),
  ];
}
