import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Idempotency-Key: what a call that may be repeated was answered, for a day.
    create table idempotency_keys (
      client_id text not null references applications on delete cascade,
      key uuid not null,
      request_hash bytea not null,
      begun_at timestamptz not null,
      held_until timestamptz not null, -- whoever works on it has died when this is over
      status integer, -- null: not answered yet
      answer bytea, -- sealed: headers and body
      primary key (client_id, key)
    );
    create index idempotency_keys_old on idempotency_keys (begun_at); -- purge

    create index entries_of_application on entries (client_id, updated_at desc, id desc) where client_id is not null; -- GET /api/v1/resources
    -- The few among the many that are published: drafts, what is reviewed or returned; what waits or is over. Lists by status, for people and programs.
    create index entries_open on entries (institution_id, updated_at desc, id desc) where review_state <> 'approved';
    create index entries_not_shown on entries (institution_id, updated_at desc, id desc) where publication_state in ('scheduled', 'withdrawn', 'expired');
  `);

export const down = (knex: Knex) =>
  knex.raw('drop index entries_of_application, entries_open, entries_not_shown; drop table idempotency_keys;');
