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
      sessions_valid_from timestamptz(3) not null,
      second_factor_at timestamptz(3) not null,
      created_at timestamptz(3) not null,
      expires_at timestamptz(3) not null,
      last_used_at timestamptz(3),
      revoked_at timestamptz(3),
      check (expires_at <= created_at + interval '7 days')
    );
    create index admin_tokens_of_account on admin_tokens (account_id, created_at desc); -- 管理接口

    -- Two Merkle trees (RFC 6962): 'events' has a leaf for each sealed event of the audit, its place in the chain less one; 'figures' one for
    -- each published figure and each of its corrections. Their hashes lie in tiles of 256 (C2SP tlog-tiles): a tree grows at its right edge.
    create table transparency_tiles (
      log text not null check (log in ('events', 'figures')),
      level smallint not null,
      index bigint not null,
      hashes bytea not null check (length(hashes) % 32 = 0 and length(hashes) between 32 and 8192),
      primary key (log, level, index)
    );
    alter table transparency_tiles alter hashes set storage external; -- hashes do not pack

    -- Signed heads. The newest is what everybody is shown; older ones stay for a while, for witnesses that were slow.
    create table transparency_heads (
      log text not null check (log in ('events', 'figures')),
      size bigint not null check (size > 0),
      root bytea not null check (length(root) = 32),
      note text not null, -- the checkpoint with our signatures
      at timestamptz(3) not null,
      primary key (log, size)
    );
    create index transparency_heads_old on transparency_heads (log, at); -- what goes

    -- Of each witness the newest line.
    create table transparency_cosignatures (
      log text not null check (log in ('events', 'figures')),
      witness text not null,
      size bigint not null,
      line text not null,
      at timestamptz(3) not null, -- as the witness says
      primary key (log, witness)
    );

    -- Which figure each leaf is of. The commitment hides it and binds to it.
    create table figure_leaves (
      position bigint primary key check (position >= 0), -- in the tree
      kind text not null check (kind in ('report', 'total', 'count')),
      key text not null, -- AK, or the code of a region ('' of the country)
      day date not null,
      revision integer not null check (revision > 0),
      commitment bytea not null check (length(commitment) = 32),
      unique (kind, key, day, revision)
    );
    create trigger figure_leaves_append_only before update or delete or truncate on figure_leaves
      for each statement execute function refuse_change();

    -- Leaves of 'figures' whose figure is other than it was, as this service itself found them (transparency.compare). It helps against whoever
    -- has the database alone: only a witness does against one who has the keys as well.
    create table figures_altered (
      position bigint primary key check (position >= 0), -- of the leaf
      at timestamptz(3) not null -- when it was found first
    );
    -- How far it has come: the newest leaves are compared each time, the older ones in turn.
    create table figures_compared (
      single boolean primary key default true check (single),
      next bigint not null check (next >= 0),
      at timestamptz(3) not null
    );
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table figures_compared, figures_altered, figure_leaves, transparency_cosignatures, transparency_heads, transparency_tiles,
      admin_tokens;
  `);
