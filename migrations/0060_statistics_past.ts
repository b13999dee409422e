import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- How the totals of a county, city or province stood up to the end of a day, where something about them changed later; how they stand
    -- since is in daily_totals. What was published by the end of a past day is the first row that is not before it (docs/adr/0025).
    create table daily_totals_past (
      region text not null,
      day date not null,
      last_on date not null,
      figures bigint[] not null, -- of what platforms report
      reported integer not null,
      late integer not null,
      revised integer not null,
      primary key (day, region, last_on)
    );

    -- What is to be made anew is noted once for every report: of two that shared a row, the second would not have been seen by whoever took
    -- the row away while it was still being written.
    alter table totals_due drop constraint totals_due_pkey, add id bigint generated always as identity primary key;
    create index totals_due_newest on totals_due (day, region_code); -- what is taken next
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop index totals_due_newest;
    delete from totals_due d using totals_due e where e.day = d.day and e.region_code = d.region_code and e.id < d.id;
    alter table totals_due drop id, add primary key (day, region_code);
    drop table daily_totals_past;
  `);
