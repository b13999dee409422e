import type { Knex } from 'knex';

/** What sandboxes kept in a table of its own is not brought over: it is kept for 30 days, and nothing of it is production data. */
export const up = (knex: Knex) => knex.raw('drop table sandbox_data');

export const down = (knex: Knex) =>
  knex.raw(`
    create table sandbox_data (
      client_id text not null references applications on delete cascade,
      kind text not null,
      key text not null,
      id uuid not null unique,
      value jsonb not null,
      revision integer not null check (revision >= 1),
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      primary key (client_id, kind, key)
    );
    create index sandbox_data_latest on sandbox_data (client_id, kind, updated_at desc, id desc);
    create index sandbox_data_oldest on sandbox_data (updated_at);
  `);
