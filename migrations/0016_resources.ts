import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- What an institution shares: one row for each entry, whatever version it is at.
    create table entries (
      id uuid primary key,
      institution_id uuid not null references institutions,
      client_id text references applications, -- the application that pushed it; null: by form or workbook
      pushed_by text references applications, -- the AK that wrote it last where a person entered it: it hears what becomes of it
      channel text not null,
      external_id text not null check (char_length(external_id) between 1 and 64),
      title text not null,
      region_code text,
      starts_at timestamptz, -- of what has a time: the first of it
      alike integer[] not null default '{}', -- what it has in common with entries that are much like it (resources/entries/alike.ts)
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
    create unique index entries_key on entries (institution_id, channel, external_id); -- upsert: R43, one entry however it came
    create index entries_list on entries (institution_id, updated_at desc, id desc); -- 资源, API list
    create index entries_of_channel on entries (institution_id, channel, updated_at desc, id desc); -- the same, narrowed
    create index entries_of_application on entries (client_id, updated_at desc, id desc) where client_id is not null; -- GET /api/v1/resources
    -- The few among the many that are published: drafts, what is reviewed or returned; what waits or is over. Lists by status, for people and programs.
    create index entries_open on entries (institution_id, updated_at desc, id desc) where review_state <> 'approved';
    create index entries_not_shown on entries (institution_id, updated_at desc, id desc) where publication_state in ('scheduled', 'withdrawn', 'expired');
    create index entries_of_batch on entries (batch_id) where batch_id is not null; -- 撤销整批
    create index entries_of_submission on entries (submission_id); -- a draft is removed
    create index entries_of_withdrawal on entries (withdrawal_id) where withdrawal_id is not null; -- the same
    create index entries_alike on entries using gin (alike); -- 疑似重复: before an import, in the form, to the reviewer

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
    alter table entries add foreign key (publication_id) references publications; -- the two name each other

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

    -- What the public pages read: one row for each entry that is published now, made of its publication and made anew when the way of
    -- searching changes. The publications themselves are immutable, so what a search needs cannot stand in them.
    create sequence listing_positions;
    create table listings (
      entry_id uuid primary key references entries on delete cascade, -- the address of its page, through all versions; the sitemap
      publication_id uuid not null unique references publications,
      position bigint not null, -- what was put up last stands last: common words are looked for among the newest
      channel text not null,
      institution_id uuid not null references institutions,
      region_code text not null, -- as it was published
      zone text not null, -- the code that stands for it today (R44)
      title text not null,
      summary text not null,
      cover uuid references files,
      facets text[] not null, -- fee_type=free: what a list is filtered by
      facts jsonb not null, -- the few values that a list shows
      starts_at timestamptz,
      ends_at timestamptz,
      published_at timestamptz not null, -- its first version
      changed_at timestamptz not null, -- this one
      expires_at timestamptz not null,
      headings tsvector not null, -- title and names: pairs of characters with weights and positions, made by resources/listing/search.ts
      terms tsvector not null -- whatever it is found by, only whether it is there
    ) with (toast_tuple_target = 1024); -- what lists and rankings read stays in the row
    alter table listings alter headings set storage main;
    create index listings_newest on listings (published_at desc, entry_id desc); -- home page
    create index listings_of_channel on listings (channel, published_at desc, entry_id desc); -- a channel
    create index listings_opening on listings (channel, starts_at, entry_id) where starts_at is not null; -- activities, broadcasts: what opens next
    create index listings_by_end on listings (channel, ends_at, entry_id) where ends_at is not null; -- activities, broadcasts: to come and past
    create index listings_of_institution on listings (institution_id, published_at desc, entry_id desc); -- 文旅号
    create index listings_of_province on listings (left(zone, 2), published_at desc, entry_id desc); -- zones
    create index listings_of_city on listings (left(zone, 4), published_at desc, entry_id desc);
    create index listings_of_county on listings (zone, published_at desc, entry_id desc);
    create index listings_terms on listings using gin (terms) with (fastupdate = off); -- search, rare filters; a pending list would be read by every one

    -- How much there is of what: counted by a job, as counting a million rows is not for a page.
    create table listing_counts (
      zone text not null,
      channel text not null,
      entries integer not null,
      primary key (zone, channel)
    );
    create table listing_counted (
      one boolean primary key default true check (one),
      at timestamptz not null,
      entries integer not null,
      institutions integer not null
    );

    -- Covers as everybody sees them, drawn when they are first asked for; the uploads themselves rest sealed.
    create table cover_pictures (
      file_id uuid not null references files on delete cascade,
      width integer not null,
      bytes bytea not null,
      primary key (file_id, width)
    );

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
      problem text not null, -- a fact: what is said of it is in src/words
      primary key (import_id, grade, place)
    );
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table import_problems, imports, cover_pictures, listing_counted, listing_counts, listings;
    drop sequence listing_positions;
    drop table fetched_pictures, live_states, scheduled_publications, publication_ends, publications, entries;
  `);
