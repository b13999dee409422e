import type { Seal } from '../crypto/seal.ts';
import type { Connection } from '../database/open.ts';
import type { PersonalRow, PersonSought } from '../personal.ts';
import { isNotDeleted } from './account/account.ts';
import { sealedAs } from './account/store.ts';

/** Phone and e-mail in clear, as they are exported. */
export function personalOf({ phone_sealed, email_sealed, ...row }: PersonalRow, seal: Seal): PersonalRow {
  const open = (sealed: unknown, column: 'phone' | 'email') =>
    sealed instanceof Buffer ? seal.unseal(sealed, sealedAs(column, String(row.id))) : null;
  return { ...row, phone: open(phone_sealed, 'phone'), email: open(email_sealed, 'email') };
}

/** Of an account only its id stays: neither it nor values derived from it are used again. */
export const empty = (trx: Connection, { accountId }: PersonSought, at: Date) =>
  trx.run(
    `update accounts set username = null, phone_index = null, phone_sealed = null, email_index = null, email_sealed = null,
       email_verified_at = null, nickname = '', password_hash = null, region_code = null, over_14 = null, terms_agreed_at = null, terms_version = null,
       closing_at = null, new_password_since = null, guardian_id = null, birth_year = null, handover_at = null,
       realname_masked = null, realname_at = null, avatar_id = null,
       deleted_at = coalesce(deleted_at, $2), sessions_valid_from = greatest(sessions_valid_from, $2), updated_at = $2
      where id = $1 and (${isNotDeleted.sql('accounts')} or nickname <> '' or phone_index is not null)`,
    [accountId, at],
  );
