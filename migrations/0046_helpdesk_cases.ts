import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Each time somebody of the support looked at an account: for how long, and why. Who was asked for in vain is not written down.
    create table helpdesk_cases (
      id uuid primary key,
      staff_id uuid not null references accounts,
      account_id uuid not null references accounts,
      reason text not null,
      opened_at timestamptz not null,
      closes_at timestamptz not null
    );
    create index helpdesk_cases_newest on helpdesk_cases (opened_at desc, id); -- the list of the desk
    create index helpdesk_cases_of_account on helpdesk_cases (account_id); -- export, deletion
    create index helpdesk_cases_of_staff on helpdesk_cases (staff_id, opened_at desc, id); -- the own list
  `);

export const down = (knex: Knex) => knex.raw('drop table helpdesk_cases');
