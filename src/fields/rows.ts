import { z } from 'zod';
import { type Column, type Field, type Fields, fieldsIn } from './form.ts';
import { tooMany } from './list.ts';
import { readFields } from './read.ts';
import { missing } from './text.ts';

/** Between the members of one line. */
export const between = '｜';

type Row = Readonly<Record<string, unknown>>;
type About = Omit<z.GlobalMeta, 'check'> & {
  most: number;
  /** What a line may look like instead, as its members. */
  loose?: (line: string) => readonly string[] | undefined;
  /** What only the lines together show. */
  check?: (rows: readonly Row[]) => string | undefined;
};

/** Several things of one make, one a line, members with ｜ between them. */
export function rows(label: string, columns: Fields, { most, loose, check: checkRows, ...meta }: About) {
  const named = fieldsIn(columns);
  const schema = z.object({ ...columns });
  const memberOf = (line: string) => loose?.(line) ?? line.split(/[｜|]/).map((member) => member.trim());
  const line = (text: string): { row: Row } | { problem: string } => {
    const members = memberOf(text);
    if (members.length > named.length)
      return { problem: `应为 ${named.map(({ title }) => title).join(between)}，现在有 ${members.length} 项` };
    const read = readFields(schema, Object.fromEntries(named.map(({ name }, place) => [name, members[place] ?? ''])));
    if ('problems' in read) return { problem: Object.values(read.problems)[0] ?? '' };
    return { row: Object.fromEntries(Object.entries(read.values).filter(([, value]) => value !== undefined)) };
  };
  return z
    .string(missing(label))
    .transform((typed, ctx) => {
      const say = (message: string) => ctx.addIssue({ code: 'custom', message });
      const lines = typed.split('\n').filter((each) => each.trim() !== '');
      if (lines.length > most) {
        say(tooMany(label, most, lines.length, '行'));
        return z.NEVER;
      }
      const read = lines.map((each) => line(each.trim()));
      const found: Row[] = [];
      for (const [place, each] of read.entries()) {
        if ('problem' in each) say(`第 ${place + 1} 行：${each.problem}`);
        else found.push(each.row);
      }
      const problem = found.length === lines.length ? checkRows?.(found) : undefined;
      if (problem !== undefined) say(problem);
      return found;
    })
    .meta({
      ...meta,
      title: label,
      control: 'lines',
      raw: 400 * (most + 1),
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
