import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  const { rows } = await knex.raw(`select quote_ident(current_schema()) as name`);
  await knex.raw(`
    create table audit_events (
      id bigint generated always as identity primary key,
      -- In milliseconds as every instant. Its type has no limit: there are databases with events that were sealed with microseconds, and a
      -- sealed event is never changed (docs/adr/0112).
      at timestamptz not null constraint audit_events_at_milliseconds check (at = at::timestamptz(3)),
      actor_kind text not null,
      actor_id text,
      verb text not null,
      subject_kind text not null,
      subject_id text not null,
      details json not null default '{}',
      -- What it says of a person (address, platform, names) ends 180 days after it, and the chain still verifies (docs/adr/0116): only the
      -- hash is signed and sealed.
      person json,
      person_salt bytea, -- goes with it: the hash alone tells nothing
      person_hash bytea,
      request_id text,
      -- A MAC by the application: whoever has its database role alone can still add rows, but none that verifies. 16 bytes that are used
      -- once, then HMAC-SHA256 over them and the event's columns.
      mac bytea
    );
    create index audit_events_subject on audit_events (subject_kind, subject_id, id); -- all that happened to one subject
    create index audit_events_time on audit_events (at, id); -- list and export, a range of time
    create index audit_events_actor on audit_events (actor_id, at, id) where actor_id is not null; -- list of one actor
    create index audit_events_person on audit_events (at) where person is not null; -- the job that ends it
    -- The yearly report: what people did with their rights, and what staff did with accounts. Few among many.
    create index audit_events_of_rights on audit_events (at) where verb in ('consent.withdraw', 'account.close', 'account.keep', 'account.export');
    create index audit_events_of_staff_on_accounts on audit_events (at) where actor_kind = 'staff' and subject_kind = 'account';
    -- The bytes that are used once begin with the time: an event that is written again is refused, and new ones go to the end.
    create unique index audit_events_mac on audit_events (mac);
    create trigger audit_events_append_only before update or delete or truncate on audit_events
      for each statement execute function refuse_change();

    -- The one thing that leaves an event: whoever calls it can remove nothing else, and nothing before its time by the clock of the database.
    create function end_audit_persons(before timestamptz, most integer) returns integer
      language plpgsql security definer set search_path = ${rows[0].name}, pg_temp as $$
    declare ended integer;
    begin
      perform set_config('cloud.person_ends', 'on', true);
      update audit_events set person = null, person_salt = null
       where id in (select e.id from audit_events e
                     where e.person is not null and e.at <= least(before, now() - interval '180 days') order by e.at limit most);
      get diagnostics ended = row_count;
      perform set_config('cloud.person_ends', 'off', true);
      return ended;
    end $$;
    revoke all on function end_audit_persons(timestamptz, integer) from public;

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

    -- Months of the audit that were written to a file and put away (docs/adr/0072): where each ended, from which a verification goes on.
    create table audit_heads (
      position bigint primary key check (position >= first_position), -- of the last seal that was put away
      first_position bigint not null, -- the one before continues exactly here
      hash bytea not null, -- of the last seal
      until timestamptz(3) not null, -- the month ended then
      file_sha256 text not null,
      put_away_at timestamptz(3) not null,
      mac bytea not null -- by the application: whoever has the database alone cannot put anything away
    );
    create trigger audit_heads_append_only before update or delete or truncate on audit_heads
      for each statement execute function refuse_change();

    -- Up to which position of the chain a syslog server has everything (AUDIT_SYSLOG_URL).
    create table audit_receivers (
      receiver text primary key, -- tls://host:port
      position bigint not null
    );
  `);
};

export const down = (knex: Knex) =>
  knex.raw(`
    drop table audit_receivers, audit_heads, audit_pending, audit_seals, audit_events;
    drop function await_seal(), end_audit_persons(timestamptz, integer);
  `);
