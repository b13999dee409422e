import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    alter table applications
      add contact_name text,
      add contact_phone bytea, -- sealed
      add contact_email bytea; -- sealed
    create index applications_expiring on applications (expires_at) where not first_party; -- who is reminded today
    create index application_secrets_ending on application_secrets (expires_at) where expires_at is not null; -- whose old SK ends

    -- What was said to whom, once: the key names the occasion, and whoever inserts it sends the messages in the same transaction.
    create table notices (
      key text primary key,
      event text not null,
      recipient_kind text not null,
      recipient_id text not null,
      ways text[] not null, -- mail, sms
      created_at timestamptz not null
    );
    create index notices_old on notices (created_at); -- purge after 400 days
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table notices;
    drop index application_secrets_ending;
    drop index applications_expiring;
    alter table applications drop contact_email, drop contact_phone, drop contact_name;
  `);
