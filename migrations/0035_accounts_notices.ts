import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- On a browser where this person had not signed in before: it is shown so, and was told where there is a way.
    alter table logins add column new_device boolean not null default false;
  `);

export const down = (knex: Knex) => knex.raw('alter table logins drop column new_device;');
