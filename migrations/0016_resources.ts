import type { Knex } from 'knex';

/** What people say at home for what is announced; operators change it on 同义词. */
const synonyms = [
  ['书屋', '图书室', '图书馆', '阅览室', '看书'],
  ['少儿', '儿童', '亲子', '孩子', '小朋友', '小孩', '娃娃', '娃儿', '孙子', '孙女', '宝宝'],
  ['看戏', '戏曲', '演出', '大戏', '听戏'],
  ['残疾人', '残障人士', '残障', '视障', '盲人', '看不见'],
  ['免费', '公益', '不要钱'],
  ['老年', '老人', '长者', '银龄', '老太婆', '老太太', '老头', '老大爷'],
  ['跳舞', '舞蹈', '广场舞'],
  ['毛笔字', '书法'],
  ['窗花', '剪纸'],
  ['电影', '观影', '放映'],
  ['暑假', '暑期', '夏令营'],
  ['拍照', '照相', '摄影'],
  ['唱歌', '合唱', '歌咏'],
  ['画画', '绘画', '国画'],
  ['轮椅', '无障碍'],
];

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
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
      starts_at timestamptz(3), -- of what has a time: the first of it
      alike integer[] not null default '{}', -- what it has in common with entries that are much like it (resources/entries/alike.ts)
      submission_id uuid references submissions on delete set null, -- the latest: a draft, a revision or what was decided
      review_state text not null check (review_state in ('draft', 'submitted', 'claimed', 'checked', 'approved', 'returned', 'rejected')),
      content_hash text not null, -- of what the latest submission says
      gaps integer not null, -- in how many fields it is not ready to be submitted
      publication_state text check (publication_state in ('scheduled', 'published', 'withdrawn', 'expired')), -- null: never approved
      publication_id uuid, -- the version that is published, or was
      withdrawal_id uuid references submissions on delete set null, -- the request that is under way, or was the last
      first_published_at timestamptz(3),
      batch_id uuid, -- the import that it came with
      revision integer not null default 1, -- counts the changes of this row
      created_by text not null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null
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
      published_at timestamptz(3) not null, -- not before: 定时发布
      expires_at timestamptz(3) not null default 'infinity',
      approved_by text not null,
      created_at timestamptz(3) not null,
      unique (entry_id, version)
    );
    create index publications_expiring on publications (expires_at) where expires_at < 'infinity'; -- what is over today
    create trigger publications_append_only before update or delete or truncate on publications
      for each statement execute function refuse_change();
    alter table entries add foreign key (publication_id) references publications; -- the two name each other

    create table publication_ends (
      publication_id uuid primary key references publications,
      at timestamptz(3) not null,
      why text not null check (why in ('superseded', 'withdrawn', 'expired'))
    );
    create trigger publication_ends_append_only before update or delete or truncate on publication_ends
      for each statement execute function refuse_change();

    -- Approved and waiting for its time; the row goes when it is published.
    create table scheduled_publications (
      publication_id uuid primary key references publications,
      at timestamptz(3) not null
    );
    create index scheduled_publications_due on scheduled_publications (at);

    -- R46: what changes too fast to be reviewed.
    create table live_states (
      entry_id uuid primary key references entries on delete cascade,
      data jsonb not null,
      updated_at timestamptz(3) not null
    );

    -- Pictures that programs and workbooks name by their address, fetched once for each institution.
    create table fetched_pictures (
      institution_id uuid not null references institutions,
      url text not null,
      file_id uuid references files on delete set null,
      problem text, -- what to do about it, in words
      fetched_at timestamptz(3),
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
      starts_at timestamptz(3),
      ends_at timestamptz(3),
      published_at timestamptz(3) not null, -- its first version
      changed_at timestamptz(3) not null, -- this one
      expires_at timestamptz(3) not null,
      headings tsvector not null, -- title and names: pairs of characters with weights and positions, made by resources/listing/search.ts
      terms tsvector not null, -- whatever it is found by, only whether it is there
      -- By which way of reading it was written: a job writes those of an earlier one anew, a part at a time. 0: without sounds; 1: of a house
      -- without the days and evenings on which it is open.
      spelling smallint not null default 0
    ) with (toast_tuple_target = 1024); -- what lists and rankings read stays in the row
    alter table listings alter headings set storage main;
    create index listings_newest on listings (published_at desc, entry_id desc); -- home page
    create index listings_of_channel on listings (channel, published_at desc, entry_id desc); -- a channel
    create index listings_opening on listings (channel, starts_at, entry_id) where starts_at is not null; -- activities, broadcasts: what opens next
    create index listings_by_end on listings (channel, ends_at, entry_id) where ends_at is not null; -- activities, broadcasts: to come and past
    -- What lasts for days and has begun, by its end: exhibitions would else be looked for among the evenings of a year.
    create index listings_running on listings (channel, ends_at, entry_id) where ends_at - starts_at > interval '24 hours';
    create index listings_of_institution on listings (institution_id, published_at desc, entry_id desc); -- 文旅号
    create index listings_of_province on listings (left(zone, 2), published_at desc, entry_id desc); -- zones
    create index listings_of_city on listings (left(zone, 4), published_at desc, entry_id desc);
    create index listings_of_county on listings (zone, published_at desc, entry_id desc);
    create index listings_terms on listings using gin (terms) with (fastupdate = off); -- search, rare filters; a pending list would be read by every one
    create index listings_unspelt on listings (entry_id) where spelling = 0; -- the job
    create index listings_without_hours on listings (entry_id) where channel = 'venue' and spelling < 2; -- the job

    -- Words that mean the same to citizens, as operators keep them: one list, changed as a whole.
    create table search_synonyms (
      one boolean primary key default true check (one),
      groups jsonb not null, -- [["书屋", "图书室"], …]
      version integer not null, -- whoever saves says which one was read
      changed_at timestamptz(3) not null -- by whom is in the audit log
    );

    -- How much there is of what: counted by a job, as counting a million rows is not for a page.
    create table listing_counts (
      zone text not null,
      channel text not null,
      entries integer not null,
      primary key (zone, channel)
    );
    create table listing_counted (
      one boolean primary key default true check (one),
      at timestamptz(3) not null,
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
      started_at timestamptz(3), -- the import of its rows
      created_by text not null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
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

    -- Which entries changed for whoever reads them from outside, and in which order: one row for each entry that was ever published, also
    -- for one that is gone. A change marks its row; a job gives the rows that are marked and committed their places, one run after the
    -- other, so that no place turns up behind a reader (open/changes.ts).
    create sequence open_positions;
    create table open_changes (
      entry_id uuid primary key, -- no reference: what is deleted has to be told as well
      position bigint unique, -- null: changed since the last run
      changed_at timestamptz(3) -- when the place was given; null before the first
    );
    create index open_changes_waiting on open_changes (entry_id) where position is null; -- the job

    create function open_change(entry uuid) returns void language sql as $$
      insert into open_changes (entry_id) values (entry) on conflict (entry_id) do update set position = null
    $$;

    -- Whatever puts an entry up or takes it down writes listings: the review, the clock, a command, a bulk.
    create function open_change_of_listing() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' then
        if new.publication_id = old.publication_id and new.changed_at = old.changed_at and new.published_at = old.published_at then
          return null; -- the same version, indexed anew
        end if;
      end if;
      perform open_change(case when tg_op = 'DELETE' then old.entry_id else new.entry_id end);
      return null;
    end $$;
    create trigger listings_open after insert or update or delete on listings for each row execute function open_change_of_listing();

    -- R46: what changes without a review.
    create function open_change_of_live_state() returns trigger language plpgsql as $$
    begin
      perform open_change(l.entry_id) from listings l
        where l.entry_id = case when tg_op = 'DELETE' then old.entry_id else new.entry_id end;
      return null;
    end $$;
    create trigger live_states_open after insert or update of data or delete on live_states for each row execute function open_change_of_live_state();

    -- An institution takes its entries along, and its name stands on each.
    create function open_change_of_institution() returns trigger language plpgsql as $$
    begin
      perform open_change(l.entry_id) from (select entry_id from listings where institution_id = new.id order by entry_id) l;
      return null;
    end $$;
    create trigger institutions_open after update of disabled_at, name on institutions for each row
      when ((new.disabled_at, new.name) is distinct from (old.disabled_at, old.name))
      execute function open_change_of_institution();

    -- All that is published on a day, for whoever takes it home: NDJSON, gzipped. Public, so it is not sealed. What was withdrawn leaves the
    -- files of all days (docs/adr/0117): each part is packed by itself and knows whom it holds, so that one line goes without the rest being made
    -- anew; a file is another revision then.
    create table open_exports (
      day date primary key, -- in Asia/Shanghai
      state text not null check (state in ('making', 'ready')),
      position bigint not null, -- the last change that it certainly holds
      entries integer not null default 0,
      channels jsonb not null default '{}', -- channel: how many
      size bigint not null default 0,
      sha256 bytea,
      sm2 bytea, -- signature as DER, of the file as it was put together; none without NATIONAL_CRYPTOGRAPHY
      made_at timestamptz(3),
      revision integer not null default 0,
      followed bigint, -- changes up to here have been looked at; null: none since the file was made
      check ((state = 'ready') = (made_at is not null and sha256 is not null))
    );
    create table open_export_parts (
      day date not null references open_exports on delete cascade,
      place integer not null,
      bytes bytea not null,
      ids uuid[] not null default '{}',
      primary key (day, place)
    );
    alter table open_export_parts alter bytes set storage external; -- packed already

    -- For whoever is downloading the revision before, for an hour.
    create table open_export_replaced (
      day date not null references open_exports on delete cascade,
      place integer not null,
      until integer not null, -- the revision that does not have it any more
      bytes bytea not null,
      replaced_at timestamptz(3) not null,
      primary key (day, place, until)
    );
    alter table open_export_replaced alter bytes set storage external; -- packed already
    create index open_export_replaced_over on open_export_replaced (replaced_at); -- the job

    -- Which of the Cloud's own entries partners may ask for, and under which terms (R50).
    create table shared_resources (
      entry_id uuid primary key references entries on delete cascade,
      number bigint generated always as identity unique, -- under which people know it: GJ-000012
      open boolean not null,
      terms jsonb not null,
      purposes text[] not null, -- two of the terms, by which the catalogue is narrowed
      region text,
      shared_at timestamptz(3) not null, -- since when it stands in the catalogue
      updated_at timestamptz(3) not null
    );
    create index shared_resources_open on shared_resources (shared_at desc, entry_id desc) where open; -- the catalogue, newest first

    -- 申请单: what an institution has chosen so far.
    create table licence_baskets (
      institution_id uuid not null references institutions,
      entry_id uuid not null references entries on delete cascade,
      added_by text not null,
      added_at timestamptz(3) not null,
      position bigint generated always as identity, -- in the order in which they were chosen
      primary key (institution_id, entry_id)
    );
    create index licence_baskets_of_entry on licence_baskets (entry_id); -- an entry is removed

    create table licences (
      id uuid primary key references submissions, -- under the number of what was applied for
      number bigint generated always as identity unique,
      institution_id uuid not null references institutions,
      client_id text references applications, -- the platform whose programs may fetch; null: people fetch
      platform text not null,
      purposes text[] not null,
      usage text not null,
      scope text, -- what the reviewer limited it to
      conditions text,
      starts_at timestamptz(3) not null,
      ends_at timestamptz(3) not null, -- not any more from then on
      approved_by text not null,
      approved_at timestamptz(3) not null,
      reminded_at timestamptz(3), -- of its end
      revoked_at timestamptz(3),
      revoked_by text,
      revoked_reason text,
      check (ends_at > starts_at),
      check ((revoked_at is null) = (revoked_reason is null) and (revoked_at is null) = (revoked_by is null))
    );
    create index licences_of_institution on licences (institution_id, approved_at desc, id desc); -- 资源许可, API list
    create index licences_newest on licences (approved_at desc, id desc); -- the operators' list
    create index licences_ending on licences (ends_at) where revoked_at is null and reminded_at is null; -- who is to be reminded

    -- What was licensed stays as it was, whatever becomes of the entry and its terms.
    create table licence_items (
      licence_id uuid not null references licences,
      position integer not null,
      entry_id uuid not null references entries,
      mark text not null, -- GJ-000012
      title text not null,
      terms jsonb not null,
      primary key (licence_id, position)
    );
    create index licence_items_of_entry on licence_items (entry_id); -- who uses it
    create trigger licence_items_append_only before update or delete or truncate on licence_items
      for each statement execute function refuse_change();

    create table licence_downloads (
      id bigint generated always as identity primary key,
      licence_id uuid not null references licences,
      at timestamptz(3) not null,
      actor_kind text not null,
      actor_id text not null
    );
    create index licence_downloads_of_licence on licence_downloads (licence_id, id); -- its page
    create trigger licence_downloads_append_only before update or delete or truncate on licence_downloads
      for each statement execute function refuse_change();
  `);
  await knex.raw(`insert into search_synonyms (groups, version, changed_at) values (?, 1, '2026-11-26T00:00:00Z')`, [
    JSON.stringify(synonyms),
  ]);
}

export const down = (knex: Knex) =>
  knex.raw(`
    drop table licence_downloads, licence_items, licences, licence_baskets, shared_resources;
    drop table open_export_replaced, open_export_parts, open_exports;
    drop trigger institutions_open on institutions;
    drop trigger live_states_open on live_states;
    drop trigger listings_open on listings;
    drop function open_change_of_institution(), open_change_of_live_state(), open_change_of_listing(), open_change(uuid);
    drop table open_changes;
    drop sequence open_positions;
    drop table import_problems, imports, cover_pictures, listing_counted, listing_counts, search_synonyms, listings;
    drop sequence listing_positions;
    drop table fetched_pictures, live_states, scheduled_publications, publication_ends, publications, entries;
  `);
