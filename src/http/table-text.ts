import type { Field } from '../fields/form.ts';
import { type Cell, mostInTable, type RowTable, rowsIn, weekdays } from '../fields/row-table.ts';

type Texts = Readonly<Record<string, string>>;

/** A date that repetition makes, to be taken or left out. */
type ShownOccurrence = { name: string; line: string; words: string; isThere: boolean };

/** How the tables of a form are shown: the one that is written as text, and the repetition that was asked for. */
export type Tables = {
  asText?: string;
  series?: { field: string; asked: Texts; problems: readonly string[]; found: readonly ShownOccurrence[] };
};

/** The table of a field of rows; undefined where it is written as text. Behind its rows there is always room for one more. */
export function shownTable(field: Pick<Field, 'name' | 'table'>, value: string, { asText, series }: Tables = {}) {
  const { name, table } = field;
  if (table === undefined || asText === name) return undefined;
  const rows = rowsIn(table, value);
  if (rows === undefined) return undefined;
  const blank = rows.length < Math.min(table.most, mostInTable) ? [{}] : [];
  const asked = series?.field === name ? series : undefined;
  return {
    row: table.row,
    hint: table.hint,
    rows: [...rows, ...blank].map((texts, place) => ({
      number: place + 1,
      drop: `${name}/${place}`,
      cells: table.cells.flatMap((cell) => shownCell(`${name}.${place}`, cell, texts)),
    })),
    week: weekOf(table, rows),
    series: table.repeats
      ? {
          isOpen: asked !== undefined,
          problems: asked?.problems ?? [],
          found: asked?.found ?? [],
          cells: seriesCells(table).flatMap((cell) => shownCell(`${name}.every`, cell, asked?.asked ?? {})),
        }
      : undefined,
  };
}

/** Why a field of rows is shown as text although a table was asked for. */
export function textOnly({ name, table }: Pick<Field, 'name' | 'table'>, value: string, { asText }: Tables = {}) {
  if (table === undefined) return undefined;
  const lines = value.split('\n').filter((line) => line.trim() !== '').length;
  const isLong = lines > mostInTable;
  return { isLong, isUnfit: !isLong && asText !== name };
}

/** The lines of a field of rows as people write them: 2026-12-05 14:00 and no zone. */
export const shownLines = ({ table }: Pick<Field, 'table'>, value: string): string =>
  table?.repeats !== true
    ? value
    : value
        .split('\n')
        .map((line) => {
          const cells = table.read(line.trim());
          return cells === undefined ? line : table.write(cells);
        })
        .join('\n');

const seriesCells = ({ cells }: RowTable): Cell[] => {
  const spanned = new Set(['day', 'from', 'to', 'until']);
  const [first] = cells.filter(({ name }) => !spanned.has(name));
  return [
    { name: 'weekdays', title: '每周', kind: 'weekdays', optional: false },
    { name: 'from', title: '开始', kind: 'time', optional: false },
    { name: 'to', title: '结束', kind: 'time', optional: false },
    { name: 'first', title: '从哪天起', kind: 'day', optional: false },
    { name: 'last', title: '到哪天止', kind: 'day', optional: false },
    ...(first === undefined ? [] : [first]),
  ];
};

function shownCell(row: string, { name, title, kind, optional, rare }: Cell, texts: Texts) {
  const value = texts[name] ?? '';
  if (rare && value === '') return [];
  const chosen = new Set(value.split(','));
  return [
    {
      ...{ name: `${row}.${name}`, title, kind, optional, value, type: typeOf(kind, value) },
      days:
        kind === 'weekdays'
          ? weekdays.map((sign, place) => ({
              name: `${row}.${name}.${place + 1}`,
              sign,
              isChosen: chosen.has(String(place + 1)),
            }))
          : undefined,
    },
  ];
}

/** A text that an input of dates or times cannot hold would be lost in it: 24:00. */
function typeOf(kind: Cell['kind'], value: string): string {
  if (kind === 'day') return /^(\d{4}-\d\d-\d\d)?$/.test(value) ? 'date' : 'text';
  if (kind === 'time') return /^(([01]\d|2[0-3]):[0-5]\d)?$/.test(value) ? 'time' : 'text';
  return kind === 'url' ? 'url' : 'text';
}

/** Each day of the week with its hours. */
function weekOf({ cells }: RowTable, rows: readonly Texts[]) {
  const days = cells.find(({ kind }) => kind === 'weekdays');
  const times = cells.filter(({ kind }) => kind === 'time');
  if (days === undefined) return undefined;
  return weekdays.map((sign, place) => {
    const open = rows.filter((row) => row[days.name]?.split(',').includes(String(place + 1)));
    const hours = open.map((row) => times.map(({ name }) => row[name]).join('–')).toSorted();
    return { day: `周${sign}`, hours: hours.join('、') || '闭馆', isClosed: hours.length === 0 };
  });
}
