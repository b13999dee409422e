import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- How large all databases of the server were, once a day: by that it is seen how they grow (cloud doctor, 系统状态, /metrics).
    create table database_sizes (
      at timestamptz primary key,
      data bigint not null check (data >= 0)
    );
  `);

export const down = (knex: Knex) => knex.raw('drop table database_sizes;');
