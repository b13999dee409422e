import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- What happened, told within the transaction in which it happened; moved to events in an order that never changes any more.
    create table event_arrivals (
      id uuid primary key,
      type text not null,
      institution_id uuid not null references institutions,
      client_id text, -- the application whose matter it is; it may be gone one day, what happened stays
      is_shared boolean not null, -- all applications of the institution hear of it
      subject jsonb not null,
      data jsonb not null,
      at timestamptz(3) not null
    );
    create index event_arrivals_of_institution on event_arrivals (institution_id); -- whether a reader has to move some first

    -- The pull feed. One transaction after the other adds to it, so that ids become visible in their order and no reader misses one.
    create table events (
      id bigint generated always as identity primary key,
      uid uuid not null unique, -- the id under which webhooks name it
      type text not null,
      institution_id uuid not null references institutions,
      client_id text,
      is_shared boolean not null,
      subject jsonb not null,
      data jsonb not null,
      at timestamptz(3) not null
    );
    create index events_of_institution on events (institution_id, id); -- GET /api/v1/changes
    create trigger events_append_only before update or delete or truncate on events for each statement execute function refuse_change();

    create table webhook_endpoints (
      id uuid primary key,
      institution_id uuid not null references institutions,
      client_id text, -- made by this application for what it may hear of; null: by people, for all of the institution; applications add the constraint
      url text not null,
      description text not null,
      types text[] not null, -- none: all
      secret bytea not null, -- sealed
      created_by text not null,
      created_at timestamptz(3) not null,
      failing_since timestamptz(3), -- no delivery went well since
      disabled_at timestamptz(3),
      disabled_reason text check (disabled_reason in ('failing', 'gone', 'paused'))
    );
    create unique index webhook_endpoints_key on webhook_endpoints (institution_id, coalesce(client_id, ''), url); -- the same again

    create table webhook_deliveries (
      id uuid primary key,
      endpoint_id uuid not null references webhook_endpoints on delete cascade,
      event_id bigint references events, -- null: a test
      message_id text not null, -- webhook-id
      type text not null,
      payload text not null,
      state text not null check (state in ('pending', 'delivered', 'failed')),
      attempts integer not null default 0,
      next_at timestamptz(3), -- of the next attempt
      last_at timestamptz(3),
      last_status integer, -- null: no answer
      last_problem text,
      created_at timestamptz(3) not null,
      unique (endpoint_id, event_id)
    );
    create index webhook_deliveries_of_endpoint on webhook_deliveries (endpoint_id, created_at desc, id desc); -- 投递记录
    create index webhook_deliveries_old on webhook_deliveries (created_at); -- purge
    -- What waits and what is dead is found without reading all that was delivered.
    create index webhook_deliveries_waiting on webhook_deliveries (created_at, id) where state = 'pending';
    create index webhook_deliveries_dead on webhook_deliveries (created_at, id) where state = 'failed';
  `);

export const down = (knex: Knex) =>
  knex.raw('drop table webhook_deliveries, webhook_endpoints, events, event_arrivals;');
