import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    create table mails (
      id uuid primary key,
      created_at timestamptz not null,
      sealed bytea not null, -- recipient and text: a code in a message opens an account while it lives
      sent_at timestamptz,
      failed_at timestamptz
    );
    create index mails_newest on mails (created_at); -- the development outbox; purge
  `);

export const down = (knex: Knex) => knex.raw('drop table mails;');
