import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Leaves of 'figures' whose figure is other than it was, as this service itself found them (transparency.compare). It helps against whoever
    -- has the database alone: only a witness does against one who has the keys as well.
    create table figures_altered (
      position bigint primary key check (position >= 0), -- of the leaf
      at timestamptz not null -- when it was found first
    );
    -- How far it has come: the newest leaves are compared each time, the older ones in turn.
    create table figures_compared (
      single boolean primary key default true check (single),
      next bigint not null check (next >= 0),
      at timestamptz not null
    );
  `);

export const down = (knex: Knex) => knex.raw(`drop table figures_compared, figures_altered;`);
