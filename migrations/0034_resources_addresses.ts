import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Addresses of public entries that did not answer when they were last asked (docs/adr/0148): a booking page, a film, its captions. A row
    -- goes when its address answers again, or when the entry no longer names it.
    create table failing_addresses (
      entry_id uuid not null references entries on delete cascade,
      field text not null, -- of the entry: booking_url, subtitle_url
      url text not null,
      cause jsonb not null, -- the fact: what was answered
      failures integer not null, -- looks in a row that failed
      since timestamptz(3) not null, -- the first of them
      gone_at timestamptz(3), -- the second one: citizens are not led there any more
      told_at timestamptz(3), -- when its institution was told
      checked_at timestamptz(3) not null,
      primary key (entry_id, field)
    );
    create index failing_addresses_to_tell on failing_addresses (entry_id) where gone_at is not null and told_at is null; -- the letters
  `);

export const down = (knex: Knex) => knex.raw(`drop table failing_addresses;`);
