import type { Knex } from 'knex';

/** A form of the page that took keys, sent again within the hour, gets the same keys. */
export const up = (knex: Knex) =>
  knex.raw(`
    alter table sandbox_kits
      add column form bytea, -- keyed hash of the mark of the form that took them
      add column shown bytea; -- sealed for an hour: SK, code and passwords, for that form alone
    create unique index sandbox_kits_form on sandbox_kits (form);
    create index sandbox_kits_shown on sandbox_kits (taken_at) where shown is not null; -- the job that empties them
  `);

export const down = (knex: Knex) => knex.raw(`alter table sandbox_kits drop column shown, drop column form;`);
