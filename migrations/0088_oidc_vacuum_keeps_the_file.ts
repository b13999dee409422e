import type { Knex } from 'knex';

/**
 * A vacuum of the tokens leaves the file as long as it is (docs/adr/0107): to give the end of it back it takes the table for itself, and looks
 * through all of the shared buffers meanwhile. What is free is filled again within minutes.
 */
export const up = (knex: Knex) => knex.raw(`alter table oidc_tokens set (vacuum_truncate = off)`);

export const down = (knex: Knex) => knex.raw(`alter table oidc_tokens reset (vacuum_truncate)`);
