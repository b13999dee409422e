import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Backups that were restored on another server, on which people signed in (cloud backup trial, cloud backup tried).
    create table backup_trials (
      id uuid primary key,
      at timestamptz(3) not null,
      trial jsonb not null
    );
    create index backup_trials_newest on backup_trials (at desc); -- the last one
  `);

export const down = (knex: Knex) => knex.raw('drop table backup_trials');
