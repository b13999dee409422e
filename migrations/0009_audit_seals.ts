import type { Knex } from 'knex';

// Every event waits in audit_pending from its own transaction on, until the sealer moves it into the chain: committed, it is in
// exactly one of the two, in whichever order transactions commit (docs/adr/0008). No foreign keys: their checks would lock, that
// is write, the very rows that nobody may touch, and the chain proves more than they do.
export const up = (knex: Knex) =>
  knex.raw(`
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
    insert into audit_pending (event_id) select id from audit_events;

    create index audit_events_time on audit_events (at, id); -- list and export, a range of time
    create index audit_events_actor on audit_events (actor_id, at, id) where actor_id is not null; -- list of one actor
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop index audit_events_actor; drop index audit_events_time;
    drop trigger audit_events_pending on audit_events; drop function await_seal();
    drop table audit_pending; drop table audit_seals;
  `);
