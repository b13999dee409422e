import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    create table throttle (
      key bytea primary key,
      count integer not null,
      resets_at timestamptz(3) not null
    );
    create index throttle_over on throttle (resets_at); -- purge

    -- Idempotency-Key: what a call that may be repeated was answered, for a day.
    create table idempotency_keys (
      client_id text not null, -- of applications, which add the constraint
      key uuid not null,
      request_hash bytea not null,
      begun_at timestamptz(3) not null,
      held_until timestamptz(3) not null, -- whoever works on it has died when this is over
      status integer, -- null: not answered yet
      answer bytea, -- sealed: headers and body
      primary key (client_id, key)
    );
    create index idempotency_keys_old on idempotency_keys (begun_at); -- purge
  `);

export const down = (knex: Knex) => knex.raw('drop table idempotency_keys, throttle;');
