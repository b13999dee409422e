import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- What a person let an assistant do that signed in by OAuth (docs/adr/0179).
    create table assistant_accesses (
      id uuid primary key,
      -- Of the grant that the library keeps among the artefacts below.
      grant_hash bytea not null unique,
      account_id uuid not null references accounts,
      -- Whose sandboxes it works in; null: the person's own.
      institution_id uuid references institutions,
      client_id text not null, -- the address of its metadata document
      name text not null, -- as that document says it
      scopes text[] not null,
      -- As it was when it was given: a change of the password, a lock or the end of all sessions ends it.
      sessions_valid_from timestamptz(3) not null,
      created_at timestamptz(3) not null,
      expires_at timestamptz(3) not null,
      last_used_at timestamptz(3),
      revoked_at timestamptz(3),
      check (expires_at <= created_at + interval '90 days')
    );
    create index assistant_accesses_of_account on assistant_accesses (account_id, created_at desc); -- 编程助手
    create index assistant_accesses_ended on assistant_accesses (expires_at); -- the nightly purge

    -- Sign-ins under way, grants, codes and tokens of assistants. Of what opens something only the hash is here.
    create table assistant_artefacts (
      kind text not null check (kind in ('Interaction', 'Grant', 'AuthorizationCode', 'AccessToken', 'RefreshToken')),
      hash bytea not null,
      grant_hash bytea, -- dead once that access has ended
      account_id uuid references accounts,
      payload jsonb not null,
      expires_at timestamptz(3) not null,
      consumed_at timestamptz(3),
      primary key (kind, hash)
    );
    create index assistant_artefacts_of_grant on assistant_artefacts (grant_hash) where grant_hash is not null;
    create index assistant_artefacts_of_account on assistant_artefacts (account_id) where account_id is not null; -- a deletion of the account
    create index assistant_artefacts_ended on assistant_artefacts (expires_at); -- the purge
  `);

export const down = (knex: Knex) => knex.raw('drop table assistant_artefacts; drop table assistant_accesses;');
