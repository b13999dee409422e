import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    create table files (
      id uuid primary key,
      institution_id uuid not null, -- of institutions, which add the constraint
      content_index bytea not null, -- keyed hash of what was uploaded: the same file again is the same row
      name bytea not null, -- sealed: people name a file after a person
      type text not null,
      size integer not null check (size > 0), -- of what is kept, unsealed
      width integer,
      height integer,
      bytes bytea not null, -- sealed
      created_by text not null,
      created_at timestamptz(3) not null, -- or when it was uploaded again
      unique (institution_id, content_index),
      check ((width is null) = (height is null))
    );
    alter table files alter bytes set storage external; -- sealed bytes do not get smaller
    create index files_old on files (created_at); -- purge of what nothing names

    -- What names a file: as long as there is a row, the file stays.
    create table file_uses (
      file_id uuid not null references files,
      subject_kind text not null,
      subject_id text not null,
      region_code text, -- which reviewers may look at it
      primary key (file_id, subject_kind, subject_id)
    );
    create index file_uses_of_subject on file_uses (subject_kind, subject_id); -- a draft is saved or discarded
  `);

export const down = (knex: Knex) => knex.raw('drop table file_uses, files;');
