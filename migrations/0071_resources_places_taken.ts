import type { Knex } from 'knex';

/** How many places of an entry went in a day, by what its live state said one after the other; a few days are kept. */
export const up = (knex: Knex) =>
  knex.raw(`
    create table places_taken (
      entry_id uuid not null references entries on delete cascade,
      day date not null,
      taken integer not null, -- below 0: more were given back
      primary key (entry_id, day)
    );
    create index places_taken_day on places_taken (day); -- the count of a day
  `);

export const down = (knex: Knex) => knex.raw('drop table places_taken');
