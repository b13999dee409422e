import type { Knex } from 'knex';

/**
 * All tokens of a family of refresh tokens, one after the other, have one row (docs/adr/0089). Nodes of the version before cannot read such
 * a row: while one of them may be asked, and as long as somebody may go back to that version, a login gets a token with a row of its own,
 * as before. On a database that is new there was no version before; for all others the release after this one says that it is time
 * (`create or replace function gives_refresh_families() …`), or an operator does (docs/operating.md).
 */
export const up = (knex: Knex) =>
  knex.raw(`
    alter table oidc_tokens
      add column current_hash bytea, -- of a family: SHA-256 of the token that counts; all before it were used
      add column rotated_at timestamptz; -- since when it counts; null: it is the first

    -- Room on each page for the next version of a row, so that a refresh finds it there and writes no index.
    alter table oidc_tokens set (fillfactor = 90);

    create function gives_refresh_families() returns boolean language sql as 'select false';
    do $do$ begin
      if not exists (select from applications) then -- the first start registers the account centre
        create or replace function gives_refresh_families() returns boolean language sql as 'select true';
      end if;
    end $do$;
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop function gives_refresh_families();
    alter table oidc_tokens reset (fillfactor);
    alter table oidc_tokens drop column current_hash, drop column rotated_at;
  `);
