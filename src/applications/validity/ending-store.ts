import type { Connection } from '../../database/open.ts';

/** Tokens issued before to applications of an institution are void, now and when the institution is back. */
export const endTokens = (trx: Connection, institutionId: string, at: Date) =>
  trx.run(`update applications set tokens_valid_from = $2, updated_at = $2 where institution_id = $1`, [
    institutionId,
    at,
  ]);

/** Since when no application has a token from before; undefined: there is no application. */
export const allEndedAt = async (db: Connection): Promise<Date | undefined> =>
  (await db.row<{ at: Date | null }>(`select min(tokens_valid_from) as at from applications`))?.at ?? undefined;
