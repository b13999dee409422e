import type { Knex } from 'knex';

// Recipients and texts are sealed: a code in a message opens an account while it lives.
export const up = (knex: Knex) =>
  knex.raw(`
    create table mails (
      id uuid primary key,
      created_at timestamptz not null,
      sealed bytea not null,
      sent_at timestamptz,
      failed_at timestamptz
    );
    create index mails_newest on mails (created_at); -- the development outbox; purge

    create table sms_messages (
      id uuid primary key,
      created_at timestamptz not null,
      sealed bytea not null,
      sent_at timestamptz,
      failed_at timestamptz
    );
    create index sms_messages_newest on sms_messages (created_at); -- the development outbox; purge
  `);

export const down = (knex: Knex) => knex.raw('drop table sms_messages; drop table mails;');
