import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- A child under 14 (C12): its account is the guardian's to manage until it is handed over. Only the year of birth is kept.
    alter table accounts
      add column guardian_id uuid references accounts,
      add column birth_year smallint check (birth_year between 1900 and 2200),
      add constraint accounts_child_known check (guardian_id is null or birth_year is not null),
      add constraint accounts_child_reached_by_guardian check (guardian_id is null or (phone_index is null and email_index is null));
    create index accounts_of_guardian on accounts (guardian_id, created_at, id) where guardian_id is not null; -- 家庭账号

    -- Where a child may sign in (allowed_at), or asked to.
    create table child_platforms (
      account_id uuid not null references accounts,
      client_id text not null, -- of an application that may be gone
      asked_at timestamptz,
      allowed_at timestamptz,
      primary key (account_id, client_id),
      check (asked_at is not null or allowed_at is not null)
    );
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table child_platforms;
    alter table accounts drop column guardian_id, drop column birth_year;
  `);
