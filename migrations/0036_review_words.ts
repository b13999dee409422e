import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- 敏感词: what reviewers look at twice. It stops nothing by itself.
    create table review_words (
      word text primary key check (char_length(word) between 1 and 50),
      note text, -- why, for whoever reviews
      added_by text not null,
      added_at timestamptz not null
    );
  `);

export const down = (knex: Knex) => knex.raw('drop table review_words');
