import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Whatever oidc-provider remembers: sessions, interactions, grants, codes, tokens. The key is the SHA-256 of the value that its
    -- bearer holds; the value itself is nowhere in the row, so that a dump of this table opens nothing.
    create table oidc_tokens (
      kind smallint not null,
      key bytea not null,
      payload json not null,
      client_id text,
      account_id uuid,
      grant_key bytea,
      uid_key bytea,
      issued_at timestamptz not null,
      consumed_at timestamptz,
      expires_at timestamptz not null,
      primary key (kind, key)
    ) with (
      -- Rows come and go by the million; a vacuum that waits for a fifth of the table comes late, and one for what was only inserted is for
      -- nothing, as every row is deleted one day (docs/adr/0017).
      autovacuum_vacuum_scale_factor = 0.05,
      autovacuum_analyze_scale_factor = 0.05,
      autovacuum_vacuum_insert_threshold = -1
    );
    create index oidc_tokens_uid on oidc_tokens (uid_key) where uid_key is not null; -- Session.findByUid
    create index oidc_tokens_account on oidc_tokens (account_id, client_id) where kind in (1, 3); -- a person's sessions and grants
    create index oidc_tokens_over on oidc_tokens (expires_at); -- purge

    create table consents (
      account_id uuid not null references accounts,
      client_id text not null references applications,
      granted text[] not null,
      refused text[] not null,
      first_at timestamptz not null,
      last_at timestamptz not null, -- last login at the application
      expires_at timestamptz not null,
      primary key (account_id, client_id)
    );
    create index consents_over on consents (expires_at); -- purge
  `);

export const down = (knex: Knex) => knex.raw('drop table consents, oidc_tokens;');
