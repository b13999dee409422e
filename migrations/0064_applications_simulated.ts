import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- The deliberately wrong answer to the next login of a sandbox (aksk/simulation.ts), and until when it waits for one.
    alter table applications
      add column simulated text,
      add column simulated_until timestamptz(3),
      add constraint applications_simulated check ((simulated is null) = (simulated_until is null) and (simulated is null or sandbox));
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table applications drop constraint applications_simulated, drop column simulated, drop column simulated_until;
  `);
