import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- What was said to whom, once: the key names the occasion, and whoever inserts it sends the messages in the same transaction.
    create table notices (
      key text primary key,
      event text not null,
      recipient_kind text not null,
      recipient_id text not null,
      ways text[] not null, -- mail, sms
      created_at timestamptz(3) not null
    );
    create index notices_old on notices (created_at); -- purge after 400 days

    -- What somebody is told in the back office: of an institution, or of the person alone.
    create table inbox (
      id bigint generated always as identity primary key,
      account_id uuid not null, -- of accounts, which add the constraint
      institution_id uuid, -- of institutions, which add the constraint
      event text not null,
      title text not null,
      body text not null, -- a paragraph a line
      href text, -- path of our own that it leads to
      created_at timestamptz(3) not null,
      read_at timestamptz(3)
    );
    create index inbox_of_account on inbox (account_id, id desc); -- 消息, newest first
    create index inbox_unread on inbox (account_id) where read_at is null; -- how many are unread
    create index inbox_old on inbox (created_at); -- purge after 400 days
  `);

export const down = (knex: Knex) => knex.raw('drop table inbox, notices;');
