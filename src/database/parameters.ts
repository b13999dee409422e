/**
 * Rows as parameters of their own (`values ($1, $2), …`), for statements that are prepared: PostgreSQL takes each array apart in a function of
 * its own, and stores the elements, which for a handful of rows costs more than the rest of an insert. A statement is prepared for 1, 2, 4, 8 …
 * rows; the rest is filled with rows of nulls, which the statement must not match.
 */
const sizes = [1, 2, 4, 8, 16, 32, 64, 128];

type ValueType = 'smallint' | 'bytea' | 'text' | 'json' | 'jsonb' | 'uuid' | 'float8' | 'timestamptz' | 'xid';

/** The text of a statement for at least so many rows; `make` is called once for each size. */
export function bySize(make: (size: number) => string): (count: number) => string {
  const made = new Map<number, string>();
  return (count) => {
    const size = sizeFor(count);
    const known = made.get(size);
    if (known !== undefined) return known;
    const text = make(size);
    made.set(size, text);
    return text;
  };
}

/** The `values` list for so many rows, numbered from `first`; each row begins with its position, from 0. */
export function parametersOf(size: number, types: readonly ValueType[], first: number): string {
  const row = (position: number) =>
    `(${[position, ...types.map((type, index) => `$${first + position * types.length + index}::${type}`)].join(', ')})`;
  return Array.from({ length: size }, (_, position) => row(position)).join(', ');
}

/** The parameters of the rows, with those of nulls that fill up the statement. */
export function valuesOf(rows: readonly (readonly unknown[])[], types: readonly ValueType[]): unknown[] {
  const values: unknown[] = [];
  for (const row of rows) for (const value of row) values.push(value);
  for (let missing = (sizeFor(rows.length) - rows.length) * types.length; missing > 0; missing -= 1) values.push(null);
  return values;
}

function sizeFor(count: number): number {
  const size = sizes.find((candidate) => candidate >= count);
  if (size === undefined) throw new RangeError(`${count} rows are too many for one statement`);
  return size;
}
