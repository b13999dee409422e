import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Every process that serves, as it tells of itself once a minute: whether all have the same keys, settings, version and time.
    create table nodes (
      name text primary key, -- machine and process
      version text not null,
      node_version text not null,
      keys text not null, -- names the signing keys that it has, and nothing of them
      settings jsonb not null, -- name of a setting → a hash of its value; none that is a secret
      skew double precision not null, -- seconds by which its machine is behind the database
      started_at timestamptz not null,
      seen_at timestamptz not null
    );

    -- Backups that somebody told of (cloud backup noted): PostgreSQL itself knows of none.
    create table backups (
      id uuid primary key,
      at timestamptz not null,
      note text not null default ''
    );
    create index backups_newest on backups (at desc); -- the last one
  `);

export const down = (knex: Knex) => knex.raw('drop table backups, nodes;');
