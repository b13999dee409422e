import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    create table audit_events (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      actor_kind text not null,
      actor_id text,
      verb text not null,
      subject_kind text not null,
      subject_id text not null,
      details json not null default '{}',
      request_id text
    );
    -- 某对象的全部记录，按时间
    create index audit_events_subject on audit_events (subject_kind, subject_id, id);

    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
    end $$;
    create trigger audit_events_append_only before update or delete or truncate on audit_events
      for each statement execute function refuse_change();
  `);

export const down = (knex: Knex) => knex.raw('drop table audit_events; drop function refuse_change();');
