import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Triggers and foreign keys of tables that are spread over several servers (docs/adr/0085), with what brings them back.
    create table distribution_guards (
      table_name text not null,
      name text not null,
      definition text not null,
      primary key (table_name, name)
    );
  `);

export const down = (knex: Knex) => knex.raw('drop table distribution_guards;');
