import { z } from 'zod';
import type { Fact } from '../fact.ts';
import { written } from '../fact.ts';
import { fact } from './facts.ts';
import { type Column, type Field, type Fields, fieldsIn } from './form.ts';
import { issue } from './issue.ts';
import { problemOfLines, tooMany } from './list.ts';
import { readFields } from './read.ts';
import { between, tableOf } from './row-table.ts';
import { missing } from './text.ts';

type Row = Readonly<Record<string, unknown>>;
type About = Omit<z.GlobalMeta, 'check'> & {
  most: number;
  /** The name of one of them: 场. */
  row: string;
  /** The hint of its table; `hint` is that of its lines. */
  tableHint?: string;
  /** An alternative notation of a line, as its members. */
  loose?: (line: string) => readonly string[] | undefined;
  /** Checks over all lines. */
  check?: (rows: readonly Row[]) => Fact | undefined;
};

/** Several things of one make, one a line, members with ｜ between them. */
export function rows(
  label: string,
  columns: Fields,
  { most, row, tableHint = '', loose, check: checkRows, ...meta }: About,
) {
  const named = fieldsIn(columns);
  const schema = z.object({ ...columns });
  const memberOf = (line: string) => loose?.(line) ?? line.split(/[｜|]/).map((member) => member.trim());
  const line = (text: string): { row: Row } | { problem: Fact } => {
    const members = memberOf(text);
    if (members.length > named.length)
      return {
        problem: fact('fields.members', {
          members: named.map(({ title }) => title).join(between),
          now: members.length,
        }),
      };
    const read = readFields(schema, Object.fromEntries(named.map(({ name }, place) => [name, members[place] ?? ''])));
    if ('problems' in read) {
      const [problem = fact('fields.invalid', { label })] = Object.values(read.problems);
      return { problem };
    }
    return { row: Object.fromEntries(Object.entries(read.values).filter(([, value]) => value !== undefined)) };
  };
  return z
    .string(written(missing(label)))
    .transform((typed, ctx) => {
      const say = (problem: Fact) => ctx.addIssue(issue(problem));
      const lines = typed.split('\n').filter((each) => each.trim() !== '');
      if (lines.length > most) {
        say(tooMany(label, most, lines.length, 'line'));
        return z.NEVER;
      }
      const read = lines.map((each) => line(each.trim()));
      const found = read.flatMap((each) => ('row' in each ? [each.row] : []));
      const wrong = read.flatMap((each, place) =>
        'problem' in each ? [fact('fields.in_line', { line: place + 1, problem: each.problem })] : [],
      );
      const problem = wrong.length === 0 ? checkRows?.(found) : problemOfLines(wrong);
      if (problem !== undefined) say(problem);
      return found;
    })
    .register(z.globalRegistry, {
      ...meta,
      title: label,
      control: 'lines',
      raw: 400 * (most + 1),
      table: tableOf(named, { row, hint: tableHint, most, membersOf: memberOf }),
      as: { type: 'rows', most, columns: named.map(columnOf) },
    });
}

const columnOf = ({ name, title, control, optional, as, options }: Field): Column => ({
  name,
  title,
  control,
  optional,
  ...(as !== undefined && { as }),
  ...(options !== undefined && { options }),
});
