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
      created_at timestamptz not null,
      updated_at timestamptz not null,
      check (pc_url is not null or h5_url is not null),
      check ((state = 'offline') = (offline_by is not null))
    );
    create index links_of_institution on links (institution_id, created_at); -- 端口互访
    create index links_shown on links (sort, created_at, id) where state = 'online'; -- home page, partners
    create index links_newest on links (created_at desc, id desc); -- the operators' list
  `);

export const down = (knex: Knex) => knex.raw('drop table links;');
