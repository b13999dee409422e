import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- The trigger of every table that is only added to, whichever room it belongs to. What may change all the same says so in its own
    -- transaction, as the owner of the table: a month of the audit is put away, what an event says of a person ends (audit), and the history of
    -- submissions is sealed anew by another key, or without the papers of a person (review). Whoever owns a table could switch its trigger off
    -- anyway, but only for everybody and by a lock that every login waits for.
    create function refuse_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and tg_table_name in ('audit_events', 'audit_seals') and current_setting('cloud.put_away', true) = 'on'
         and (select c.relowner = current_user::regrole from pg_class c where c.oid = tg_relid) then
        return null;
      end if;
      if tg_op = 'UPDATE' and tg_table_name = 'submission_events' and current_setting('cloud.reseal', true) = 'on'
         and (select c.relowner = current_user::regrole from pg_class c where c.oid = tg_relid) then
        return null;
      end if;
      if tg_op = 'UPDATE' and tg_table_name = 'audit_events' and current_setting('cloud.person_ends', true) = 'on'
         and (select c.relowner = current_user::regrole from pg_class c where c.oid = tg_relid) then
        return null;
      end if;
      raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
    end $$;

    -- Which secrets this database was begun with: with others every citizen's sub would change and nothing sealed could be read.
    create table key_fingerprints (
      name text primary key, -- of the secret in secrets.json
      fingerprint bytea not null, -- SHA-256, of 256 random bits
      since timestamptz(3) not null
    );
    create trigger key_fingerprints_append_only before update or delete or truncate on key_fingerprints
      for each statement execute function refuse_change();
  `);

export const down = (knex: Knex) => knex.raw('drop table key_fingerprints; drop function refuse_change();');
