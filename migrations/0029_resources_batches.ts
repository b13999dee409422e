import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- The rows of a workbook as they were read and judged once: the import takes them from here, and a value for many rows changes them here.
    create table import_rows (
      import_id uuid not null references imports on delete cascade,
      "row" integer not null,
      is_bad boolean not null,
      record bytea not null, -- sealed: the typed data, problems of cells, and the values where they could be read
      primary key (import_id, "row")
    );
    alter table imports add column sends boolean not null default false; -- what was imported is sent for review at once
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table imports drop column sends;
    drop table import_rows;
  `);
