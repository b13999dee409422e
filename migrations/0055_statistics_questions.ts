import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- What an institution is asked about figures that do not look like days of people (docs/adr/0175, 0176). One for neighbouring days of an AK.
    create table figure_questions (
      id uuid primary key,
      client_id text not null references applications,
      institution_id uuid not null references institutions,
      region_code text, -- where the institution lay when it was asked
      first_day date not null,
      last_day date not null,
      asked_at timestamptz(3) not null,
      due_at timestamptz(3) not null,
      reminded_on date, -- the last day on which it was reminded

      cause text, -- why, of a list; 'unknown' while it is looked into
      answer text,
      file_id uuid,
      answered_at timestamptz(3),
      answered_by uuid references accounts,

      verdict text check (verdict in ('plausible', 'corrected', 'excluded')),
      reason text,
      decided_at timestamptz(3),
      decided_by uuid references accounts,

      appeal text,
      appealed_at timestamptz(3),
      appealed_by uuid references accounts,
      final_verdict text check (final_verdict in ('plausible', 'corrected', 'excluded')),
      final_reason text,
      final_at timestamptz(3),
      final_by uuid references accounts,

      check ((verdict is null) = (decided_at is null)),
      check ((final_verdict is null) = (final_at is null)),
      check (appeal is null or verdict = 'excluded'),
      check (final_verdict is null or appeal is not null),
      check (final_by is null or final_by <> decided_by) -- another person
    );
    create index figure_questions_of on figure_questions (institution_id, asked_at); -- 首页, and its list
    create index figure_questions_of_application on figure_questions (client_id, last_day); -- what was asked before
    create index figure_questions_waiting on figure_questions (due_at) where decided_at is null; -- the desk

    -- Which figures it is about, and why: one row for each day, figure and rule.
    create table figure_findings (
      client_id text not null references applications,
      day date not null,
      metric text not null,
      rule text not null,
      question_id uuid not null references figure_questions on delete cascade,
      about jsonb not null, -- numbers for its sentence
      found_at timestamptz(3) not null,
      primary key (client_id, day, metric, rule)
    );
    create index figure_findings_of on figure_findings (question_id); -- the foreign key
    create index figure_findings_of_day on figure_findings (day); -- rankings

    -- Up to when reports were judged.
    create table figure_rounds (
      name text primary key,
      day date not null,
      judged_until timestamptz(3) not null
    );
    -- What came since: revisions are only added, so that those of one time lie together.
    create index report_revisions_at on report_revisions using brin (at);
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop index report_revisions_at;
    drop table figure_rounds, figure_findings, figure_questions;
  `);
