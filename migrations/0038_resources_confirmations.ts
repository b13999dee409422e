import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- When the institution last said of an entry that all of it is as published: by its button, or by reporting what is live (docs/adr/0152).
    create table entry_confirmations (
      entry_id uuid primary key references entries on delete cascade,
      at timestamptz(3) not null
    );

    -- 下周都照常吗: the answer of an institution for a week. Answered again, it counts what was confirmed since as well.
    create table week_confirmations (
      institution_id uuid not null references institutions on delete cascade,
      week date not null, -- its Monday in Beijing
      entries integer not null,
      confirmed_by text not null, -- an account, or the AK of a program
      at timestamptz(3) not null,
      primary key (institution_id, week)
    );
  `);

export const down = (knex: Knex) => knex.raw(`drop table week_confirmations, entry_confirmations;`);
