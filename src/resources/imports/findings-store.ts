import type { Seal } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import { readFact, written } from '../../fact.ts';
import { fact } from './facts.ts';
import type { Finding, Grade } from './import.ts';

export const sealedAs = (id: string) => `imports.value.${id}`;

export const clear = (trx: Connection, id: string, grade: Grade) =>
  trx.run(`delete from import_problems where import_id = $1 and grade = $2`, [id, grade]);

export const add = (trx: Connection, seal: Seal, id: string, problems: readonly Finding[]) =>
  trx.run(
    `insert into import_problems (import_id, grade, place, "row", field, title, value, problem)
     select $1, grade, place, "row", field, title, value, problem
     from unnest($2::text[], $3::integer[], $4::integer[], $5::text[], $6::text[], $7::bytea[], $8::text[])
       as given (grade, place, "row", field, title, value, problem)`,
    [
      id,
      problems.map(({ grade }) => grade),
      problems.map(({ place }) => place),
      problems.map(({ row }) => row),
      problems.map(({ field }) => field ?? null),
      problems.map(({ title }) => title),
      problems.map(({ value }) => seal.seal(value, sealedAs(id))),
      problems.map(({ problem }) => written(problem)),
    ],
  );

type FindingRow = Omit<Finding, 'value' | 'field' | 'problem'> & {
  value: Buffer;
  field: string | null;
  problem: string;
};

const presentFinding =
  (id: string, seal: Seal) =>
  ({ field, value, problem, ...row }: FindingRow): Finding => ({
    ...row,
    field: field ?? undefined,
    value: seal.unseal(value, sealedAs(id)),
    problem: readFact(problem) ?? fact('imports.check_failed'),
  });

/** In the order of the rows, from `after` on. */
export async function list(
  db: Connection,
  seal: Seal,
  id: string,
  { grade, after, limit }: { grade: Grade; after: number; limit: number },
): Promise<Finding[]> {
  const rows = await db.rows<FindingRow>(
    `select grade, place, "row", field, title, value, problem from import_problems
     where import_id = $1 and grade = $2 and place > $3 order by place limit $4`,
    [id, grade, after, limit],
  );
  return rows.map(presentFinding(id, seal));
}

async function at(
  db: Connection,
  seal: Seal,
  id: string,
  { grade, places }: { grade: Grade; places: readonly number[] },
): Promise<Finding[]> {
  const rows = await db.rows<FindingRow>(
    `select grade, place, "row", field, title, value, problem from import_problems
     where import_id = $1 and grade = $2 and place = any($3::integer[])`,
    [id, grade, places],
  );
  return rows.map(presentFinding(id, seal));
}

/** How many there are of each kind. */
export async function counts(db: Connection, id: string): Promise<Partial<Record<Grade, number>>> {
  const rows = await db.rows<{ grade: Grade; count: number }>(
    `select grade, count(*)::integer as count from import_problems where import_id = $1 group by grade`,
    [id],
  );
  return Object.fromEntries(rows.map(({ grade, count }) => [grade, count]));
}

/** A problem that rows have in common: of one column, of one kind. */
export type Group = { field: string; code: string };

const codeOf = `split_part(problem, ' ', 1)`;

/** The rows with it, in their order. */
export async function rowsOf(db: Connection, id: string, { field, code }: Group): Promise<number[]> {
  const rows = await db.rows<{ row: number }>(
    `select distinct "row" from import_problems where import_id = $1 and grade = 'bad' and field = $2 and ${codeOf} = $3 order by "row"`,
    [id, field, code],
  );
  return rows.map(({ row }) => row);
}

export type Grouped = {
  field: string | undefined;
  title: string;
  code: string;
  count: number;
  rows: number[];
  first: Finding;
};

const shownRows = 12;
const mostGroups = 100;

/** Problems that rows have in common, the most frequent first. */
export async function groups(db: Connection, seal: Seal, id: string, grade: Grade): Promise<Grouped[]> {
  const rows = await db.rows<{ count: number; rows: number[]; place: number }>(
    `select count(distinct "row")::integer as count, (array_agg(distinct "row"))[1:${shownRows}] as rows, min(place) as place
     from import_problems where import_id = $1 and grade = $2
     group by field, ${codeOf} order by count(*) desc, min(place) limit ${mostGroups}`,
    [id, grade],
  );
  const firsts = await at(db, seal, id, { grade, places: rows.map(({ place }) => place) });
  return rows.flatMap(({ count, rows: numbers, place }) => {
    const first = firsts.find((finding) => finding.place === place);
    if (first === undefined) return [];
    const { field, title, problem } = first;
    return [{ ...{ field, title, count, first }, code: problem.code, rows: numbers }];
  });
}
