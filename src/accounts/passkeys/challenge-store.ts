import type { Connection } from '../../database/open.ts';

export type Purpose = 'registration' | 'sign_in';
/** `binding` and `challenge` are hashes. */
export type Challenge = { binding: Buffer; purpose: Purpose; challenge: Buffer };

/** Replaces the earlier challenge of the same login, so that the table cannot be filled. */
export const put = (db: Connection, { binding, purpose, challenge }: Challenge, expiresAt: Date) =>
  db.run(
    `insert into passkey_challenges (binding, purpose, challenge, expires_at) values ($1, $2, $3, $4)
     on conflict (binding, purpose) do update set challenge = excluded.challenge, expires_at = excluded.expires_at, used_at = null`,
    [binding, purpose, challenge, expiresAt],
  );

/** 1 for the first use within its time, by the login that asked for it; 0 for any other. */
export const take = (db: Connection, { binding, purpose, challenge }: Challenge, now: Date) =>
  db.run(
    `update passkey_challenges set used_at = $4
      where binding = $1 and purpose = $2 and challenge = $3 and used_at is null and expires_at > $4`,
    [binding, purpose, challenge, now],
  );

/** Why it could not be taken. */
export const standing = (db: Connection, { binding, purpose, challenge }: Challenge) =>
  db.row<{ used: boolean }>(
    `select used_at is not null as used from passkey_challenges where binding = $1 and purpose = $2 and challenge = $3`,
    [binding, purpose, challenge],
  );

export const removeOver = (db: Connection, before: Date, limit: number) =>
  db.run(
    `delete from passkey_challenges where (binding, purpose) in
       (select binding, purpose from passkey_challenges where expires_at < $1 order by expires_at limit $2)`,
    [before, limit],
  );
