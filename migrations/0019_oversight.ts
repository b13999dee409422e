import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- What programs of operators hold (docs/adr/0012). Only the hash is here.
    create table admin_tokens (
      id uuid primary key,
      hash bytea not null unique,
      account_id uuid not null references accounts,
      name text not null,
      scopes text[] not null,
      -- As they were when it was made: a change of the password, a lock, the end of all sessions, or another second factor ends it.
      sessions_valid_from timestamptz not null,
      second_factor_at timestamptz not null,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      last_used_at timestamptz,
      revoked_at timestamptz,
      check (expires_at <= created_at + interval '7 days')
    );
    create index admin_tokens_of_account on admin_tokens (account_id, created_at desc); -- 管理接口
  `);

export const down = (knex: Knex) => knex.raw('drop table admin_tokens;');
