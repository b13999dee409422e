import type { Connection } from '../../database/open.ts';

export type Purpose = 'login' | 'registration' | 'recovery' | 'phone-old' | 'phone-new';

/** What a code is for: this phone, this purpose and the interaction that asked. */
export type CodeKey = { phone: Buffer; purpose: Purpose; binding: Buffer };

export type NewCode = CodeKey & { id: string; hash: Buffer; at: Date; expiresAt: Date };

/** How many were made for the same before this one, besides. */
export async function insert(trx: Connection, { id, phone, purpose, binding, hash, at, expiresAt }: NewCode) {
  const row = await trx.row<{ before: number }>(
    `insert into sms_codes (id, phone_index, purpose, binding, code_hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)
     returning (select count(*)::int from sms_codes where phone_index = $2 and purpose = $3 and binding = $4) as before`,
    [id, phone, purpose, binding, hash, at, expiresAt],
  );
  return row?.before ?? 0;
}

const newest = `(select id from sms_codes where phone_index = $1 and purpose = $2 and binding = $3 order by created_at desc, id limit 1)`;

/**
 * One guess at the newest code: counted and, when right, used up in the same statement. Parallel guesses wait for each other at the
 * row and look at it again, so none is free and one at most is right. Nothing comes back when the code no longer takes guesses.
 */
export const guess = (
  db: Connection,
  { phone, purpose, binding }: CodeKey,
  hash: Buffer,
  now: Date,
  maxTries: number,
) =>
  db.row<{ correct: boolean; tries: number }>(
    `update sms_codes set tries = tries + 1, used_at = case when code_hash = $4 then $5::timestamptz end
      where id = ${newest} and used_at is null and tries < $6 and expires_at > $5
     returning used_at is not null as correct, tries`,
    [phone, purpose, binding, hash, now, maxTries],
  );

export const findNewest = (db: Connection, { phone, purpose, binding }: CodeKey) =>
  db.row<{ tries: number; used_at: Date | null; expires_at: Date }>(
    `select tries, used_at, expires_at from sms_codes where id = ${newest}`,
    [phone, purpose, binding],
  );

export const removeOver = (db: Connection, expiredBefore: Date, limit: number) =>
  db.run(
    `delete from sms_codes where id in (select id from sms_codes where expires_at < $1 order by expires_at limit $2)`,
    [expiredBefore, limit],
  );
