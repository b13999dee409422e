import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- 机构类型, as it was when the day was reported.
    alter table daily_reports add kind text;
    alter table daily_counts add kind text;
    update daily_reports r set kind = i.kind from institutions i where i.id = r.institution_id and i.kind is not null;
    update daily_counts c set kind = i.kind from applications a join institutions i on i.id = a.institution_id
      where a.client_id = c.client_id and i.kind is not null;

    -- Sums by city (3301), province (33) and country ('') of the institutions of one kind. Of a county they are read from its few reports.
    create table daily_kind_totals (
      region text not null,
      kind text not null, -- '': not known
      day date not null,
      figures bigint[] not null,
      reported integer not null,
      due integer not null,
      late integer not null,
      revised integer not null,
      updated_at timestamptz not null,
      primary key (region, kind, day)
    );
    create index daily_kind_totals_of_day on daily_kind_totals (day, region); -- the regions below one

    -- Made by the next roll-up, as are the totals of the past.
    insert into totals_due (day, region_code) select distinct day, coalesce(region_code, '') from daily_reports;
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table daily_kind_totals;
    alter table daily_counts drop kind;
    alter table daily_reports drop kind;
  `);
