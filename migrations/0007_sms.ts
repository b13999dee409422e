import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    create table sms_messages (
      id uuid primary key,
      created_at timestamptz(3) not null,
      sealed bytea not null, -- recipient and text: a code in a message opens an account while it lives
      attempts integer not null default 0,
      problem text, -- why it did not leave yet, for 系统状态
      sent_at timestamptz(3),
      failed_at timestamptz(3)
    );
    create index sms_messages_newest on sms_messages (created_at); -- the development outbox; purge
    -- What waits and what is dead is found without reading all that was sent.
    create index sms_messages_waiting on sms_messages (created_at, id) where sent_at is null and failed_at is null;
    create index sms_messages_dead on sms_messages (created_at, id) where failed_at is not null;

    -- How the gateways of short messages have done lately, for all nodes: one that failed several times in a row is left alone for a while.
    create table sms_gateways (
      name text primary key,
      failures integer not null, -- in a row
      rests_until timestamptz(3)
    );
  `);

export const down = (knex: Knex) => knex.raw('drop table sms_gateways, sms_messages;');
