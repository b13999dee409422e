import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- What was withdrawn leaves the files of all days (docs/adr/0117). Each part is packed by itself and knows whom it holds, so that one line
    -- goes without the rest being made anew; a file is another revision then. Files from before have no such parts: the next is made today.
    delete from open_exports;
    alter table open_exports
      add column revision integer not null default 0,
      add column followed bigint; -- changes up to here have been looked at; null: none since the file was made
    alter table open_export_parts add column ids uuid[] not null default '{}';

    -- For whoever is downloading the revision before, for an hour.
    create table open_export_replaced (
      day date not null references open_exports on delete cascade,
      place integer not null,
      until integer not null, -- the revision that does not have it any more
      bytes bytea not null,
      replaced_at timestamptz(3) not null,
      primary key (day, place, until)
    );
    alter table open_export_replaced alter bytes set storage external; -- packed already
    create index open_export_replaced_over on open_export_replaced (replaced_at); -- the job
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table open_export_replaced;
    alter table open_export_parts drop column ids;
    alter table open_exports drop column revision, drop column followed;
  `);
