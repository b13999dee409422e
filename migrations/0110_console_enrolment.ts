import type { Knex } from 'knex';

/** The first second factor is set up by more than the password: a login by the phone, or a code that an operator handed out. */
export const up = (knex: Knex) =>
  knex.raw(`
    alter table console_sessions add column enrolment_proved_at timestamptz(3);
    create table enrolment_codes ( -- one an account, the newest; used up by deletion
      account_id uuid primary key references accounts,
      hash bytea not null, -- keyed
      ends_at timestamptz(3) not null
    );
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table enrolment_codes;
    alter table console_sessions drop column enrolment_proved_at;
  `);
