import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- What a developer's assistant calls with (docs/adr/0051). Only the hash is here.
    create table assistant_tokens (
      id uuid primary key,
      hash bytea not null unique,
      account_id uuid not null references accounts,
      -- Whose sandboxes it works in; null: the person's own.
      institution_id uuid references institutions,
      name text not null,
      -- As it was when it was made: a change of the password, a lock or the end of all sessions ends it.
      sessions_valid_from timestamptz(3) not null,
      created_at timestamptz(3) not null,
      expires_at timestamptz(3) not null,
      last_used_at timestamptz(3),
      revoked_at timestamptz(3),
      check (expires_at <= created_at + interval '30 days')
    );
    create index assistant_tokens_of_account on assistant_tokens (account_id, created_at desc); -- 编程助手
    create index assistant_tokens_ended on assistant_tokens (expires_at); -- the nightly purge
  `);

export const down = (knex: Knex) => knex.raw('drop table assistant_tokens;');
