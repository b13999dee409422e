import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- On a browser where this person had not signed in before: it is shown so, and was told where there is a way.
    alter table logins add column new_device boolean not null default false;

    -- What each application was given and when: one row a day on which somebody signed in there.
    create table consent_uses (
      account_id uuid not null references accounts,
      client_id text not null,
      day date not null, -- in Beijing
      granted text[] not null,
      primary key (account_id, client_id, day)
    );
    create index consent_uses_old on consent_uses (day); -- purge after a year
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table consent_uses;
    alter table logins drop column new_device;
  `);
