import type { z } from 'zod';
import { isTime, readTime } from './written-time.ts';

type Texts = Readonly<Record<string, string>>;
/** A member of a row, as form.ts describes fields. */
type Member = {
  name: string;
  title: string;
  control: string;
  optional: boolean;
  as?: { type: string };
  schema: z.ZodType;
};

/** One input of a row. `rare`: shown only where something stands in it, as the last day of a session that goes past midnight. */
export type Cell = {
  name: string;
  title: string;
  kind: 'day' | 'time' | 'weekdays' | 'number' | 'url' | 'text';
  optional: boolean;
  rare?: true;
};

/** A field of rows as a table of inputs. Typed cells and typed text become the same lines. */
export interface RowTable {
  cells: readonly Cell[];
  /** The name of a row: 场, 课, 段. */
  row: string;
  hint: string;
  most: number;
  /** Whether rows can be made by repetition: every Saturday from 14:00 to 16:00. */
  repeats: boolean;
  /** The texts of the cells; undefined where they cannot hold the line. */
  read(line: string): Texts | undefined;
  /** The line; empty where all cells are. */
  write(texts: Texts): string;
}

/** Between the members of one line. */
export const between = '｜';

/** Longer tables are written as text: a page of 2,000 inputs serves no reader. */
export const mostInTable = 60;

export const weekdays = ['一', '二', '三', '四', '五', '六', '日'] as const;

type Members = Pick<RowTable, 'row' | 'hint' | 'most'> & { membersOf: (line: string) => readonly string[] };

/** The table of these members. A beginning and an end that come first are one day and two times of it. */
export function tableOf(fields: readonly Member[], { membersOf, ...about }: Members): RowTable {
  const [start, end, ...others] = fields;
  const isSpan = start?.control === 'datetime' && end?.control === 'datetime';
  const rest = isSpan ? others : fields;
  return {
    ...about,
    repeats: isSpan,
    cells: [...(isSpan ? spanCells : []), ...rest.map(cellOf)],
    read(line) {
      const members = membersOf(line);
      if (members.length > fields.length) return undefined;
      const span = isSpan ? spanIn(members[0], members[1]) : {};
      const texts = rest.map((field, place) => textOf(field, members[isSpan ? place + 2 : place] ?? ''));
      if (span === undefined || texts.some((text) => text === undefined)) return undefined;
      return { ...span, ...Object.fromEntries(rest.map(({ name }, place) => [name, texts[place] ?? ''])) };
    },
    write(texts) {
      const members = [...(isSpan ? membersOfSpan(texts) : []), ...rest.map(({ name }) => tidy(texts[name]))];
      return members.join(between).replace(/｜+$/, '');
    },
  };
}

const spanCells: readonly Cell[] = [
  { name: 'day', title: '日期', kind: 'day', optional: false },
  { name: 'from', title: '开始', kind: 'time', optional: false },
  { name: 'to', title: '结束', kind: 'time', optional: false },
  { name: 'until', title: '结束日期', kind: 'day', optional: true, rare: true },
];

function cellOf({ name, title, control, as, optional }: Member): Cell {
  const kind =
    as?.type === 'list'
      ? 'weekdays'
      : as?.type === 'integer' || as?.type === 'number'
        ? 'number'
        : control === 'time' || control === 'url'
          ? control
          : 'text';
  return { name, title, kind, optional };
}

/** A sign that parts members is none within one. */
const tidy = (text = '') => text.replace(/\s+/g, ' ').replace(/[｜|]/g, '／').trim();

/** Weekdays as numbers, and times as a clock has them; a text that is none is left for its reader, where an input can hold it. */
function textOf({ schema, control, as }: Member, member: string): string | undefined {
  if (member === '' || (as?.type !== 'list' && control !== 'time')) return member;
  const { success, data }: z.ZodSafeParseResult<unknown> = schema.safeParse(member);
  if (!success) return as?.type === 'list' ? undefined : member;
  return Array.isArray(data) ? data.join(',') : String(data);
}

/** A day and a time, or one of them; undefined of other texts. */
function partsOf(text = ''): { day: string; at: string } | undefined {
  const [isWritten, day = '', at = ''] =
    /^(\d{4}-\d\d-\d\d)?[ T]?(\d\d:\d\d)?(?::00)?(?:\+08:00)?$/.exec(text.trim()) ?? [];
  if (isWritten !== undefined) return { day, at };
  const read = readTime(text);
  if (!isTime(read)) return undefined;
  if (read.at === undefined) return { day: read.day, at: '' };
  return read.at.slice(17, 19) === '00' ? { day: read.at.slice(0, 10), at: read.at.slice(11, 16) } : undefined;
}

function spanIn(start: string | undefined, end: string | undefined): Texts | undefined {
  const [first, last] = [partsOf(start), partsOf(end)];
  if (first === undefined || last === undefined) return undefined;
  return { day: first.day, from: first.at, to: last.at, until: last.day === first.day ? '' : last.day };
}

function membersOfSpan(texts: Texts): string[] {
  const [day, from, to, until] = [texts.day, texts.from, texts.to, texts.until].map(tidy);
  const at = (...parts: (string | undefined)[]) => parts.filter(Boolean).join(' ');
  return [at(day, from), to === '' ? (until ?? '') : at(until || day, to)];
}

/** The lines of a posted table: its rows in their order, without the removed one, and with those that repetition adds. */
export function linesIn(name: string, table: RowTable, posted: Texts): string {
  const rows = new Map<number, Record<string, string>>();
  for (const [key, value] of Object.entries(posted)) {
    const [field, place = '', cell = '', day] = key.split('.');
    if (field !== name || !/^\d{1,4}$/.test(place) || posted.drop === `${name}/${place}`) continue;
    const row = rows.get(Number(place)) ?? {};
    row[cell] = day === undefined ? value : [row[cell], day].filter(Boolean).join(',');
    rows.set(Number(place), row);
  }
  const lines = [...rows].toSorted(([one], [other]) => one - other).map(([, row]) => table.write(row));
  const more = posted.more === name ? Object.keys(posted).filter((key) => key.startsWith(`${name}.more.`)) : [];
  const all = [...lines, ...more.map((key) => posted[key] ?? '')].filter((line) => line !== '');
  return (more.length > 0 ? [...new Set(all)].toSorted() : all).join('\n');
}

/** The rows of a text in cells; undefined where one of its lines does not fit in, or there are too many. */
export function rowsIn(table: RowTable, text: string): Texts[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length > mostInTable) return undefined;
  const rows = lines.map((line) => table.read(line.trim()));
  return rows.every((row) => row !== undefined) ? rows : undefined;
}
