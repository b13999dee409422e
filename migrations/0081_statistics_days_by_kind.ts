import type { Knex } from 'knex';

/** A region's reports of one kind on a day are found without reading those of the other kinds (R53). */
const indexed = (columns: string) => `
  drop index daily_reports_of_day, daily_counts_of_day;
  create index daily_reports_of_day on daily_reports (${columns});
  create index daily_counts_of_day on daily_counts (${columns});`;

export const up = (knex: Knex) => knex.raw(indexed('day, region_code, kind'));
export const down = (knex: Knex) => knex.raw(indexed('day, region_code'));
