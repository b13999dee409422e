import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    alter table sources add column given integer; -- items of the last content: a program that gives thirty at most never gave more
    alter table source_items
      add column url text, -- its page: the same thing where its key, its time and its place are others
      add column written_at timestamptz(3); -- its place in a feed, which tells a deleted article from one that is too old for it
  `);

export const down = (knex: Knex) =>
  knex.raw(`alter table sources drop column given; alter table source_items drop column url, drop column written_at;`);
