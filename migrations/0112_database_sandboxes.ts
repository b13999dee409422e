import type { Knex } from 'knex';

/** Where sandboxes keep what programs send; its tables are made of those of production after every migration (src/database/sandbox-schema.ts). */
export const up = (knex: Knex) => knex.raw('create schema sandbox');

export const down = (knex: Knex) => knex.raw('drop schema sandbox cascade');
