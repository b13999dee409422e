import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- The page of an institution (文旅号), a row a version that was approved (docs/adr/0150). Citizens see the one that is shown; without one
    -- the page is made of the certification and the entries. Each version keeps its picture (file_uses), so that it can be shown again.
    create table institution_pages (
      institution_id uuid not null references institutions,
      version integer not null check (version > 0),
      submission_id uuid not null references submissions,
      data jsonb not null, -- the answers of the form, without its uploads
      picture uuid references files,
      shown boolean not null,
      approved_at timestamptz(3) not null,
      primary key (institution_id, version)
    );
    create unique index institution_pages_shown on institution_pages (institution_id) where shown; -- the public page
  `);

export const down = (knex: Knex) => knex.raw(`drop table institution_pages;`);
