import type { Seal } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import { isLive } from '../account/account.ts';
import { indexOf, sealedAs } from '../account/store.ts';

const isOpen = isLive.sql('accounts');

export const rename = (trx: Connection, id: string, nickname: string, at: Date) =>
  trx.run(`update accounts set nickname = $2, updated_at = $3 where id = $1 and nickname <> $2 and ${isOpen}`, [
    id,
    nickname,
    at,
  ]);

/** 不是我: every session and token ends, and a new password has to be chosen before the next sign-in. */
export const disown = (trx: Connection, id: string, at: Date) =>
  trx.run(
    `update accounts set new_password_since = coalesce(new_password_since, $2), sessions_valid_from = greatest(sessions_valid_from, $2), updated_at = $2
      where id = $1 and phone_index is not null and ${isOpen}`,
    [id, at],
  );

export type PhoneChange = { id: string; from: string | undefined; to: string; at: Date };

/** Only from the proven number: the second of two concurrent changes finds another one. Throws if the new one is taken. */
export const changePhone = (trx: Connection, seal: Seal, { id, from, to, at }: PhoneChange) =>
  trx.run(
    `update accounts set phone_index = $3, phone_sealed = $4, updated_at = $5
      where id = $1 and phone_index is not distinct from $2::bytea and ${isOpen}
        and not exists (select from accounts where phone_index = $3)`,
    [
      id,
      from === undefined ? null : indexOf(seal, 'phone', from),
      indexOf(seal, 'phone', to),
      seal.seal(to, sealedAs('phone', id)),
      at,
    ],
  );

export const hasPhone = async (db: Connection, seal: Seal, phone: string): Promise<boolean> =>
  (await db.row(`select from accounts where phone_index = $1`, [indexOf(seal, 'phone', phone)])) !== undefined;

export type EmailChange = { id: string; from: string | undefined; to: string; at: Date };

/** As `changePhone`, and verified: who changes it has read a mail there. */
export const changeEmail = (trx: Connection, seal: Seal, { id, from, to, at }: EmailChange) =>
  trx.run(
    `update accounts set email_index = $3, email_sealed = $4, email_verified_at = $5, updated_at = $5
      where id = $1 and email_index is not distinct from $2::bytea and ${isOpen}
        and not exists (select from accounts where email_index = $3 and id <> $1)`,
    [
      id,
      from === undefined ? null : indexOf(seal, 'email', from),
      indexOf(seal, 'email', to),
      seal.seal(to, sealedAs('email', id)),
      at,
    ],
  );

export const hasEmail = async (db: Connection, seal: Seal, email: string): Promise<boolean> =>
  (await db.row(`select from accounts where email_index = $1`, [indexOf(seal, 'email', email)])) !== undefined;

export const removeEmail = (trx: Connection, id: string, at: Date) =>
  trx.run(
    `update accounts set email_index = null, email_sealed = null, email_verified_at = null, updated_at = $2
      where id = $1 and email_index is not null and (phone_index is not null or username is not null) and ${isOpen}`,
    [id, at],
  );
