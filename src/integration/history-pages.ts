import { z } from 'zod';
import { byteOrderMark, csvLine } from '../audit/csv.ts';
import { after, dayOf, days, startOf } from '../clock.ts';
import type { Problems } from '../errors.ts';
import type { Speech } from '../fact.ts';
import { select } from '../fields/choice.ts';
import { day } from '../fields/moment.ts';
import { readFields } from '../fields/read.ts';
import { memberOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import { longAnswer } from '../http/long-answer.ts';
import type { Pages } from '../http/pages/page.ts';
import { dateTime, day as dayWords } from '../http/pages/text.ts';
import { page, type Route } from '../http/route.ts';
import { fact } from './facts.ts';
import type { History, HistoryEntry, HistoryFilter } from './history.ts';
import { may } from './policies.ts';

type Needs = {
  pages: Pages;
  history: History;
  applicationsOf: (institutionId: string) => Promise<readonly { clientId: string; name: string }[]>;
};

const base = '/console/history';
/** A workbook is made as a whole: it ends here, and says so. */
const longestSheet = 20_000;
const names = ['kind', 'application', 'from', 'to'] as const;
type HistoryQuery = Record<(typeof names)[number], string>;

/** R10 对接历史: one feed of everything, filtered, and taken away as a table. */
export function createHistoryFeedPages({ pages, history, applicationsOf }: Needs): Route[] {
  async function read(ctx: Context) {
    const { institutionId, applications } = memberOf(ctx);
    const own = (await applicationsOf(institutionId)).filter(
      ({ clientId }) => applications?.includes(clientId) ?? true,
    );
    const choices = {
      kinds: history.kinds(),
      applications: Object.fromEntries(own.map((one) => [one.clientId, one.name])),
    };
    return { ...choices, ...readFilter(ctx.query, choices) };
  }

  async function show(ctx: Context) {
    const { kinds, applications, asked, filter, problems } = await read(ctx);
    const given = Object.entries(asked).filter(([, value]) => value !== '');
    const { lines, next } =
      Object.keys(problems).length > 0
        ? { lines: [], next: undefined }
        : await history.read(memberOf(ctx), filter, ctx.query.before);
    const { speech } = ctx.state;
    pages.show(
      ctx,
      'integration/history',
      {
        kinds,
        applications,
        asked,
        isFiltered: given.length > 0,
        days: [...Map.groupBy(lines, ({ at }) => dayOf(at)).entries()].map(([key, all]) => ({
          key,
          title: dayWords(startOf(key)),
          lines: all.map((line) => shown(line, speech, applications)),
        })),
        next: next && `${base}?${new URLSearchParams([...given, ['before', next]])}`,
        exports: ['csv', 'xlsx'].map((format) => ({
          label: format === 'csv' ? '导出 CSV' : '导出 Excel',
          href: `${base}/export?${new URLSearchParams([...given, ['format', format]])}`,
        })),
      },
      { title: '对接历史', here: 'history', problems },
    );
  }

  async function hand(ctx: Context) {
    const { filter, problems, applications } = await read(ctx);
    if (Object.keys(problems).length > 0) return show(ctx);
    const { speech } = ctx.state;
    const heading = ['时间', '类别', '应用', '事项', 'AK'];
    const rowOf = (line: HistoryEntry) => [
      line.isWholeDay ? dayOf(line.at) : dateTime(line.at),
      ...[line.title, nameOf(line, applications), speech.say(line.says), line.clientId ?? ''],
    ];
    const lines = history.everything(memberOf(ctx), filter);
    const isWorkbook = ctx.query.format === 'xlsx';
    ctx.set('Cache-Control', 'no-store');
    ctx.attachment(`对接历史.${isWorkbook ? 'xlsx' : 'csv'}`);
    if (!isWorkbook) {
      ctx.type = 'text/csv; charset=utf-8';
      ctx.body = longAnswer(
        (async function* () {
          yield byteOrderMark + csvLine(heading);
          for await (const line of lines) yield csvLine(rowOf(line));
        })(),
      );
      return;
    }
    const rows = [heading];
    for await (const line of lines) {
      if (rows.length > longestSheet) {
        rows.push([speech.say(fact('integration.sheet_ends', { most: longestSheet }))]);
        break;
      }
      rows.push(rowOf(line));
    }
    const { writeWorkbook } = await import('../fields/workbooks/write.ts'); // a hundred modules that a start need not read
    ctx.type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    ctx.body = await writeWorkbook([
      {
        name: '对接历史',
        rows,
        widths: [20, 14, 24, 64, 24],
        looks: { 1: 'heading' },
        frozen: { rows: 1, columns: 0 },
      },
    ]);
  }

  return [
    page(base, may('see plan, history and promotions'), show),
    page(`${base}/export`, may('see plan, history and promotions'), hand),
  ];
}

type Choices = { kinds: Readonly<Record<string, string>>; applications: Readonly<Record<string, string>> };

/** The filter of the form; days are those of Beijing, the last one included. */
function readFilter(
  query: Readonly<Record<string, unknown>>,
  { kinds, applications }: Choices,
): { asked: HistoryQuery; filter: HistoryFilter; problems: Problems } {
  const fields = z.object({
    kind: select('类别', kinds).optional(),
    application: select('应用', applications).optional(),
    from: day('起始日期').optional(),
    to: day('截止日期').optional(),
  });
  const textOf = (name: string) => (typeof query[name] === 'string' ? query[name] : '');
  const asked = { kind: textOf('kind'), application: textOf('application'), from: textOf('from'), to: textOf('to') };
  const result = readFields(fields, asked);
  if ('problems' in result) return { asked, filter: {}, problems: result.problems };
  const { kind, application, from, to } = result.values;
  if (from !== undefined && to !== undefined && to < from)
    return { asked, filter: {}, problems: { to: fact('integration.days_reversed') } };
  const filter = {
    ...(kind !== undefined && { kind }),
    ...(application !== undefined && { clientId: application }),
    ...(from !== undefined && { from: startOf(from) }),
    ...(to !== undefined && { until: after(startOf(to), days(1)) }),
  };
  return { asked, filter, problems: {} };
}

const nameOf = ({ clientId }: HistoryEntry, applications: Choices['applications']): string =>
  clientId === undefined ? '' : (applications[clientId] ?? '');

const tones = { ok: 'ok', warn: 'warn', bad: 'bad-t' } as const;

const shown = (line: HistoryEntry, speech: Speech, applications: Choices['applications']) => ({
  at: line.at,
  isWholeDay: line.isWholeDay === true,
  kind: line.title,
  tone: line.tone === undefined ? '' : tones[line.tone],
  words: speech.say(line.says),
  application: nameOf(line, applications),
  href: line.href,
});
