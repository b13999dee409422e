import type { Knex } from 'knex';

// Rows of oidc_tokens come and go by the million; a vacuum that waits for a fifth of the table comes late, and one for what was only
// inserted is for nothing, as every row is deleted one day (docs/adr/0017). The last use of an SK is noted in its row once a minute:
// with room on the page no index has to hear of it.
export const up = (knex: Knex) =>
  knex.raw(`
    alter table oidc_tokens set (
      autovacuum_vacuum_scale_factor = 0.05,
      autovacuum_analyze_scale_factor = 0.05,
      autovacuum_vacuum_insert_threshold = -1
    );
    alter table application_secrets set (fillfactor = 70);
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table application_secrets reset (fillfactor);
    alter table oidc_tokens reset (
      autovacuum_vacuum_scale_factor, autovacuum_analyze_scale_factor, autovacuum_vacuum_insert_threshold
    );
  `);
