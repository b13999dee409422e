import type { Knex } from 'knex';

/** By SM2, as DER, of the file as it was put together; none without NATIONAL_CRYPTOGRAPHY. Public like the file. */
export const up = (knex: Knex) => knex.raw('alter table open_exports add column sm2 bytea');

export const down = (knex: Knex) => knex.raw('alter table open_exports drop column sm2');
