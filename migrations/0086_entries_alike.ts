import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    alter table entries add starts_at timestamptz, -- of what has a time: the first of it
      add alike integer[] not null default '{}'; -- what it has in common with entries that are much like it (resources/alike.ts)
    create index entries_alike on entries using gin (alike); -- 疑似重复: before an import, in the form, to the reviewer
  `);

export const down = (knex: Knex) => knex.raw('alter table entries drop alike, drop starts_at;');
