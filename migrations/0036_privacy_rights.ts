import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- C13 注销: asked for, and not over yet. No platform lets the person in any more; the Cloud does, for taking it back.
    alter table accounts add column closing_at timestamptz;

    create table account_deletions (
      id uuid primary key,
      account_id uuid not null unique references accounts, -- afterwards the id of an account of which nothing is left
      asked_at timestamptz not null,
      due_at timestamptz not null,
      device text not null, -- with which it was asked for; emptied at the erasure
      platforms text[] not null, -- AKs that the person had allowed something: they are told
      erased_at timestamptz
    );
    create index account_deletions_due on account_deletions (due_at) where erased_at is null; -- the job

    -- C11: one a day for everybody.
    create table personal_exports (
      id uuid primary key,
      account_id uuid not null references accounts,
      day date not null, -- in Asia/Shanghai
      asked_at timestamptz not null,
      state text not null check (state in ('making', 'ready', 'over')),
      done integer not null default 0, -- of so many kinds of data
      total integer not null default 0,
      size bigint not null default 0,
      ready_at timestamptz,
      expires_at timestamptz,
      unique (account_id, day),
      check ((ready_at is null) = (expires_at is null))
    );
    create index personal_exports_over on personal_exports (expires_at) where state = 'ready'; -- the purge

    create table personal_export_parts (
      export_id uuid not null references personal_exports on delete cascade,
      position integer not null,
      bytes bytea not null, -- sealed
      primary key (export_id, position)
    );
    -- The yearly report: what people did with their rights, and what staff did with accounts. Few among many.
    create index audit_events_of_rights on audit_events (at) where verb in ('consent.withdraw', 'account.close', 'account.keep', 'account.export');
    create index audit_events_of_staff_on_accounts on audit_events (at) where actor_kind = 'staff' and subject_kind = 'account';
    alter table personal_export_parts alter bytes set storage external; -- sealed bytes do not get smaller
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop index audit_events_of_staff_on_accounts, audit_events_of_rights;
    drop table personal_export_parts, personal_exports, account_deletions;
    alter table accounts drop column closing_at;
  `);
