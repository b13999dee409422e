import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- The words and sounds of the names of institutions, for searches; a job keeps them (listing-index.ts, docs/adr/0168).
    create table institution_names (
      institution_id uuid primary key references institutions on delete cascade,
      name text not null, -- of which the words are
      words tsvector not null,
      spelling smallint not null
    );
    create index institution_names_words on institution_names using gin (words) with (fastupdate = off);
  `);

export const down = (knex: Knex) => knex.raw(`drop table institution_names;`);
