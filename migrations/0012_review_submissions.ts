import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    create table submissions (
      id uuid primary key,
      kind text not null,
      institution_id uuid not null references institutions,
      subject_id text, -- what it changes, or what came of it
      version integer not null check (version >= 1),
      state text not null check (state in ('draft', 'submitted', 'claimed', 'checked', 'approved', 'returned', 'rejected')),
      title text not null,
      region_code text,
      data bytea not null, -- sealed JSON: field name to what was typed
      source text not null default 'online' check (source in ('online', 'mail')),
      reason text,
      comments jsonb not null default '{}',
      created_by text not null,
      submitted_by text,
      submitted_at timestamptz,
      due_at timestamptz,
      claimed_by text,
      claimed_at timestamptz,
      checked_by text,
      decided_by text,
      decided_at timestamptz,
      revision integer not null default 1,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      check ((submitted_at is null) = (due_at is null)),
      check (state not in ('submitted', 'claimed', 'checked', 'approved') or submitted_by is not null),
      check (state not in ('claimed', 'checked') or claimed_by is not null),
      check (state not in ('approved', 'rejected') or decided_by is not null),
      check (checked_by is null or decided_by is null or state <> 'approved' or checked_by <> decided_by),
      check (state <> 'approved' or decided_by <> submitted_by) -- nobody approves the own submission (R58)
    );
    create index submissions_of_institution on submissions (institution_id, created_at desc, id desc); -- 对接历史, lists of the institution
    create index submissions_of_subject on submissions (kind, subject_id, version desc) where subject_id is not null; -- the version before
    create index submissions_queue on submissions (submitted_at, id) where state in ('submitted', 'claimed', 'checked'); -- the desk, oldest first
    create index submissions_decided on submissions (decided_at desc, id desc) where decided_at is not null; -- the desk, what was decided

    create table submission_events (
      id bigint generated always as identity primary key,
      submission_id uuid not null references submissions, -- what has one is never deleted
      at timestamptz not null,
      actor_kind text not null,
      actor_id text,
      verb text not null,
      from_state text,
      to_state text not null,
      reason text,
      comments jsonb not null default '{}',
      data bytea -- sealed: what was submitted, kept as it was
    );
    create index submission_events_of_submission on submission_events (submission_id, id); -- timeline

    create trigger submission_events_append_only before update or delete or truncate on submission_events
      for each statement execute function refuse_change();

    create table review_phrases (
      id uuid primary key,
      kind text, -- null: for every kind
      text text not null,
      created_at timestamptz not null
    );
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table review_phrases;
    drop table submission_events;
    drop table submissions;
  `);
