import type { Knex } from 'knex';

// Houses are listed with the days and evenings on which they are open: a job writes those of before anew, and finds them by this.
export const up = (knex: Knex) =>
  knex.raw(`create index listings_without_hours on listings (entry_id) where channel = 'venue' and spelling < 2`);

export const down = (knex: Knex) => knex.raw('drop index listings_without_hours');
