import type { Connection } from '../../database/open.ts';
import type { Terms } from './terms/terms.ts';

export const isSown = async (db: Connection): Promise<boolean> =>
  (await db.row(`select 1 from shared_resources limit 1`)) !== undefined;

/** Locked against concurrent seeding. */
export const lock = (trx: Connection) => trx.run('lock table shared_resources in share row exclusive mode');

/** Under a number of its own choice. */
export const share = (trx: Connection, id: string, number: number, terms: Terms, at: Date): Promise<number> =>
  trx.run(
    `insert into shared_resources (entry_id, number, open, terms, purposes, region, shared_at, updated_at) overriding system value
     values ($1, $2, true, $3, $4::text[], $5, $6, $6)`,
    [id, number, JSON.stringify(terms), terms.purposes, terms.region ?? null, at],
  );
