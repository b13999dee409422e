import type { Member } from '../actor.ts';
import type { Application } from '../applications/aksk/application.ts';
import { notFound, Problem, type Problems } from '../errors.ts';
import type { Fact } from '../fact.ts';
import { tableKindOf } from '../fields/workbooks/table.ts';
import { createWorkbooks } from '../fields/workbooks/workbooks.ts';
import type { Context } from '../http/context.ts';
import type { Form } from '../http/requests/body.ts';
import type { Upload } from '../http/requests/upload.ts';
import { form, page, param, type Route, upload } from '../http/route.ts';
import { answerCheck, isCheck } from './day-form.ts';
import { fact } from './facts.ts';
import type { StatisticsNeeds } from './needs.ts';
import { may } from './policies.ts';
import { firstOf, isMonth, lastOf, monthOf } from './reports/calendar.ts';
import { dayAfter, daysBetween } from './reports/closing.ts';
import { pastedRows } from './reports/pasted.ts';
import { usualOf } from './reports/report.ts';
import { isSameFigures } from './reports/reporting.ts';
import { monthSheet, readMonth } from './reports/sheet.ts';
import { readFigures, reportedMetrics, type Typed, typedOf } from './reports/typed.ts';

type Needs = StatisticsNeeds & {
  applicationIn: (ctx: Context) => Promise<{ actor: Member; application: Application }>;
  mayReport: (actor: Member, application: Application) => boolean;
  base: string;
};

const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const largestFile = 2 * 1024 * 1024;
/** Every metric that platforms report, the required ones first. */
const columns = reportedMetrics.toSorted((one, other) => Number(other.required) - Number(one.required));
/** 31 days of fourteen numbers, with a pasted text beside them. */
const longest = 256 * 1024;

/** A month in one table: typed cell by cell, or pasted from a spreadsheet. */
export function createGridPages(needs: Needs): Route[] {
  const { pages, statistics, applicationIn, mayReport, base } = needs;

  const workbooks = createWorkbooks();

  /** The result of a file: the number of days, and the ignored parts. */
  type Came = { days: number; left: readonly Fact[] };
  type Shown = { values?: Form; problems?: Readonly<Problems>; done?: number; read?: Came };

  /** The month of an address, its reportable days, and their reports. */
  async function monthOfPage(ctx: Context) {
    const { actor, application } = await applicationIn(ctx);
    const month = param(ctx, 'month');
    if (!isMonth(month) || month > monthOf(statistics.yesterday())) throw notFound(fact('statistics.no_month'));
    const reports = await statistics.list(actor, application.clientId, { from: firstOf(month), to: lastOf(month) });
    const [since, yesterday] = [statistics.since(application), statistics.yesterday()];
    const days = daysBetween(firstOf(month), lastOf(month)).filter((day) => day >= since && day <= yesterday);
    const known = new Map(reports.map((report) => [report.day, typedOf(report)]));
    return { actor, application, month, days, reports, known };
  }

  async function show(ctx: Context, { values, problems = {}, done, read }: Shown = {}): Promise<void> {
    const { actor, application, month, days, known } = await monthOfPage(ctx);
    const yesterday = statistics.yesterday();
    const last = { from: dayAfter(yesterday, -27), to: yesterday };
    const usual = usualOf(await statistics.list(actor, application.clientId, last));
    const told = (name: string) => problems[name] && ctx.state.speech.say(problems[name]);
    const data = {
      application: { ak: application.clientId, name: application.name },
      month,
      action: `${base}/${encodeURIComponent(application.clientId)}/months/${month}`,
      back: `${base}?${new URLSearchParams({ app: application.clientId, month })}`,
      columns: columns.map(({ code, name, short, required }) => ({ code, name, short, required })),
      usual: Object.keys(usual).length > 0 ? columns.map(({ code }) => usual[code]) : undefined,
      rows: days.map((day) => ({
        day,
        isReported: known.has(day),
        isOpen: statistics.phase(day) !== 'closed',
        cells: columns.map(({ code }) => ({
          name: `${day}.${code}`,
          value: values?.[`${day}.${code}`] ?? known.get(day)?.[code] ?? '',
          problem: told(`${day}.${code}`),
        })),
        problem: told(day),
      })),
      values: values ?? {},
      done,
      read: read && { days: read.days, left: read.left.map(ctx.state.speech.say) },
      mayReport: mayReport(actor, application) && days.length > 0,
    };
    pages.show(ctx, 'statistics/grid', data, { title: `${month} 服务数据`, here: 'statistics', problems });
  }

  async function sendSheet(ctx: Context) {
    const { application, month, days, known } = await monthOfPage(ctx);
    const rows = days.map((day) => ({ day, values: columns.map(({ code }) => known.get(day)?.[code] ?? '') }));
    ctx.attachment(`${application.name}-${month}.xlsx`);
    ctx.type = workbook;
    const { writeWorkbook } = await import('../fields/workbooks/write.ts'); // a hundred modules that a start need not read
    ctx.body = await writeWorkbook([monthSheet(month, columns, rows)]);
  }

  /** The content of a file is put into the table: the sender checks and saves it. */
  async function readSheet(ctx: Context, _form: Form, uploads: readonly Upload[]) {
    const { month, days: open } = await monthOfPage(ctx);
    const [file] = uploads;
    if (file === undefined || file.bytes.length === 0)
      return show(ctx, { problems: { file: fact('statistics.file_missing') } });
    const kind = tableKindOf(file.name, file.bytes);
    const read = await readMonth(workbooks, { bytes: file.bytes, kind }, columns, month);
    if ('problem' in read) return show(ctx, { problems: { file: read.problem } });
    const days = [...new Set(Object.keys(read.values).map((name) => name.slice(0, 10)))].toSorted();
    const closed = days.filter((day) => !open.includes(day));
    const left = [
      ...(closed.length > 0 ? [fact('statistics.days_unread', { days: closed.join('、') })] : []),
      ...(read.unread.length > 0 ? [fact('statistics.columns_unread', { columns: read.unread.join('、') })] : []),
    ];
    return show(ctx, { values: read.values, read: { days: days.length - closed.length, left } });
  }

  /** Its problems, or why the day cannot be reported at all. */
  async function problemsOf(actor: Member, clientId: string, day: string, typed: Typed): Promise<Problems> {
    try {
      return await statistics.problems(actor, clientId, day, typed);
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      return error.fields ?? { date: error.fact };
    }
  }

  async function save(ctx: Context, posted: Form) {
    const { actor, application, month, reports } = await monthOfPage(ctx);
    const pasted = pastedRows(posted.pasted ?? '', columns, month);
    if ('problem' in pasted) return show(ctx, { values: posted, problems: { pasted: pasted.problem } });
    const form: Record<string, string> = { ...posted, ...pasted.values };
    const days = [
      ...new Set(Object.keys(form).flatMap((name) => /^(\d{4}-\d\d-\d\d)\./.exec(name)?.[1] ?? [])),
    ].toSorted();
    const problems: Problems = {};
    let done = 0;
    for (const day of days) {
      const typed = Object.fromEntries(
        columns.flatMap(({ code }) => {
          const text = form[`${day}.${code}`];
          return text === undefined ? [] : [[code, text]];
        }),
      );
      if (Object.values(typed).every((value) => value.trim() === '')) continue;
      const before = reports.find((report) => report.day === day);
      // Figures missing from the table keep their reported values.
      const whole = { ...(before && typedOf(before)), ...typed };
      // A day that stays as it is gets neither the sentence nor the reason of the others.
      const now = readFigures(whole);
      if (before !== undefined && 'figures' in now && isSameFigures(before, now)) continue;
      const note = form.note || undefined;
      const wrong = await problemsOf(actor, application.clientId, day, { ...whole, note, reason: form.reason });
      Object.assign(problems, named(day, wrong));
      if (isCheck(ctx) || Object.keys(wrong).length > 0) continue;
      const read = readFigures(whole);
      if ('problems' in read) continue;
      try {
        const { outcome } = await statistics.report(actor, application.clientId, day, {
          figures: read.figures,
          ...(read.terminals && { terminals: read.terminals }),
          ...(note !== undefined && { note }),
          ...(form.reason && { reason: form.reason }),
        });
        if (outcome !== 'unchanged') done += 1;
      } catch (error) {
        if (!(error instanceof Problem) || error.status >= 500) throw error;
        Object.assign(problems, named(day, error.fields ?? { date: error.fact }));
      }
    }
    if (isCheck(ctx)) return answerCheck(ctx, problems, form);
    return show(ctx, { ...(Object.keys(problems).length > 0 && { values: form }), problems, done });
  }

  return [
    page('/console/statistics/:ak/months/:month/sheet.xlsx', may('see own figures'), sendSheet),
    upload('/console/statistics/:ak/months/:month/sheet', may('report figures'), readSheet, {
      files: 1,
      bytes: largestFile,
    }),
    page('/console/statistics/:ak/months/:month', may('see own figures'), (ctx) => show(ctx)),
    form('/console/statistics/:ak/months/:month', may('report figures'), save, { limit: longest }),
  ];
}

/** Problems of a day by the names that its fields have in the table; the sentences are those of the whole table. */
const named = (day: string, problems: Problems): Problems =>
  Object.fromEntries(
    Object.entries(problems).map(([code, problem]) => [
      code === 'note' || code === 'reason' ? code : code === 'date' ? day : `${day}.${code}`,
      code === 'date' ? fact('statistics.of_day', { day, problem }) : problem,
    ]),
  );
