import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- C13: an account that is to be erased.
    create table account_deletions (
      id uuid primary key,
      account_id uuid not null unique references accounts, -- afterwards the id of an account of which nothing is left
      asked_at timestamptz(3) not null,
      due_at timestamptz(3) not null,
      device text not null, -- with which it was asked for; emptied at the erasure
      platforms text[] not null, -- AKs that the person had allowed something: they are told
      erased_at timestamptz(3)
    );
    create index account_deletions_due on account_deletions (due_at) where erased_at is null; -- the job

    -- C11: one a day for everybody.
    create table personal_exports (
      id uuid primary key,
      account_id uuid not null references accounts,
      day date not null, -- in Asia/Shanghai
      asked_at timestamptz(3) not null,
      state text not null check (state in ('making', 'ready', 'over')),
      done integer not null default 0, -- of so many kinds of data
      total integer not null default 0,
      size bigint not null default 0,
      ready_at timestamptz(3),
      expires_at timestamptz(3),
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
    alter table personal_export_parts alter bytes set storage external; -- sealed bytes do not get smaller

    -- What guardians agreed to for a child, and took back: never changed afterwards.
    create table child_consents (
      id uuid primary key,
      child_id uuid not null references accounts,
      guardian_id uuid not null references accounts,
      at timestamptz(3) not null,
      act text not null check (act in ('add', 'allow', 'refuse', 'withdraw', 'password', 'end', 'keep', 'handover', 'due', 'return', 'own', 'terms')),
      client_id text,
      given text[] not null, -- scopes: what it is about
      text_version text not null, -- of the words above the form
      adult text not null check (adult in ('declared')), -- how it is known that the guardian is of age
      check ((client_id is not null) = (act in ('allow', 'refuse', 'withdraw')))
    );
    create index child_consents_of_child on child_consents (child_id, at desc, id); -- 同意记录
    create index child_consents_of_guardian on child_consents (guardian_id); -- export, deletion

    -- The year in which a child reaches 14: what its guardian and itself were told, and that it was handed over.
    create table child_handovers (
      child_id uuid primary key references accounts,
      guardian_id uuid not null references accounts,
      due_at timestamptz(3) not null, -- the first of January of the year after
      year_told_at timestamptz(3),
      soon_told_at timestamptz(3),
      child_told_at timestamptz(3),
      begun_at timestamptz(3),
      cause text check (cause in ('guardian', 'day')),
      check ((begun_at is null) = (cause is null))
    );
    create index child_handovers_of_guardian on child_handovers (guardian_id, begun_at); -- 家庭账号, export, deletion
    create index child_handovers_to_tell on child_handovers (due_at) where soon_told_at is null;

    -- Each time somebody of the support looked at an account: for how long, and why. Who was asked for in vain is not written down.
    create table helpdesk_cases (
      id uuid primary key,
      staff_id uuid not null references accounts,
      account_id uuid not null references accounts,
      reason text not null,
      opened_at timestamptz(3) not null,
      closes_at timestamptz(3) not null
    );
    create index helpdesk_cases_newest on helpdesk_cases (opened_at desc, id); -- the list of the desk
    create index helpdesk_cases_of_account on helpdesk_cases (account_id); -- export, deletion
    create index helpdesk_cases_of_staff on helpdesk_cases (staff_id, opened_at desc, id); -- the own list
  `);

export const down = (knex: Knex) =>
  knex.raw(
    'drop table helpdesk_cases, child_handovers, child_consents, personal_export_parts, personal_exports, account_deletions;',
  );
