import type { Connection } from '../../database/open.ts';
import { isLive } from './account.ts';

/** A version that an operator published; version 1 comes with the product. */
export type TermsVersion = {
  version: number;
  /** Both in Markdown. */
  terms: string;
  privacy: string;
  /** The changes, in the reader's words. */
  changes: string;
  effectiveAt: Date;
  publishedAt: Date;
};

const columns = `version, terms, privacy, changes, effective_at as "effectiveAt", published_at as "publishedAt"`;

export const list = (db: Connection) =>
  db.rows<TermsVersion>(`select ${columns} from terms_versions order by version`, []);

/** The next one, unless another waits for its day or came at this very moment. */
export const publish = (
  trx: Connection,
  { version, terms, privacy, changes, effectiveAt, publishedAt }: TermsVersion,
) =>
  trx.run(
    `insert into terms_versions (version, terms, privacy, changes, effective_at, published_at)
     select $1::integer, $2::text, $3::text, $4::text, $5::timestamptz, $6::timestamptz
      where not exists (select from terms_versions where effective_at > $6 or version >= $1)
     on conflict do nothing`,
    [version, terms, privacy, changes, effectiveAt, publishedAt],
  );

/** Not once it is in force. */
export const withdraw = (trx: Connection, version: number, at: Date) =>
  trx.run(`delete from terms_versions where version = $1 and effective_at > $2`, [version, at]);

/** For the first time, or to a newer version: by the account's owner, or for a child only by its guardian. */
export const agree = (trx: Connection, accountId: string, version: number, at: Date, guardianId?: string) =>
  trx.run(
    `with agreed as (
       update accounts set terms_version = $2, terms_agreed_at = coalesce(terms_agreed_at, $3)
        where id = $1 and (terms_agreed_at is null or coalesce(terms_version, 1) < $2) and ${isLive.sql('accounts')}
          and guardian_id is not distinct from $4::uuid
        returning id)
     insert into terms_acceptances (account_id, version, at) select id, $2, $3 from agreed on conflict do nothing`,
    [accountId, version, at, guardianId ?? null],
  );

/** The product's own version that a new installation begins with (migrations/0011_accounts). */
export const newestEdition = 2;

/** Which texts of the product are the first version here. */
export const firstEdition = async (db: Connection): Promise<number> =>
  (await db.row<{ edition: number }>('select edition from first_terms'))?.edition ?? newestEdition;
