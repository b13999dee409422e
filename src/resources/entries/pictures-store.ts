import type { Connection } from '../../database/open.ts';
import { type Fact, readFact, written } from '../../fact.ts';

export type Fetched = {
  url: string;
  fileId: string | undefined;
  problem: Fact | undefined;
  fetchedAt: Date | undefined;
};

/** The pictures of these addresses; none for an upload that was purged since. */
export async function find(db: Connection, institutionId: string, urls: readonly string[]): Promise<Fetched[]> {
  const rows = await db.rows<{ url: string; file_id: string | null; problem: string | null; fetched_at: Date | null }>(
    `select url, file_id, problem, fetched_at from fetched_pictures where institution_id = $1 and url = any($2::text[])`,
    [institutionId, urls],
  );
  return rows.map((row) => ({
    url: row.url,
    fileId: row.file_id ?? undefined,
    problem: row.problem === null ? undefined : readFact(row.problem),
    fetchedAt: row.fetched_at ?? undefined,
  }));
}

export async function save(
  db: Connection,
  institutionId: string,
  { url, fileId, problem, fetchedAt }: Fetched,
): Promise<void> {
  await db.run(
    `insert into fetched_pictures (institution_id, url, file_id, problem, fetched_at) values ($1, $2, $3, $4, $5)
     on conflict (institution_id, url) do update set file_id = excluded.file_id, problem = excluded.problem, fetched_at = excluded.fetched_at`,
    [institutionId, url, fileId ?? null, problem === undefined ? null : written(problem), fetchedAt ?? null],
  );
}
