import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Of each reported figure, in its place, the sum of what is attested of each report: no more than it reported. Null: made before there was this.
    alter table daily_totals add attested bigint[];
    alter table daily_kind_totals add attested bigint[];
  `);

export const down = (knex: Knex) =>
  knex.raw(`alter table daily_kind_totals drop attested; alter table daily_totals drop attested`);
