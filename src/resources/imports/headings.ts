import type { Field } from '../../fields/form.ts';
import { type Cell, letterOf, plainHeading, type Row } from '../../fields/table.ts';

export type Headings = {
  /** The last row of the headings, counted from 1. */
  row: number;
  /** By column, counted from 1. */
  fields: ReadonlyMap<number, Field>;
  /** What was passed over, in words. */
  notices: string[];
};

/** How far down somebody may write a title above the table. */
const deep = 20;

const textOf = (cell: Cell | undefined): string => (cell === null || cell === undefined ? '' : String(cell).trim());

/** Where the headings are, by name and not by place: titles above, merged groups and hidden names of fields are no hindrance. */
export function findHeadings(rows: readonly Row[], known: ReadonlyMap<string, Field>): Headings | { problem: string } {
  const head = rows.filter(({ row }) => row <= deep);
  const fieldOf = (cell: Cell | undefined) =>
    known.get(plainHeading(cell)) ?? known.get(plainHeading(withoutNote(cell)));
  const found = ({ cells }: Row) => new Set(cells.flatMap((cell) => fieldOf(cell)?.name ?? [])).size;
  const best = head.toSorted((one, other) => found(other) - found(one) || one.row - other.row)[0];
  if (best === undefined) return { problem: '这个文件是空的，没有找到数据行' };
  if (found(best) < 2)
    return { problem: '没有找到列名。请用本栏目的模板，把列名放在第 1 行，例如“标题”“摘要”“封面图”' };
  const at = head.indexOf(best);
  /** A row of nothing but headings belongs to them: names of fields below titles, the second line of merged cells. */
  const isAllHeadings = (row: Row | undefined) =>
    row !== undefined &&
    found(row) > 0 &&
    row.cells.every((cell) => textOf(cell) === '' || fieldOf(cell) !== undefined);
  const rest = [head[at - 1], head[at + 1]].filter(
    (row) => row !== undefined && (row === head[at - 1] || isAllHeadings(row)),
  );
  const block = [best, ...rest].filter((row) => row !== undefined);
  const fields = new Map<number, Field>();
  const repeated: string[] = [];
  for (const { cells } of block)
    for (const [place, cell] of cells.entries()) {
      const field = fieldOf(cell);
      if (field === undefined || fields.has(place + 1)) continue;
      const other = [...fields].find(([, { name }]) => name === field.name)?.[0];
      if (other === undefined) fields.set(place + 1, field);
      else if (cells === best.cells)
        repeated.push(`“${field.title}”出现在 ${letterOf(other)} 列和 ${letterOf(place + 1)} 列`);
    }
  if (repeated.length > 0) return { problem: `${repeated.join('；')}，请删去多余的一列` };
  const last = Math.max(...block.filter((row) => row === best || isAllHeadings(row)).map(({ row }) => row));
  return { row: last, fields, notices: [...ignored(best, fields)] };
}

const withoutNote = (cell: Cell | undefined) =>
  typeof cell === 'string'
    ? cell
        .slice(0, 200)
        .normalize('NFKC')
        .split(/[([【]/, 1)
        .join('')
        .trimEnd()
    : cell;

function* ignored({ cells }: Row, fields: ReadonlyMap<number, Field>): Generator<string> {
  const unknown = cells.flatMap((cell, place) =>
    textOf(cell) !== '' && !fields.has(place + 1) ? [`“${textOf(cell).slice(0, 20)}”`] : [],
  );
  if (unknown.length > 0)
    yield `有 ${unknown.length} 列不认识，没有读取：${unknown.slice(0, 10).join('、')}${unknown.length > 10 ? ' 等' : ''}`;
}

/** Without these nothing in the file can be imported. */
export const absent = (known: ReadonlyMap<string, Field>, { fields }: Headings): Field[] => {
  const there = new Set([...fields.values()].map(({ name }) => name));
  return [...new Set(known.values())].filter(({ name, optional }) => !optional && !there.has(name));
};
