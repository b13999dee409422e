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
  return rows.map(({ field, value, problem, ...row }) => ({
    ...row,
    field: field ?? undefined,
    value: seal.unseal(value, sealedAs(id)),
    problem: readFact(problem) ?? fact('imports.check_failed'),
  }));
}

/** How many there are of each kind. */
export async function counts(db: Connection, id: string): Promise<Partial<Record<Grade, number>>> {
  const rows = await db.rows<{ grade: Grade; count: number }>(
    `select grade, count(*)::integer as count from import_problems where import_id = $1 group by grade`,
    [id],
  );
  return Object.fromEntries(rows.map(({ grade, count }) => [grade, count]));
}
