import type { Knex } from 'knex';

/**
 * All tokens of a family of refresh tokens, one after the other, have one row (docs/adr/0089). Nodes of the version before cannot read such
 * a row: while one of them may be asked, and as long as somebody may go back to that version, a login gets a token with a row of its own,
 * as before. On a database that is new there was no version before; for all others the release after this one says that it is time
 * (`insert into refresh_families (since) values (now())`), or an operator does (docs/operating.md).
 */
export const up = (knex: Knex) =>
  knex.raw(`
    alter table oidc_tokens
      add column current_hash bytea, -- of a family: SHA-256 of the token that counts; all before it were used
      add column rotated_at timestamptz; -- since when it counts; null: it is the first

    -- Room on each page for the next version of a row, so that a refresh finds it there and writes no index.
    alter table oidc_tokens set (fillfactor = 90);

    create table refresh_families (since timestamptz primary key); -- empty: none are given yet
    insert into refresh_families (since) select now()
      where not exists (select from applications); -- the first start registers the account centre
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table refresh_families;
    alter table oidc_tokens reset (fillfactor);
    alter table oidc_tokens drop column current_hash, drop column rotated_at;
  `);
