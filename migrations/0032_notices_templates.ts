import type { Knex } from 'knex';

/** The words that operators gave a message in place of ours, version by version: the newest is in force (docs/adr/0146). */
export const up = (knex: Knex) =>
  knex.raw(`
    create table message_texts (
      message text not null, -- its key in src/words/zh/messages.ts
      version integer not null check (version > 0),
      content jsonb, -- null: our own words again
      changed_by uuid not null,
      changed_at timestamptz(3) not null,
      primary key (message, version)
    );
  `);

export const down = (knex: Knex) => knex.raw('drop table message_texts');
