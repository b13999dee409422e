import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Of each reported figure, in its place, the sum of what is attested of each report: no more than it reported. Null: made before there was this.
    -- It counts where attested_at is updated_at: a version without it changes the figures, and leaves it as it was.
    alter table daily_totals add attested bigint[], add attested_at timestamptz(3);
    alter table daily_kind_totals add attested bigint[], add attested_at timestamptz(3);
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table daily_kind_totals drop attested_at, drop attested;
    alter table daily_totals drop attested_at, drop attested;
  `);
