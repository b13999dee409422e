import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Sandbox keys that someone took without an account (docs/adr/0177). The row of one that is over has nothing but when: its code is told so.
    create table sandbox_kits (
      code bytea primary key, -- keyed hash of the code by which a person claims it
      client_id text unique references applications on delete set null, -- null: it is over
      institution_id uuid references institutions on delete set null, -- its owner until it is claimed
      taken_at timestamptz(3) not null,
      door text not null check (door in ('terminal', 'page')), -- where
      ends_at timestamptz(3) not null, -- unless it is claimed before
      claimed_at timestamptz(3),
      claimed_by uuid,
      check ((claimed_at is null) = (claimed_by is null))
    );
    create index sandbox_kits_over on sandbox_kits (ends_at) where claimed_at is null and client_id is not null; -- how many live, and the job
    create index sandbox_kits_forgotten on sandbox_kits (ends_at); -- privacy.purge
  `);

export const down = (knex: Knex) => knex.raw(`drop table sandbox_kits;`);
