import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    create table links (
      id uuid primary key,
      institution_id uuid not null references institutions,
      client_id text unique, -- the application whose form opened it; null: a link of its own; applications add the constraint
      name text not null check (char_length(name) <= 200), -- at most 50 characters as a reader counts
      pc_url text check (char_length(pc_url) <= 255),
      h5_url text check (char_length(h5_url) <= 255),
      app_url text check (char_length(app_url) <= 255), -- what app_qr says when it is read
      web_home text check (char_length(web_home) <= 255), -- R39: where the Cloud's link stands; null: the page of pc_url
      h5_home text check (char_length(h5_home) <= 255), -- null: the page of h5_url
      poster_id uuid not null references files, -- what the two pictures were made of
      crop text,
      app_qr_id uuid references files,
      picture_230x60 bytea not null, -- public
      picture_180x50 bytea not null, -- public
      picture_hash text not null, -- of both: the address of the pictures carries it
      app_qr bytea, -- public
      state text not null check (state in ('online', 'offline')),
      offline_by text check (offline_by in ('institution', 'operator')),
      offline_reason text,
      sort integer not null default 0,
      check_asked_at timestamptz(3), -- 立即检测 is under way since; null: none is
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      check (pc_url is not null or h5_url is not null),
      check ((state = 'offline') = (offline_by is not null))
    );
    create index links_of_institution on links (institution_id, created_at); -- 端口互访
    create index links_shown on links (sort, created_at, id) where state = 'online'; -- home page, partners
    create index links_newest on links (created_at desc, id desc); -- the operators' list

    -- What was seen of one side in one look. A side: web, h5 and app are theirs, cloud is ours.
    create table link_checks (
      id bigint generated always as identity primary key,
      link_id uuid not null references links on delete cascade,
      side text not null check (side in ('web', 'h5', 'app', 'cloud')),
      slot timestamptz(3) not null, -- the run, or when it was asked for
      asked boolean not null, -- 立即检测
      at timestamptz(3) not null,
      state text not null check (state in ('found', 'slow', 'missing', 'unseen', 'down')),
      cause jsonb, -- a fact
      address text not null,
      milliseconds integer not null,
      place jsonb, -- where on the page the link stands
      outline jsonb, -- of what the page consists
      picture_hash text, -- of link_pictures; gone with it
      picture_cause jsonb -- why there is no picture: a fact
    );
    create unique index link_checks_once on link_checks (link_id, side, slot) where not asked; -- of each run once, whichever node
    create index link_checks_newest on link_checks (link_id, side, slot desc); -- strips and history
    create index link_checks_by_day on link_checks (slot); -- purge

    -- Pictures that were found on partners' pages, drawn anew and small.
    create table link_pictures (
      hash text primary key,
      bytes bytea not null,
      used_at timestamptz(3) not null
    );
    create index link_pictures_old on link_pictures (used_at); -- purge

    -- How each side stands after all looks.
    create table link_sides (
      link_id uuid not null references links on delete cascade,
      side text not null check (side in ('web', 'h5', 'app', 'cloud')),
      state text not null check (state in ('found', 'slow', 'missing', 'unseen', 'down')),
      since timestamptz(3) not null, -- of this state
      failures integer not null, -- runs in a row that failed
      good integer not null, -- looks in a row that did not
      alarmed_at timestamptz(3), -- told after three failures; null: nothing is wrong, or it is over
      changes text not null default '', -- of the last looks: g or b each, the newest last
      checked_at timestamptz(3) not null,
      found_at timestamptz(3), -- when the link was last seen
      found_place jsonb,
      found_picture text,
      primary key (link_id, side)
    );
    create index link_sides_alarmed on link_sides (alarmed_at) where alarmed_at is not null; -- the operators' list
  `);

export const down = (knex: Knex) => knex.raw('drop table link_sides, link_pictures, link_checks, links;');
