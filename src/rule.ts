/** A rule that is asked in TypeScript and in SQL alike. */

/**
 * A rule is declared once and asked in two ways: `holds` of a row that was read, `sql` within a statement. Both are made of the same
 * conditions, so that neither can say more than the other. It stands in the room that owns the table; another room asks it there instead of
 * naming the column. test/rule.test.ts tries each exported rule on ten thousand rows.
 */
export interface Rule<Row, Asked extends [] | [unknown] = []> {
  holds(row: Row, ...asked: Asked): boolean;
  /**
   * `of`: the aliases of its tables in their order; `asked`: the parameter, `$1`. With nullable columns, only `where` treats an unknown result
   * as false, and `not` does not turn it round.
   */
  sql(of: Aliases, ...asked: { [Each in keyof Asked]: string }): string;
  /** The tables of its rows. */
  tables: readonly string[];
  /** A list to select, under the names of `Row`. */
  columns(of: Aliases): string;
}

type Aliases = string | readonly string[];
type Value = unknown;
/** How each property of a row stands in SQL; of several the first that is set. */
type Columns = Readonly<Record<string, string | readonly string[]>>;

/** A value in both languages: a property, the argument, or an expression of these. */
type Term = { value(row: object, asked: Value): Value; sql(columns: Columns, asked: string): readonly string[] };
type Condition = { holds(row: object, asked: Value): boolean; sql(columns: Columns, asked: string): string };

/**
 * Declares the columns of a row's properties, and gives rules about them. `tables` are those behind the aliases; an expression names its type.
 */
export function rowOf<Row extends object>(
  tables: readonly string[],
  columnsOf: (...aliases: string[]) => Readonly<Record<keyof Row & string, string | readonly string[]>>,
) {
  const columnsBy = (of: Aliases): Columns => columnsOf(...[of].flat());
  const columns = (of: Aliases) =>
    Object.entries(columnsBy(of))
      .map(([name, parts]) => `${one([parts].flat())} as "${name}"`)
      .join(', ');
  return {
    columns,
    /** How each property stands there, for a row that has it from this one. */
    of: columnsOf,
    /** `Asked`: its arguments beside the row, mostly the moment. */
    rule<Asked extends [] | [unknown] = []>(
      condition: (its: (name: keyof Row & string) => Term, asked: Term) => Condition,
    ): Rule<Row, Asked> {
      const { holds, sql } = condition(property, asked);
      return {
        ...{ tables, columns },
        holds: (row, ...[given]) => holds(row, given),
        sql: (of, ...[parameter = '']) => sql(columnsBy(of), parameter),
      };
    },
  };
}

const property = (name: string): Term => ({
  value: (row) => Reflect.get(row, name),
  sql: (columns) => [columns[name] ?? []].flat(),
});
const asked: Term = { value: (_row, given) => given, sql: (_columns, parameter) => [parameter] };
const one = (parts: readonly string[]) => (parts.length === 1 ? `${parts[0]}` : `coalesce(${parts.join(', ')})`);
const together = (parts: readonly string[], by: 'and' | 'or') =>
  parts.length === 1 ? `${parts[0]}` : `(${parts.join(` ${by} `)})`;

const hasValue =
  (wanted: boolean) =>
  (term: Term): Condition => ({
    holds(row, given) {
      const value = term.value(row, given);
      return (value !== undefined && value !== null) === wanted;
    },
    sql: (columns, parameter) => {
      const each = term.sql(columns, parameter).map((part) => `${part} is ${wanted ? 'not null' : 'null'}`);
      return together(each, wanted ? 'or' : 'and');
    },
  });
export const isSet = hasValue(true);
export const isUnset = hasValue(false);

/** One word of a list. */
export const is = (term: Term, word: string): Condition => ({
  holds: (row, given) => term.value(row, given) === word,
  sql: (columns, parameter) => `${one(term.sql(columns, parameter))} = '${word}'`,
});

/** Of moments and numbers. An unset one is neither before nor after anything. */
const compared =
  (operator: string, fits: (left: number, right: number) => boolean) =>
  (left: Term, right: Term): Condition => ({
    holds(row, given) {
      const [one, other] = [numberOf(left.value(row, given)), numberOf(right.value(row, given))];
      return one !== undefined && other !== undefined && fits(one, other);
    },
    sql: (columns, parameter) =>
      `${one(left.sql(columns, parameter))} ${operator} ${one(right.sql(columns, parameter))}`,
  });
// Instants have milliseconds on both sides (docs/adr/0112), so that also `=` is the same.
const numberOf = (value: Value) =>
  value instanceof Date ? value.getTime() : typeof value === 'number' ? value : undefined;
export const isAfter = compared('>', (left, right) => left > right);
export const isFrom = compared('>=', (left, right) => left >= right);
export const isBefore = compared('<', (left, right) => left < right);
export const isUntil = compared('<=', (left, right) => left <= right);
export const isSame = compared('=', (left, right) => left === right);

const reckoned =
  (value: (milliseconds: number) => number, sql: (column: string) => string) =>
  (term: Term): Term => ({
    value(row, given) {
      const found = numberOf(term.value(row, given));
      return found === undefined ? undefined : value(found);
    },
    sql: (columns, parameter) => [sql(one(term.sql(columns, parameter)))],
  });
/** The beginning of its second. */
export const secondOf = reckoned(
  (milliseconds) => Math.floor(milliseconds / 1000) * 1000,
  (column) => `date_trunc('second', ${column}::timestamptz)`,
);
/** Later by so many seconds. */
export const later = (term: Term, seconds: number): Term =>
  reckoned(
    (milliseconds) => milliseconds + seconds * 1000,
    (column) => `${column}::timestamptz + interval '${seconds} seconds'`,
  )(term);
/** As auth_time counts: in seconds, and a part of one is a whole. */
export const secondsUp = reckoned(
  (milliseconds) => Math.ceil(milliseconds / 1000),
  (column) => `ceil(extract(epoch from ${column}))`,
);

/** A code that begins like one of a list; no list is all of them. */
export const beginsAs = (term: Term, list: Term): Condition => ({
  holds(row, given) {
    const [code, beginnings] = [term.value(row, given), list.value(row, given)];
    if (!Array.isArray(beginnings)) return true;
    return typeof code === 'string' && beginnings.some((each) => code.startsWith(String(each)));
  },
  sql(columns, parameter) {
    const [code, beginnings] = [one(term.sql(columns, parameter)), one(list.sql(columns, parameter))];
    return `(${beginnings}::text[] is null
      or exists (select from unnest(${beginnings}::text[]) as reach (code) where starts_with(${code}, reach.code)))`;
  },
});

const joined =
  (by: 'and' | 'or') =>
  (...conditions: readonly Condition[]): Condition => ({
    holds(row, given) {
      const holds = (each: Condition) => each.holds(row, given);
      return by === 'and' ? conditions.every(holds) : conditions.some(holds);
    },
    sql(columns, parameter) {
      const each = conditions.map(({ sql }) => sql(columns, parameter));
      return together(each, by);
    },
  });
export const allOf = joined('and');
export const anyOf = joined('or');
