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
      created_at timestamptz not null,
      updated_at timestamptz not null
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
      done_at timestamptz,
      done_by text check (done_by in ('cloud', 'partner', 'facts')),
      overdue_told_at timestamptz, -- of its present date
      created_at timestamptz not null,
      updated_at timestamptz not null,
      check ((done_at is null) = (done_by is null))
    );
    create index plan_items_of_institution on plan_items (institution_id, layer, agreed_on); -- the plan
    create index plan_items_open on plan_items (agreed_on) where done_at is null; -- what is late: the desk, the job
    create unique index plan_items_follow on plan_items (institution_id, layer) where follows_layer; -- one a layer

    -- 最近往来: what both sides wrote about the plan, and what the system told them. Nobody changes it.
    create table plan_letters (
      id bigint generated always as identity primary key,
      institution_id uuid not null references integration_plans,
      at timestamptz not null,
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
      published_at timestamptz not null,
      published_by text not null,
      withdrawn_at timestamptz
    );
    create index promotions_shown on promotions (published_at desc, id desc) where withdrawn_at is null;
  `);

export const down = (knex: Knex) => knex.raw('drop table promotions, plan_letters, plan_items, integration_plans;');
