import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    create table institutions (
      id uuid primary key,
      name text not null check (char_length(name) between 2 and 1600), -- 50 as a reader counts; a character may be several code points
      credit_code text unique,
      region_code text,
      certified_at timestamptz,
      disabled_at timestamptz,
      created_at timestamptz not null,
      updated_at timestamptz not null
    );
  `);

export const down = (knex: Knex) => knex.raw('drop table institutions;');
