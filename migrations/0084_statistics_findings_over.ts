import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Since when a decision says nothing any more about the figure: it was corrected since, and judged anew.
    alter table figure_findings add over_at timestamptz(3);
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table figure_findings drop over_at;
  `);
