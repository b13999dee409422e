import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- One row where the demo has put its people here, whose passwords are public: production does not start beside them.
    create table demo_data (
      only_one boolean primary key default true check (only_one),
      seeded_at timestamptz(3) not null
    );
  `);

export const down = (knex: Knex) => knex.raw('drop table demo_data;');
