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
      request_id text,
      -- A MAC by the application: whoever has its database role alone can still add rows, but none that verifies. 16 bytes that are used
      -- once, then HMAC-SHA256 over them and the event's columns.
      mac bytea
    );
    create index audit_events_subject on audit_events (subject_kind, subject_id, id); -- all that happened to one subject
    create index audit_events_time on audit_events (at, id); -- list and export, a range of time
    create index audit_events_actor on audit_events (actor_id, at, id) where actor_id is not null; -- list of one actor
    -- The bytes that are used once begin with the time: an event that is written again is refused, and new ones go to the end.
    create unique index audit_events_mac on audit_events (mac);
    create trigger audit_events_append_only before update or delete or truncate on audit_events
      for each statement execute function refuse_change();

    -- Every event waits in audit_pending from its own transaction on, until the sealer moves it into the chain: committed, it is in
    -- exactly one of the two, in whichever order transactions commit (docs/adr/0008). No foreign keys: their checks would lock, that
    -- is write, the very rows that nobody may touch, and the chain proves more than they do.
    create table audit_seals (
      position bigint primary key check (position > 0), -- in the chain, without gaps
      event_id bigint not null unique,
      digest bytea not null, -- of the event's columns
      hash bytea not null -- of the seal before, the position, the event's id and its digest
    );
    create trigger audit_seals_append_only before update or delete or truncate on audit_seals
      for each statement execute function refuse_change();

    create table audit_pending (event_id bigint primary key);
    create function await_seal() returns trigger language plpgsql as $$
    begin
      insert into audit_pending (event_id) values (new.id);
      return null;
    end $$;
    create trigger audit_events_pending after insert on audit_events for each row execute function await_seal();
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table audit_pending, audit_seals, audit_events;
    drop function await_seal();
  `);
