import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    create table region_changes ( -- what operators entered since the table in src/fields/regions.txt was shipped
      code text primary key check (code ~ '^[1-8][0-9]{5}$'),
      name text not null,
      valid_from date,
      valid_to date, -- the first day on which it is none any more
      replaced_by text,
      changed_at timestamptz(3) not null
    );
  `);

export const down = (knex: Knex) => knex.raw('drop table region_changes;');
