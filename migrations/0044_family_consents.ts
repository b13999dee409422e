import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- What guardians agreed to for a child, and took back: never changed afterwards.
    create table child_consents (
      id uuid primary key,
      child_id uuid not null references accounts,
      guardian_id uuid not null references accounts,
      at timestamptz not null,
      act text not null check (act in ('add', 'allow', 'refuse', 'withdraw', 'password', 'end', 'keep')),
      client_id text,
      given text[] not null, -- scopes: what it is about
      text_version text not null, -- of the words above the form
      adult text not null check (adult in ('declared')), -- how it is known that the guardian is of age
      check ((client_id is not null) = (act in ('allow', 'refuse', 'withdraw')))
    );
    create index child_consents_of_child on child_consents (child_id, at desc, id); -- 同意记录
    create index child_consents_of_guardian on child_consents (guardian_id); -- export, deletion
  `);

export const down = (knex: Knex) => knex.raw('drop table child_consents');
