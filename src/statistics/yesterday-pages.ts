import type { Member } from '../actor.ts';
import type { Application } from '../applications/aksk/application.ts';
import { Problem, type Problems } from '../errors.ts';
import { memberOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, type Route } from '../http/route.ts';
import type { DayCount } from './counters/store.ts';
import { answerCheck, isCheck } from './day-form.ts';
import type { StatisticsNeeds } from './needs.ts';
import { may } from './policies.ts';
import { dayAfter } from './reports/closing.ts';
import { usualOf } from './reports/report.ts';
import { readFigures, reportedMetrics, type Typed } from './reports/typed.ts';

type Needs = StatisticsNeeds & {
  reporting: (actor: Member) => Promise<Application[]>;
  mayReport: (actor: Member, application: Application) => boolean;
  base: string;
};

const columns = reportedMetrics.filter(({ required }) => required);
/** Five numbers of each of hundreds of applications, with a sentence. */
const longest = 128 * 1024;

/** 昨天一次填完: one form for all applications of an institution. */
export function createYesterdayPages({ pages, statistics, counters, reporting, mayReport, base }: Needs): Route[] {
  /** The applications of which yesterday may be reported; each with its report, or the figures that the Cloud knows exactly. */
  async function rowsOf(actor: Member) {
    const day = statistics.yesterday();
    const own = (await reporting(actor)).filter((each) => mayReport(actor, each) && statistics.since(each) <= day);
    const rows = await Promise.all(
      own.map(async (application) => {
        const { clientId } = application;
        const [reports, attested, count] = await Promise.all([
          statistics.list(actor, clientId, { from: dayAfter(day, -28), to: day }),
          statistics.attested(actor, clientId, { from: day, to: day }),
          counters.ofDay(actor, clientId, day),
        ]);
        const usual = usualOf(reports.filter((report) => report.day !== day));
        // Of a platform that publishes elsewhere too, none on the Cloud says nothing.
        const isSaid = (code: string, value: number) => value > 0 || usual[code] === 0;
        const exact = Object.entries(attested.get(day) ?? {}).filter(([, { kind }]) => kind === 'exact');
        const seen = exact.filter(([code, { value }]) => isSaid(code, value));
        const counted = new Map(count === undefined || count.views === 0 ? [] : countedFigures(count));
        return {
          ...{ application, usual, reported: reports.find((report) => report.day === day), counted },
          ...{ flooded: count?.flooded ?? 0 },
          unsaid: new Set(exact.flatMap(([code, { value }]) => (isSaid(code, value) ? [] : [code]))),
          suggested: new Map([...seen.map(([code, { value }]) => [code, value] as const), ...counted]),
        };
      }),
    );
    return { day, rows };
  }
  type Row = Awaited<ReturnType<typeof rowsOf>>['rows'][number];

  type Shown = { values?: Form; problems?: Problems; done?: number };
  async function show(ctx: Context, { values, problems = {}, done }: Shown = {}): Promise<void> {
    const { day, rows } = await rowsOf(memberOf(ctx));
    const told = (name: string) => problems[name] && ctx.state.speech.say(problems[name]);
    const shown = rows.map(
      ({ application: { clientId, name }, reported, usual, suggested, unsaid, counted, flooded }) => ({
        ...{ ak: clientId, name, isReported: reported !== undefined, problem: told(clientId) },
        href: `${base}/${encodeURIComponent(clientId)}/${day}`,
        counter:
          counted.size === 0
            ? undefined
            : { confirm: `${clientId}.confirm`, isConfirmed: values?.[`${clientId}.confirm`] === '1', flooded },
        cells: columns.map(({ code, name: title, short }) => ({
          ...{ name: `${clientId}.${code}`, title, short, reported: reported?.figures[code] },
          value: values?.[`${clientId}.${code}`] ?? suggested.get(code)?.toString() ?? '',
          isCounted: isCounted(code, { reported: reported?.figures[code], counted }),
          ...{
            seen: suggested.get(code),
            isUnsaid: unsaid.has(code),
            usual: usual[code],
            problem: told(`${clientId}.${code}`),
          },
        })),
      }),
    );
    const data = {
      ...{ day, done, back: base, values: values ?? {}, columns: columns.map(({ short }) => short) },
      open: shown.filter(({ isReported }) => !isReported),
      /** How many fields the Cloud filled in. */
      filled: rows.reduce(
        (sum, row) =>
          sum + (row.reported === undefined ? columns.filter(({ code }) => row.suggested.has(code)).length : 0),
        0,
      ),
      hasUnsaid: shown.some(({ isReported, cells }) => !isReported && cells.some(({ isUnsaid }) => isUnsaid)),
      reported: shown.filter(({ isReported }) => isReported),
      onTime: statistics.phase(day) === 'due',
    };
    pages.show(ctx, 'statistics/yesterday', data, { title: `${day} 一次填完`, here: 'statistics', problems });
  }

  /** As it was typed; undefined where nothing was but for the numbers that the form had filled in. */
  function typedIn({ application: { clientId }, suggested, counted }: Row, posted: Form): Typed | undefined {
    const typed = columns.map(({ code }) => [code, (posted[`${clientId}.${code}`] ?? '').trim()] as const);
    const isUntouched = typed.every(([code, text]) => text === '' || text === String(suggested.get(code)));
    // Counts of 自助计数 are a report once they are confirmed.
    const isConfirmed = counted.size > 0 && posted[`${clientId}.confirm`] === '1';
    return isUntouched && !isConfirmed ? undefined : Object.fromEntries(typed);
  }

  /** The sentence goes only with the reports that need one. */
  async function problemsOf(actor: Member, clientId: string, day: string, typed: Typed, note: string) {
    const ask = (sentence: string) => statistics.problems(actor, clientId, day, { ...typed, note: sentence });
    try {
      const without = await ask('');
      const needsNote = Object.hasOwn(without, 'note');
      return { problems: needsNote && note.trim() !== '' ? await ask(note) : without, note: needsNote ? note : '' };
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      return { problems: error.fields ?? { date: error.fact }, note: '' };
    }
  }

  async function save(ctx: Context, posted: Form): Promise<void> {
    const actor = memberOf(ctx);
    const { day, rows } = await rowsOf(actor);
    const problems: Problems = {};
    let done = 0;
    for (const row of rows) {
      const { clientId } = row.application;
      const typed = row.reported === undefined ? typedIn(row, posted) : undefined;
      if (typed === undefined) continue;
      const found = await problemsOf(actor, clientId, day, typed, posted.note ?? '');
      Object.assign(problems, named(clientId, found.problems));
      const read = readFigures(typed);
      if (isCheck(ctx) || Object.keys(found.problems).length > 0 || 'problems' in read) continue;
      try {
        await statistics.report(actor, clientId, day, { figures: read.figures, note: found.note });
        done += 1;
      } catch (error) {
        if (!(error instanceof Problem) || error.status >= 500) throw error;
        Object.assign(problems, named(clientId, error.fields ?? { date: error.fact }));
      }
    }
    if (isCheck(ctx)) return answerCheck(ctx, problems, posted);
    return show(ctx, { ...(Object.keys(problems).length > 0 && { values: posted }), problems, done });
  }

  return [
    page('/console/statistics/yesterday', may('report figures'), (ctx) => show(ctx)),
    form('/console/statistics/yesterday', may('report figures'), save, { limit: longest }),
  ];
}

/** The counts of 自助计数 as figures; a server that tells of views names no addresses. */
const countedFigures = ({ views, visitors, addresses }: DayCount): [string, number][] => [
  ['pv', views],
  ['uv', visitors],
  ...(addresses > 0 ? [['ip', addresses] satisfies [string, number]] : []),
];

/** Whether a figure is that count: as it is suggested, or as it was reported. */
const isCounted = (
  code: string,
  { reported, counted }: { reported: number | undefined; counted: ReadonlyMap<string, number> },
): boolean => counted.has(code) && (reported === undefined || reported === counted.get(code));

/** Problems of an application by the names that its fields have in the table; the sentence is one for all. */
const named = (clientId: string, problems: Problems): Problems =>
  Object.fromEntries(
    Object.entries(problems).map(([code, problem]) => [
      code === 'note' ? code : code === 'date' ? clientId : `${clientId}.${code}`,
      problem,
    ]),
  );
