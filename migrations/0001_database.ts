import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- The trigger of every table that is only added to, whichever room it belongs to.
    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
    end $$;

    -- Which secrets this database was begun with: with others every citizen's sub would change and nothing sealed could be read.
    create table key_fingerprints (
      name text primary key, -- of the secret in secrets.json
      fingerprint bytea not null, -- SHA-256, of 256 random bits
      since timestamptz not null
    );
    create trigger key_fingerprints_append_only before update or delete or truncate on key_fingerprints
      for each statement execute function refuse_change();
  `);

export const down = (knex: Knex) => knex.raw('drop table key_fingerprints; drop function refuse_change();');
