import type { Knex } from 'knex';

/**
 * A vacuum of the tokens takes a tenth of its usual pace (docs/adr/0107). What it changes after a checkpoint goes into the log as whole pages,
 * and where the pages are in memory and were changed lately the usual pace is none: everybody's commit waited behind a gigabyte of them.
 */
export const up = (knex: Knex) => knex.raw(`alter table oidc_tokens set (autovacuum_vacuum_cost_limit = 20)`);

export const down = (knex: Knex) => knex.raw(`alter table oidc_tokens reset (autovacuum_vacuum_cost_limit)`);
