import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Whom an incident met, and whom its freezes met, are not kept for ever (docs/adr/0086): how many they were stays.
    alter table incident_countings add column cleared_at timestamptz; -- null: its people are there
    create index incident_countings_not_cleared on incident_countings (incident_id) where cleared_at is null; -- the job
    alter table incident_freezes
      add column cleared_done integer not null default 0, -- of those whose items went: how many it stopped, how many it gave back
      add column cleared_undone integer not null default 0;
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table incident_freezes drop column cleared_done, drop column cleared_undone;
    drop index incident_countings_not_cleared;
    alter table incident_countings drop column cleared_at;
  `);
