import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Months of the audit that were written to a file and put away (docs/adr/0072): where each ended, from which a verification goes on.
    create table audit_heads (
      position bigint primary key check (position >= first_position), -- of the last seal that was put away
      first_position bigint not null, -- the one before continues exactly here
      hash bytea not null, -- of the last seal
      until timestamptz not null, -- the month ended then
      file_sha256 text not null,
      put_away_at timestamptz not null,
      mac bytea not null -- by the application: whoever has the database alone cannot put anything away
    );
    create trigger audit_heads_append_only before update or delete or truncate on audit_heads
      for each statement execute function refuse_change();

    -- Up to which position of the chain a syslog server has everything (AUDIT_SYSLOG_URL).
    create table audit_receivers (
      receiver text primary key, -- tls://host:port
      position bigint not null
    );

    -- The owner of the tables may put a month away, and says so; nobody else, and no other table. Whoever owns a table could switch its
    -- trigger off anyway, but only for everybody and by a lock that every login waits for.
    create or replace function refuse_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and tg_table_name in ('audit_events', 'audit_seals') and current_setting('cloud.put_away', true) = 'on'
         and (select c.relowner = current_user::regrole from pg_class c where c.oid = tg_relid) then
        return null;
      end if;
      raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
    end $$;
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    create or replace function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
    end $$;
    drop table audit_receivers, audit_heads;
  `);
