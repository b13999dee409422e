import type { Connection } from '../../database/open.ts';

export type Purpose = 'login' | 'registration' | 'recovery' | 'phone-old' | 'phone-new';

/** The subject of a code: this phone or e-mail, this purpose and the interaction that asked. */
export type CodeKey = { to: Buffer; purpose: Purpose; binding: Buffer };

export type NewCode = CodeKey & { id: string; hash: Buffer; at: Date; expiresAt: Date };

/** Tables of codes, all of one shape, with their index column. */
const columns = { sms_codes: 'phone_index', email_codes: 'email_index' } as const;
export type CodeTable = keyof typeof columns;

export function codesIn(table: CodeTable) {
  const to = columns[table];
  const newest = `(select id from ${table} where ${to} = $1 and purpose = $2 and binding = $3 order by created_at desc, id limit 1)`;

  return {
    /** How many were made for the same before this one, besides. */
    async insert(trx: Connection, code: NewCode): Promise<number> {
      const row = await trx.row<{ before: number }>(
        `insert into ${table} (id, ${to}, purpose, binding, code_hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)
         returning (select count(*)::int from ${table} where ${to} = $2 and purpose = $3 and binding = $4) as before`,
        [code.id, code.to, code.purpose, code.binding, code.hash, code.at, code.expiresAt],
      );
      return row?.before ?? 0;
    },

    /**
     * One guess at the newest code: counted and, when right, used up in the same statement. Parallel guesses wait for each other at the
     * row and look at it again, so none is free and one at most is right. Nothing comes back when the code no longer takes guesses.
     */
    guess: (db: Connection, { to: index, purpose, binding }: CodeKey, hash: Buffer, now: Date, maxTries: number) =>
      db.row<{ correct: boolean; tries: number }>(
        `update ${table} set tries = tries + 1, used_at = case when code_hash = $4 then $5::timestamptz end
          where id = ${newest} and used_at is null and tries < $6 and expires_at > $5
         returning used_at is not null as correct, tries`,
        [index, purpose, binding, hash, now, maxTries],
      ),

    findNewest: (db: Connection, { to: index, purpose, binding }: CodeKey) =>
      db.row<{ tries: number; used_at: Date | null; expires_at: Date }>(
        `select tries, used_at, expires_at from ${table} where id = ${newest}`,
        [index, purpose, binding],
      ),

    removeOver: (db: Connection, expiredBefore: Date, limit: number) =>
      db.run(
        `delete from ${table} where id in (select id from ${table} where expires_at < $1 order by expires_at limit $2)`,
        [expiredBefore, limit],
      ),
  };
}
