import type { Fact } from '../../../fact.ts';
import type { Field } from '../../../fields/form.ts';
import { type Cell, letterOf, plainHeading, type Row } from '../../../fields/workbooks/table.ts';
import { fact } from '../facts.ts';

export type Headings = {
  /** The last row of the headings, counted from 1. */
  row: number;
  /** By column, counted from 1. */
  fields: ReadonlyMap<number, Field>;
  /** Notices about ignored parts. */
  notices: Fact[];
};

/** How far down the headings may be, below a title of one's own. */
const maxHeadingDepth = 20;

const textOf = (cell: Cell | undefined): string => (cell === null || cell === undefined ? '' : String(cell).trim());

/** Where the headings are, by name and not by place: titles above, merged groups and hidden names of fields are no hindrance. */
export function findHeadings(rows: readonly Row[], known: ReadonlyMap<string, Field>): Headings | { problem: Fact } {
  const head = rows.filter(({ row }) => row <= maxHeadingDepth);
  const fieldOf = (cell: Cell | undefined) =>
    known.get(plainHeading(cell)) ?? known.get(plainHeading(withoutNote(cell)));
  const found = ({ cells }: Row) => new Set(cells.flatMap((cell) => fieldOf(cell)?.name ?? [])).size;
  const best = head.toSorted((one, other) => found(other) - found(one) || one.row - other.row)[0];
  if (best === undefined) return { problem: fact('imports.file_empty') };
  if (found(best) < 2) return { problem: fact('imports.no_headings') };
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
  const repeated: Fact[] = [];
  for (const { cells } of block)
    for (const [place, cell] of cells.entries()) {
      const field = fieldOf(cell);
      if (field === undefined || fields.has(place + 1)) continue;
      const other = [...fields].find(([, { name }]) => name === field.name)?.[0];
      if (other === undefined) fields.set(place + 1, field);
      else if (cells === best.cells)
        repeated.push(
          fact('imports.column_twice', { title: field.title, one: letterOf(other), other: letterOf(place + 1) }),
        );
    }
  if (repeated.length > 0) return { problem: fact('imports.columns_twice', { repeated }) };
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

function* ignored({ cells }: Row, fields: ReadonlyMap<number, Field>): Generator<Fact> {
  const unknown = cells.flatMap((cell, place) =>
    textOf(cell) !== '' && !fields.has(place + 1) ? [textOf(cell).slice(0, 20)] : [],
  );
  if (unknown.length > 0) yield fact('imports.columns_unknown', { count: unknown.length, names: unknown.slice(0, 10) });
}

/** Without these nothing in the file can be imported. */
export const absent = (known: ReadonlyMap<string, Field>, { fields }: Headings): Field[] => {
  const there = new Set([...fields.values()].map(({ name }) => name));
  return [...new Set(known.values())].filter(({ name, optional }) => !optional && !there.has(name));
};
