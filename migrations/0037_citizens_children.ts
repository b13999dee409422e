import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- C12: how a child calls its guardian, and until when the guardian has looked through its logins on new devices.
    create table child_cares (
      child_id uuid primary key references accounts,
      called text check (called in ('mum', 'dad', 'grandma', 'grandpa', 'nana', 'granddad')), -- null: guardian
      seen_at timestamptz(3)
    );
  `);

export const down = (knex: Knex) => knex.raw('drop table child_cares;');
