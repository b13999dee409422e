import type { Connection } from '../../database/open.ts';
import { isNotDeleted, managesItself, mayAct } from '../account/account.ts';

type Seen = { masked: string; birthYear: number | undefined; at: Date };

/** Only accounts that decide for themselves: neither children nor accounts being deleted. */
export const confirm = (trx: Connection, id: string, { masked, birthYear, at }: Seen) =>
  trx.run(
    `update accounts set realname_masked = $2, realname_at = $4, birth_year = coalesce($3, birth_year), over_14 = true, updated_at = $4
      where id = $1 and ${managesItself.sql('accounts')} and handover_at is null and ${mayAct.sql('accounts')}`,
    [id, masked, birthYear ?? null, at],
  );

/** Forgets the checked data, the year of birth as well. */
export const remove = (trx: Connection, id: string, at: Date) =>
  trx.run(
    `update accounts set realname_masked = null, realname_at = null, birth_year = null, updated_at = $2
      where id = $1 and realname_at is not null and ${isNotDeleted.sql('accounts')}`,
    [id, at],
  );
