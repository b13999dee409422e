import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- What programs send in a sandbox (R27): apart from all tables of production, by AK, for 30 days.
    create table sandbox_data (
      client_id text not null references applications on delete cascade,
      kind text not null, -- which room keeps it: entry, report
      key text not null, -- how it is called there
      id uuid not null unique,
      value jsonb not null,
      revision integer not null check (revision >= 1),
      created_at timestamptz not null,
      updated_at timestamptz not null,
      primary key (client_id, kind, key)
    );
    create index sandbox_data_latest on sandbox_data (client_id, kind, updated_at desc, id desc); -- lists
    create index sandbox_data_oldest on sandbox_data (updated_at); -- the purge
  `);

export const down = (knex: Knex) => knex.raw('drop table sandbox_data;');
