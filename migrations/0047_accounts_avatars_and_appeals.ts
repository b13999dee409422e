import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- The picture of a person, in two sizes, sealed for its row. Another picture is another row: the address of the one before is dead.
    create table avatars (
      id uuid primary key,
      account_id uuid not null unique references accounts,
      large bytea not null,
      small bytea not null,
      created_at timestamptz not null
    );
    -- Read with the account, where every claim comes from. No picture of a child under 14 is kept (docs/adr/0062).
    alter table accounts
      add column avatar_id uuid,
      add constraint accounts_child_without_avatar check (guardian_id is null or avatar_id is null);

    -- Another number for whoever has lost the one before: it counts after 48 hours in which everybody who has the old ways can stop it.
    create table phone_appeals (
      id uuid primary key,
      account_id uuid not null references accounts,
      from_index bytea not null, -- keyed hash of the number that is given up, as in accounts
      to_index bytea not null,
      to_sealed bytea not null,
      stop_hash bytea not null unique, -- SHA-256 of what the links in the notices hold
      stop_sealed bytea not null, -- for the second notice
      asked_at timestamptz not null,
      due_at timestamptz not null,
      reminded_at timestamptz,
      ended_at timestamptz,
      outcome text check (outcome in ('done', 'by_link', 'by_owner', 'by_old_phone', 'by_support', 'overtaken')),
      check ((ended_at is null) = (outcome is null))
    );
    create unique index phone_appeals_open on phone_appeals (account_id) where ended_at is null; -- one at a time
    create index phone_appeals_due on phone_appeals (due_at) where ended_at is null; -- the job
    create index phone_appeals_of_account on phone_appeals (account_id, asked_at desc); -- number a year, export, deletion
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table phone_appeals;
    alter table accounts drop constraint accounts_child_without_avatar, drop column avatar_id;
    drop table avatars;
  `);
