import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    alter table applications add opened_by uuid; -- the account that opened a sandbox, which is reminded of its end
  `);

export const down = (knex: Knex) => knex.raw('alter table applications drop opened_by;');
