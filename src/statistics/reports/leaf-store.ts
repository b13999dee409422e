import type { Connection } from '../../database/open.ts';

/**
 * What is published by these rows gets a leaf in the transparency log, unless it is what its last leaf says already. Said by us and not by a
 * trigger: a row that somebody changes behind our back must get none. (Reports get theirs with each revision, which nobody can change.)
 */
export const awaitLeaves = (
  trx: Connection,
  kind: 'total' | 'count',
  figures: readonly { key: string; day: string }[],
) =>
  trx.run(
    `insert into figures_due (kind, key, day) select distinct $1, f.key, f.day from unnest($2::text[], $3::date[]) as f (key, day)`,
    [kind, figures.map(({ key }) => key), figures.map(({ day }) => day)],
  );
