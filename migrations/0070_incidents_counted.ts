import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Whom an incident met, counted once out of the logs and kept with it (docs/adr/0084).
    create table incident_countings (
      id uuid primary key,
      incident_id uuid not null references incidents,
      since timestamptz not null,
      until timestamptz, -- null: it goes on
      client_ids text[] not null,
      counted_until timestamptz not null, -- all logins before are counted
      consents_at timestamptz, -- when the consents were read last
      logins_known_since timestamptz not null, -- the logs went no further back when it began
      calls_known_since timestamptz not null,
      people integer not null default 0,
      calls jsonb not null default '[]',
      is_over boolean not null default false,
      is_replaced boolean not null default false -- by one of other times or AKs: its people go
    );
    create unique index incident_countings_of_incident on incident_countings (incident_id) where not is_replaced; -- its page
    create index incident_countings_under_way on incident_countings (id) where is_replaced or not is_over; -- the job

    create table incident_people (
      counting_id uuid not null references incident_countings,
      account_id uuid not null references accounts,
      times integer not null, -- sign-ins at the Cloud on the way there; 0: only the consent says so
      last_at timestamptz,
      primary key (counting_id, account_id)
    );
    create index incident_people_of_account on incident_people (account_id); -- export, deletion

    insert into incident_countings (id, incident_id, since, until, client_ids, counted_until, logins_known_since, calls_known_since)
      select gen_random_uuid(), i.id, began.at, coalesce(i.contained_at, i.closed_at), i.client_ids,
        greatest(began.at, now() - interval '180 days'), now() - interval '180 days', now() - interval '30 days'
      from incidents i cross join lateral (select coalesce(i.began_at, i.found_at - interval '1 day') as at) began
      where cardinality(i.client_ids) > 0;

    alter table incident_tellings add column counting_id uuid references incident_countings on delete set null; -- null: of institutions, or of an earlier release
    create index incident_tellings_of_counting on incident_tellings (counting_id);

    -- What it stopped carries this moment as its own, and nothing else is given back with it. Null: of an earlier release.
    alter table incident_freezes add column stopped_at timestamptz;
    alter table incident_freeze_items add column locked_at timestamptz,
      add column told text check (told in ('locked', 'unlocked')); -- what the person was told last
    create index incident_freeze_items_untold on incident_freeze_items (freeze_id, account_id)
      where (state = 'done' and told is null) or (state = 'undone' and told = 'locked');

    -- The last report, within 30 days after the end.
    alter table incidents add column final_at timestamptz, add column final_to text,
      add constraint incidents_final_check check ((final_at is null) = (final_to is null));
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table incidents drop constraint incidents_final_check, drop column final_at, drop column final_to;
    drop index incident_freeze_items_untold;
    alter table incident_freeze_items drop column locked_at, drop column told;
    alter table incident_freezes drop column stopped_at;
    drop index incident_tellings_of_counting;
    alter table incident_tellings drop column counting_id;
    drop table incident_people, incident_countings;
  `);
