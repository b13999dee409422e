import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- A file with entries of a channel, on its way from the upload to drafts.
    create table imports (
      id uuid primary key, -- entries that came with it name it as their batch
      institution_id uuid not null references institutions,
      client_id text references applications, -- the application that sent it; null: by a person
      channel text not null,
      number text not null, -- 批次号: 20261124-03
      name bytea not null, -- sealed
      kind text not null check (kind in ('xlsx', 'csv', 'ndjson')),
      size integer not null,
      file bytea, -- sealed; null: purged
      state text not null check (state in ('parsing', 'checked', 'importing', 'sending', 'undoing', 'done', 'undone', 'failed', 'abandoned')),
      is_straight boolean not null, -- good rows are imported without asking
      version text, -- of the template that it was made from
      notices jsonb not null default '[]', -- what is to be said of the whole file
      why text, -- it could not be read
      done integer not null default 0, -- rows that the present step is through with
      good integer not null default 0,
      bad integer not null default 0,
      position integer not null default 0, -- the last row of the file whose import is committed
      counts jsonb not null default '{}', -- outcome: how many
      started_at timestamptz, -- the import of its rows
      created_by text not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      unique (institution_id, number)
    );
    create index imports_list on imports (institution_id, created_at desc, id desc); -- Excel 导入
    create index imports_old on imports (created_at) where file is not null; -- purge after 30 days

    -- What is to be said of its cells, in the order of the rows.
    create table import_problems (
      import_id uuid not null references imports on delete cascade,
      grade text not null check (grade in ('bad', 'notice', 'unsent', 'stayed')),
      place integer not null,
      "row" integer not null,
      field text, -- null: of the whole row
      title text not null,
      value bytea not null, -- sealed
      reason text not null,
      advice text not null,
      primary key (import_id, grade, place)
    );
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table import_problems;
    drop table imports;
  `);
