import type { Connection } from '../../database/open.ts';
import { isNotDeleted } from '../account/account.ts';

export const setAk = (trx: Connection, id: string, clientId: string) =>
  trx.run(`update accounts set verifies = $2 where id = $1`, [id, clientId]);

export const rename = (trx: Connection, id: string, nickname: string, at: Date) =>
  trx.run(`update accounts set nickname = $2, updated_at = $3 where id = $1 and verifies is not null`, [
    id,
    nickname,
    at,
  ]);

/** Its sessions and tokens end with it. */
export const remove = (trx: Connection, id: string, at: Date) =>
  trx.run(
    `update accounts set deleted_at = $2, password_hash = null, sessions_valid_from = greatest(sessions_valid_from, $2), updated_at = $2
     where id = $1 and verifies is not null and ${isNotDeleted.sql('accounts')}`,
    [id, at],
  );
