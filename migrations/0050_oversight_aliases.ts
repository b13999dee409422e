import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- How the leaf calls the application of a report or count: by an alias of its month. Null in leaves of before, which name the AK.
    alter table figure_leaves add alias text;
    create index figure_leaves_alias on figure_leaves (alias, day) where alias is not null; -- what the public asks for
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop index figure_leaves_alias;
    alter table figure_leaves drop alias;
  `);
