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

    -- What a person does with many entries at once: nothing happens for ten seconds, in which it can be taken back (docs/adr/0143).
    create table entry_actions (
      id uuid primary key,
      institution_id uuid not null references institutions,
      account_id text not null,
      action text not null check (action in ('submit', 'recall', 'withdraw', 'change', 'remove')),
      about bytea not null, -- sealed: the reason of a withdrawal, or a field and its value
      query text not null, -- the list in which it was pressed
      state text not null check (state in ('chosen', 'waiting', 'running', 'done', 'undone')),
      passed_over integer not null, -- of the chosen ones, those that it does not apply to
      leaves_at timestamptz(3),
      created_at timestamptz(3) not null
    );
    create index entry_actions_of_account on entry_actions (account_id, created_at desc); -- the bar above the list
    create index entry_actions_due on entry_actions (leaves_at) where state = 'waiting';
    create index entry_actions_old on entry_actions (created_at); -- purge
    create table entry_action_items (
      action_id uuid not null references entry_actions on delete cascade,
      place integer not null,
      entry_id uuid not null, -- without a reference: it may be what is deleted
      outcome text check (outcome in ('done', 'left')),
      problem text, -- a fact: why it was left
      primary key (action_id, place)
    );

    -- What came in one file is one row of the desk that opens to its items.
    alter table submissions add column batch_id uuid, add column batch_number text;
    create index submissions_of_batch on submissions (batch_id, due_at, submitted_at, id)
      where batch_id is not null and state in ('submitted', 'claimed', 'checked');
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop index submissions_of_batch;
    alter table submissions drop column batch_number, drop column batch_id;
    drop table entry_action_items, entry_actions;
    alter table imports drop column sends;
    drop table import_rows;
  `);
