import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- What the desk says of a submission without opening it (docs/adr/0140), as its checks found when they last looked: the names of the fields
    -- that they doubt ('form' for what concerns no single one), and of those that changed since it was sent or approved before. Null: not looked at.
    alter table submissions add column doubts text[], add column changed text[];
    drop index submissions_queue;
    create index submissions_queue on submissions (due_at, submitted_at, id) where state in ('submitted', 'claimed', 'checked'); -- the desk, what is due first
    create index submissions_unseen on submissions (submitted_at) where state in ('submitted', 'claimed', 'checked') and doubts is null; -- the job

    -- A reviewer's own filters of the desk, as chips.
    create table review_filters (
      id uuid primary key,
      account_id text not null,
      name text not null,
      query text not null, -- as in the address, without the question mark
      created_at timestamptz(3) not null,
      unique (account_id, name)
    );

    -- What a reviewer has decided and may still take back: nothing has left yet. Carried out after its seconds, by a job or by whoever looks first.
    create table review_decisions (
      submission_id uuid primary key references submissions on delete cascade,
      press_id uuid not null, -- what one press decided is taken back together
      account_id text not null,
      actor jsonb not null, -- roles and regions under which it was decided
      decision jsonb not null, -- approve, return or reject, with the input
      seen integer not null, -- the revision that it is about
      decided_at timestamptz(3) not null,
      leaves_at timestamptz(3) not null,
      problem jsonb -- why it could not be carried out: then it waits for a person again
    );
    create index review_decisions_of_account on review_decisions (account_id, decided_at);
    create index review_decisions_due on review_decisions (leaves_at) where problem is null;

    -- Many that are approved or returned together: three of them, drawn by the service, are looked at first.
    create table review_bulks (
      id uuid primary key,
      account_id text not null,
      kind text not null,
      items jsonb not null, -- [{id, seen}]
      samples uuid[] not null,
      looked uuid[] not null default '{}',
      created_at timestamptz(3) not null
    );
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table review_bulks, review_decisions, review_filters;
    drop index submissions_unseen, submissions_queue;
    create index submissions_queue on submissions (submitted_at, id) where state in ('submitted', 'claimed', 'checked');
    alter table submissions drop column changed, drop column doubts;
  `);
