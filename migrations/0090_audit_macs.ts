import type { Knex } from 'knex';

// A MAC by the application over each event: whoever has its database role alone can still add rows, but none that verifies.
export const up = (knex: Knex) =>
  knex.raw(`
    alter table audit_events add mac bytea; -- 16 bytes that are used once, then HMAC-SHA256 over them and the event's columns
    -- The bytes that are used once begin with the time: an event that is written again is refused, and new ones go to the end.
    create unique index audit_events_mac on audit_events (mac);

    -- Events from before have none.
    create table audit_mac_exempt (
      position bigint not null, -- sealed up to here
      waiting bigint[] not null -- events that waited for their seal
    );
    insert into audit_mac_exempt (position, waiting)
      select coalesce((select max(position) from audit_seals), 0), coalesce((select array_agg(event_id) from audit_pending), '{}');
    create trigger audit_mac_exempt_fixed before insert or update or delete or truncate on audit_mac_exempt
      for each statement execute function refuse_change();
  `);

export const down = (knex: Knex) =>
  knex.raw('drop table audit_mac_exempt; drop index audit_events_mac; alter table audit_events drop mac;');
