import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- What an institution shares: one row for each entry, whatever version it is at.
    create table entries (
      id uuid primary key,
      institution_id uuid not null references institutions,
      client_id text references applications, -- the application that pushed it; null: by form or workbook
      channel text not null,
      external_id text not null check (char_length(external_id) between 1 and 64),
      title text not null,
      region_code text,
      submission_id uuid references submissions on delete set null, -- the latest: a draft, a revision or what was decided
      review_state text not null check (review_state in ('draft', 'submitted', 'claimed', 'checked', 'approved', 'returned', 'rejected')),
      content_hash text not null, -- of what the latest submission says
      gaps integer not null, -- in how many fields it is not ready to be submitted
      publication_state text check (publication_state in ('scheduled', 'published', 'withdrawn', 'expired')), -- null: never approved
      publication_id uuid, -- the version that is published, or was
      withdrawal_id uuid references submissions on delete set null, -- the request that is under way, or was the last
      first_published_at timestamptz,
      batch_id uuid, -- the import that it came with
      revision integer not null default 1, -- counts the changes of this row
      created_by text not null,
      created_at timestamptz not null,
      updated_at timestamptz not null
    );
    create unique index entries_key on entries (institution_id, coalesce(client_id, ''), channel, external_id); -- upsert
    create index entries_list on entries (institution_id, updated_at desc, id desc); -- 资源, API list
    create index entries_of_channel on entries (institution_id, channel, updated_at desc, id desc); -- the same, narrowed
    create index entries_of_batch on entries (batch_id) where batch_id is not null; -- 撤销整批
    create index entries_of_submission on entries (submission_id); -- a draft is removed
    create index entries_of_withdrawal on entries (withdrawal_id) where withdrawal_id is not null; -- the same

    -- R45: what is published is never changed, only followed by another version or ended.
    create table publications (
      id uuid primary key,
      entry_id uuid not null references entries,
      submission_id uuid not null, -- what was approved
      channel text not null,
      version integer not null check (version >= 1),
      institution_id uuid not null references institutions,
      region_code text not null,
      title text not null,
      summary text not null,
      data text not null, -- JSON with sorted keys: the same bytes whichever way it came (R43)
      pictures jsonb not null, -- address or file id as the data name it: the file
      published_at timestamptz not null, -- not before: 定时发布
      expires_at timestamptz not null default 'infinity',
      approved_by text not null,
      created_at timestamptz not null,
      unique (entry_id, version)
    );
    create index publications_expiring on publications (expires_at) where expires_at < 'infinity'; -- what is over today
    create trigger publications_append_only before update or delete or truncate on publications
      for each statement execute function refuse_change();

    create table publication_ends (
      publication_id uuid primary key references publications,
      at timestamptz not null,
      why text not null check (why in ('superseded', 'withdrawn', 'expired'))
    );
    create trigger publication_ends_append_only before update or delete or truncate on publication_ends
      for each statement execute function refuse_change();

    -- Approved and waiting for its time; the row goes when it is published.
    create table scheduled_publications (
      publication_id uuid primary key references publications,
      at timestamptz not null
    );
    create index scheduled_publications_due on scheduled_publications (at);

    -- R46: what changes too fast to be reviewed.
    create table live_states (
      entry_id uuid primary key references entries on delete cascade,
      data jsonb not null,
      updated_at timestamptz not null
    );

    -- Pictures that programs and workbooks name by their address, fetched once for each institution.
    create table fetched_pictures (
      institution_id uuid not null references institutions,
      url text not null,
      file_id uuid references files on delete set null,
      problem text, -- what to do about it, in words
      fetched_at timestamptz,
      primary key (institution_id, url)
    );

    alter table entries add foreign key (publication_id) references publications;
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table entries drop constraint entries_publication_id_fkey;
    drop table fetched_pictures;
    drop table live_states;
    drop table scheduled_publications;
    drop table publication_ends;
    drop table publications;
    drop table entries;
  `);
