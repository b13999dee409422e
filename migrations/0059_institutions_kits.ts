import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Owner of the keys that someone took without an account (docs/adr/0177), until a person claims them: named by no list, and gone with them.
    alter table institutions add kit_since timestamptz(3), add check (kit_since is null or (certified_at is null and person_id is null));
  `);

export const down = (knex: Knex) => knex.raw(`alter table institutions drop kit_since;`);
