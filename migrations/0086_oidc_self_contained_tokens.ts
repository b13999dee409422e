import type { Knex } from 'knex';

/**
 * Access tokens say themselves what a row said of them, sealed (docs/adr/0101): none is written for one. Nodes of the version before cannot
 * read such a token: while one of them may be asked, and as long as somebody may go back to that version, each gets a row, as before. On a
 * database that is new there was no version before; for all others the release after this one says that it is time
 * (`create or replace function gives_self_contained_tokens() …`), or an operator does (docs/operating.md).
 */
export const up = (knex: Knex) =>
  knex.raw(`
    -- Of a code or a refresh token: which exchange used it, so that one whose answer was lost can tell that it was committed.
    alter table oidc_tokens add column exchange uuid;

    create function gives_self_contained_tokens() returns boolean language sql as 'select false';
    do $do$ begin
      if not exists (select from applications) then -- the first start registers the account centre
        create or replace function gives_self_contained_tokens() returns boolean language sql as 'select true';
      end if;
    end $do$;
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop function gives_self_contained_tokens();
    alter table oidc_tokens drop column exchange;
  `);
