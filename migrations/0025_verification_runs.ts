import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- A test citizen of one verification (R57): signs in at this AK and nowhere else, until the run is over.
    alter table accounts add column verifies text;

    create table verification_runs (
      id uuid primary key,
      client_id text not null references applications on delete cascade,
      institution_id uuid not null references institutions,
      mode text not null check (mode in ('verification', 'walk')), -- 在线验证, or only looked at: 模拟登录
      framework text not null, -- for the lines to change
      login_url text not null, -- the page with the button
      code text not null unique, -- the address that opens the run in a browser of its own
      account_id uuid not null unique references accounts, -- its test citizen: a token of this account is of this run
      username text not null,
      password bytea, -- sealed, and gone with the end of the run
      state text not null check (state in ('open', 'passed', 'failed', 'incomplete')),
      number text unique, -- V-2611-0932, of a run that is over
      verdicts jsonb, -- how each check came out
      started_by text not null,
      started_at timestamptz not null,
      ends_at timestamptz not null, -- a run that nobody ends is ended
      finished_at timestamptz,
      redirect_uris text[] not null, -- as they were: after a change it is due again
      due_at timestamptz, -- of a pass: when the whole is to be repeated
      checked_at timestamptz, -- of a pass: what needs nobody was repeated last
      broken jsonb, -- of a pass: what was found then
      broken_at timestamptz,
      check ((state = 'open') = (finished_at is null)),
      check ((state = 'open') = (verdicts is null)),
      check (state = 'open' or password is null),
      check ((state = 'passed') = (due_at is not null))
    );
    create unique index verification_runs_open on verification_runs (client_id) where state = 'open'; -- one at a time for an AK
    create index verification_runs_of_application on verification_runs (client_id, started_at desc);
    create index verification_runs_of_institution on verification_runs (institution_id, finished_at desc, id desc); -- 对接历史
    create index verification_runs_due on verification_runs (ends_at) where state = 'open'; -- runs that nobody ended
    create index verification_runs_passed on verification_runs (checked_at nulls first) where state = 'passed'; -- the daily job

    create sequence verification_numbers;

    -- What was seen of a run, in order; also what its team said, and what the Cloud asked of the partner's pages.
    create table verification_steps (
      id bigint generated always as identity primary key,
      run_id uuid not null references verification_runs on delete cascade,
      at timestamptz not null,
      kind text not null,
      round text, -- for which step of the guide
      key bytea, -- hash of the code that was issued, or of the access token for it
      data jsonb not null,
      shown jsonb, -- request and answer with every secret masked, for 模拟登录
      sealed bytea -- the address that was answered with a code, to open it a second time
    );
    create index verification_steps_of_run on verification_steps (run_id, id);
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table verification_steps, verification_runs;
    drop sequence verification_numbers;
    alter table accounts drop column verifies;
  `);
