import type { Knex } from 'knex';

/** Opens of public pages and clicks that leave them, as each process counted them; a night later they are figures (daily_counts). */
export const up = (knex: Knex) =>
  knex.raw(`
    create table entry_opens (
      client_id text not null references applications (client_id) on delete cascade,
      day date not null,
      process uuid not null,
      batch integer not null, -- the last that is in these sums: one that is sent again changes nothing
      opens bigint not null,
      clicks bigint not null,
      primary key (client_id, day, process)
    );
  `);

export const down = (knex: Knex) => knex.raw('drop table entry_opens');
