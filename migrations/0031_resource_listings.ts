import type { Knex } from 'knex';

// What the public pages read: one row for each entry that is published now, made of its publication and made anew when the way of
// searching changes. The publications themselves are immutable, so what a search needs cannot stand in them.
export const up = (knex: Knex) =>
  knex.raw(`
    create sequence listing_places;
    create table listings (
      entry_id uuid primary key references entries on delete cascade, -- the address of its page, through all versions; the sitemap
      publication_id uuid not null unique references publications,
      place bigint not null, -- what was put up last stands last: common words are looked for among the newest
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
      heads tsvector not null, -- title and names: pairs of characters with weights and places, made by resources/search.ts
      terms tsvector not null -- whatever it is found by, only whether it is there
    );
    alter table listings set (toast_tuple_target = 1024); -- what lists and rankings read stays in the row
    alter table listings alter heads set storage main;
    create index listings_newest on listings (published_at desc, entry_id desc); -- home page
    create index listings_of_channel on listings (channel, published_at desc, entry_id desc); -- a channel
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
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table cover_pictures;
    drop table listing_counted;
    drop table listing_counts;
    drop table listings;
    drop sequence listing_places;
  `);
