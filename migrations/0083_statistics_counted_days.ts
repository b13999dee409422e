import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Of which days the Cloud has counted its own figures: a day on whose night no server ran is counted by the next one that does.
    create table counted_days (day date primary key, counted_at timestamptz not null);
    insert into counted_days (day, counted_at) select day, (day + 1)::timestamp at time zone 'Asia/Shanghai'
      from (select distinct day from daily_counts) known;
  `);

export const down = (knex: Knex) => knex.raw('drop table counted_days;');
