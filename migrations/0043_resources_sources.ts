import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- 接入来源: an address that a hall has anyway, read every ten minutes at most (docs/adr/0157).
    create table sources (
      id uuid primary key,
      institution_id uuid not null references institutions on delete cascade,
      address text not null,
      same_address text not null, -- without the differences that mean nothing: an address is read for one institution
      form text not null, -- calendar, feed, page, sitemap, rpde, open
      title text not null,
      state text not null check (state in ('on', 'paused', 'stopped', 'held')), -- held: by an operator
      settings jsonb not null,
      created_by text not null,
      created_at timestamptz(3) not null,
      etag text, -- of the last content whose effects are all here
      last_modified text,
      cursor text, -- where a source that tells changes goes on
      next_at timestamptz(3) not null,
      lease uuid, -- the reader; another one has to take it over
      leased_at timestamptz(3),
      read_at timestamptz(3), -- when it last answered
      failures integer not null default 0, -- in a row
      fault jsonb, -- why it did not answer the last time
      told_at timestamptz(3), -- when its hall was told that it does not answer
      shrunk jsonb, -- how many there were, and are: nothing was called off, and the hall is asked
      may_shrink boolean not null default false, -- the hall said that they are gone
      trust integer not null default 0 -- submissions in a row that were approved as they came
    );
    create unique index sources_address on sources (same_address) where state in ('on', 'paused', 'held');
    create index sources_of_institution on sources (institution_id, created_at);
    create index sources_due on sources (next_at) where state = 'on';

    -- Its items. A row is written in the transaction of the proposal that it led to.
    create table source_items (
      source_id uuid not null references sources on delete cascade,
      key text not null,
      twin text not null, -- title, time and place: the same item under another key
      title text not null,
      category text not null,
      starts_at timestamptz(3),
      ends_at timestamptz(3),
      hash text not null, -- of its content as it was proposed
      live text not null, -- of the part that needs no review
      state text not null check (state in ('here', 'refused', 'skipped', 'gone')),
      reason jsonb, -- why it was refused
      entry_id uuid references entries on delete set null,
      content_hash text, -- of the draft: a person who corrects it changes that of the entry
      waits boolean not null default false, -- to be sent for review
      judged_id uuid, -- the last submission that counted for the trust
      first_at timestamptz(3) not null,
      seen_at timestamptz(3) not null,
      primary key (source_id, key)
    );
    create index source_items_twins on source_items (source_id, twin);
    create index source_items_entries on source_items (entry_id) where entry_id is not null;

    -- Runs that differ from the one before; the same again is counted in its row.
    create table source_runs (
      id bigint generated always as identity primary key,
      source_id uuid not null references sources on delete cascade,
      at timestamptz(3) not null,
      last_at timestamptz(3) not null,
      times integer not null default 1,
      read integer not null, -- items of the source
      created integer not null,
      changed integer not null,
      gone integer not null,
      refused integer not null,
      fault jsonb,
      lines jsonb not null -- of the new, changed, refused and gone ones
    );
    create index source_runs_of_source on source_runs (source_id, at);
    create index source_runs_by_time on source_runs (last_at); -- the purge
  `);

export const down = (knex: Knex) => knex.raw(`drop table source_runs, source_items, sources;`);
