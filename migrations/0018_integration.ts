import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- R07 对接计划: one an institution, agreed by an approval or entered by an operator.
    create table integration_plans (
      institution_id uuid primary key references institutions,
      keeper_id uuid references accounts, -- whoever looks after it at the Cloud hears of letters and of what is late
      cloud_owner text not null,
      partner_owner text not null,
      group_name text, -- R26: the working group; address is its number, or where its QR code leads
      group_address text,
      group_note text,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null
    );

    create table plan_items (
      id uuid primary key,
      institution_id uuid not null references integration_plans,
      layer text not null check (layer in ('links', 'login', 'resources', 'statistics')),
      title text not null,
      cloud_owner text not null,
      partner_owner text not null,
      starts_on date not null,
      agreed_on date not null check (agreed_on >= starts_on),
      follows_layer boolean not null default false, -- done when the facts of the layer say so
      done_at timestamptz(3),
      done_by text check (done_by in ('cloud', 'partner', 'facts')),
      overdue_told_at timestamptz(3), -- of its present date
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      check ((done_at is null) = (done_by is null))
    );
    create index plan_items_of_institution on plan_items (institution_id, layer, agreed_on); -- the plan
    create index plan_items_open on plan_items (agreed_on) where done_at is null; -- what is late: the desk, the job
    create unique index plan_items_follow on plan_items (institution_id, layer) where follows_layer; -- one a layer

    -- 最近往来: what both sides wrote about the plan, and what the system told them. Nobody changes it.
    create table plan_letters (
      id bigint generated always as identity primary key,
      institution_id uuid not null references integration_plans,
      at timestamptz(3) not null,
      side text not null check (side in ('cloud', 'partner', 'system')),
      account_id uuid, -- null: the system
      says text not null -- what was typed; of the system a fact
    );
    create index plan_letters_of_institution on plan_letters (institution_id, at desc, id desc);

    -- R08: joint promotion, a plain list.
    create table promotions (
      id uuid primary key,
      title text not null,
      body text not null, -- a paragraph a line
      published_at timestamptz(3) not null,
      published_by text not null,
      withdrawn_at timestamptz(3)
    );
    create index promotions_shown on promotions (published_at desc, id desc) where withdrawn_at is null;

    -- 在线验证, and 模拟登录 (R57).
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
      started_at timestamptz(3) not null,
      ends_at timestamptz(3) not null, -- a run that nobody ends is ended
      finished_at timestamptz(3),
      redirect_uris text[] not null, -- as they were: after a change it is due again
      due_at timestamptz(3), -- of a pass: when the whole is to be repeated
      checked_at timestamptz(3), -- of a pass: what needs nobody was repeated last
      broken jsonb, -- of a pass: what was found then
      broken_at timestamptz(3),
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
      at timestamptz(3) not null,
      kind text not null,
      round text, -- for which step of the guide
      key bytea, -- hash of the code that was issued, or of the access token for it
      data jsonb not null,
      shown jsonb, -- request and answer with every secret masked, for 模拟登录
      sealed bytea -- the address that was answered with a code, to open it a second time
    );
    create index verification_steps_of_run on verification_steps (run_id, id);

    -- Which developer (an institution of the kind vendor) may look after the AKs of an institution, and to which day. AKs stay the institution's.
    create table vendor_authorisations (
      id uuid primary key,
      institution_id uuid not null references institutions,
      vendor_id uuid not null references institutions,
      ends_on date not null, -- the last day that counts, in Asia/Shanghai
      granted_by text not null,
      granted_at timestamptz(3) not null,
      ended_at timestamptz(3), -- taken back before its day
      told_of date, -- the end that both sides were reminded of
      check (vendor_id <> institution_id)
    );
    create unique index vendor_authorisations_live on vendor_authorisations (institution_id, vendor_id) where ended_at is null;
    create index vendor_authorisations_of_vendor on vendor_authorisations (vendor_id) where ended_at is null; -- the desk
    create index vendor_authorisations_ending on vendor_authorisations (ends_on) where ended_at is null; -- who is reminded
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table vendor_authorisations, verification_steps, verification_runs, promotions, plan_letters, plan_items, integration_plans;
    drop sequence verification_numbers;
  `);
