import type { Connection } from '../../database/open.ts';

/**
 * Queues leaves of the transparency log for figures published by these rows, unless equal to their last leaf. Done here and not by a trigger: a
 * row changed past the service must get none. (Reports get theirs with each revision, which is immutable.)
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
