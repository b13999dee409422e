import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Every process that serves, as it tells of itself once a minute: whether all have the same keys, settings, version and time.
    create table nodes (
      name text primary key, -- machine and process
      version text not null,
      node_version text not null,
      keys text not null, -- names the signing keys that it has, and nothing of them
      settings jsonb not null, -- name of a setting → a hash of its value; none that is a secret
      skew double precision not null, -- seconds by which its machine is behind the database
      started_at timestamptz not null,
      seen_at timestamptz not null
    );

    -- Backups that somebody told of (cloud backup noted): PostgreSQL itself knows of none.
    create table backups (
      id uuid primary key,
      at timestamptz not null,
      note text not null default ''
    );
    create index backups_newest on backups (at desc); -- the last one

    -- Why a message did not leave yet, for 系统状态; what waits and what is dead is found without reading all that was sent.
    alter table mails add column attempts integer not null default 0, add column problem text;
    alter table sms_messages add column attempts integer not null default 0, add column problem text;
    create index mails_waiting on mails (created_at, id) where sent_at is null and failed_at is null;
    create index mails_dead on mails (created_at, id) where failed_at is not null;
    create index sms_messages_waiting on sms_messages (created_at, id) where sent_at is null and failed_at is null;
    create index sms_messages_dead on sms_messages (created_at, id) where failed_at is not null;
    create index jobs_given_up on jobs (created_at, id) where given_up_at is not null;
    create index webhook_deliveries_waiting on webhook_deliveries (created_at, id) where state = 'pending';
    create index webhook_deliveries_dead on webhook_deliveries (created_at, id) where state = 'failed';
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop index webhook_deliveries_dead, webhook_deliveries_waiting, jobs_given_up, sms_messages_dead, sms_messages_waiting, mails_dead, mails_waiting;
    alter table sms_messages drop column attempts, drop column problem;
    alter table mails drop column attempts, drop column problem;
    drop table backups, nodes;
  `);
