import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- The service's keyed hash of what a row says (statistics/reports/seal.ts): the database's role lacks the key. Null in rows of before.
    alter table report_revisions add seal bytea;
    alter table report_explanations add seal bytea;
    alter table daily_counts add seal bytea;

    -- Figures that no sealed report makes, as this service itself found them. Some have no leaf, so their names are kept and no position.
    create table figures_unproved (
      kind text not null,
      key text not null,
      day date not null,
      revision integer not null, -- of a report; 0 of others
      at timestamptz(3) not null, -- when it was found first
      primary key (day, kind, key, revision)
    );
    -- Which of the older days is looked at next.
    alter table figures_compared add next_day date;
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table figures_compared drop next_day;
    drop table figures_unproved;
    alter table daily_counts drop seal;
    alter table report_explanations drop seal;
    alter table report_revisions drop seal;
  `);
