import type { Knex } from 'knex';

/** Which sandbox 起步 fills in, where a developer has several (docs/adr/0145). */
export const up = (knex: Knex) =>
  knex.raw(`
    create table start_sandboxes (
      account_id uuid primary key references accounts (id) on delete cascade,
      client_id text not null references applications (client_id) on delete cascade,
      chosen_at timestamptz(3) not null
    );
    create index start_sandboxes_application on start_sandboxes (client_id); -- the deletion of a sandbox
  `);

export const down = (knex: Knex) => knex.raw('drop table start_sandboxes');
