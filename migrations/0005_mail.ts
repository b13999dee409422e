import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    create table mails (
      id uuid primary key,
      created_at timestamptz(3) not null,
      sealed bytea not null, -- recipient and text: a code in a message opens an account while it lives
      attempts integer not null default 0,
      problem text, -- why it did not leave yet, for 系统状态
      sent_at timestamptz(3),
      failed_at timestamptz(3)
    );
    create index mails_newest on mails (created_at); -- the development outbox; purge
    -- What waits and what is dead is found without reading all that was sent.
    create index mails_waiting on mails (created_at, id) where sent_at is null and failed_at is null;
    create index mails_dead on mails (created_at, id) where failed_at is not null;
  `);

export const down = (knex: Knex) => knex.raw('drop table mails;');
