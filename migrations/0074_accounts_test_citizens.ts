import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- For which sandbox applications a developer made a test citizen who is limited to these; the others are the whole institution's.
    create table test_citizen_applications (
      account_id uuid not null references accounts,
      client_id text not null references applications on delete cascade,
      primary key (account_id, client_id)
    );
    create index test_citizens_of_application on test_citizen_applications (client_id); -- 测试市民 of a hired developer
  `);

export const down = (knex: Knex) => knex.raw(`drop table test_citizen_applications;`);
