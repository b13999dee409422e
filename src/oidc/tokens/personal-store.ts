import type { Connection } from '../../database/open.ts';
import { kinds } from './kinds.ts';

/** All at once and without `ctid`, as they may lie on several servers (docs/adr/0085): an account has no more rows than live for 180 days. */
export const forgetTokens = (trx: Connection, accountId: string) =>
  trx.run(`delete from oidc_tokens where account_id = $1`, [accountId]);

/** Login pages opened or completed with a session: they contain the account id, and live an hour. */
export const forgetInteractions = (trx: Connection, accountId: string) =>
  trx.run(
    `delete from oidc_tokens where kind = ${kinds.Interaction} and account_id is null and position($1 in payload::text) > 0`,
    [accountId],
  );
