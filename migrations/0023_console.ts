import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    create table console_sessions (
      hash bytea primary key, -- of the value in the cookie
      id uuid unique not null, -- names it in the list of its owner
      account_id uuid not null references accounts,
      institution_id uuid references institutions, -- for which it works now
      auth_time timestamptz(3) not null, -- when its owner proved who it is at the Cloud
      second_factor_at timestamptz(3),
      enrolment_proved_at timestamptz(3), -- more than the password was proved, for a first second factor (docs/adr/0124)
      -- A new second factor that was shown and not confirmed yet: of the session that it was shown to, and gone with it.
      pending_factor bytea, -- sealed
      pending_factor_at timestamptz(3),
      address inet not null,
      device text not null,
      created_at timestamptz(3) not null,
      seen_at timestamptz(3) not null,
      ends_at timestamptz(3) not null,
      check ((pending_factor is null) = (pending_factor_at is null))
    );
    create index console_sessions_of_account on console_sessions (account_id, seen_at desc); -- 登录与安全
    create index console_sessions_over on console_sessions (ends_at); -- purge

    create table second_factors (
      account_id uuid primary key references accounts,
      secret bytea not null, -- sealed
      confirmed_at timestamptz(3) not null,
      last_step bigint not null default 0, -- the step of the newest code that was used: none works twice
      demo boolean not null default false -- its code is shown where DEMO is on
    );

    create table recovery_codes (
      account_id uuid not null references accounts,
      hash bytea not null, -- keyed
      created_at timestamptz(3) not null,
      used_at timestamptz(3),
      primary key (account_id, hash)
    );

    -- A code that an operator handed out, for a first second factor where there is no login by the phone.
    create table enrolment_codes ( -- one an account, the newest; used up by deletion
      account_id uuid primary key references accounts,
      hash bytea not null, -- keyed
      ends_at timestamptz(3) not null
    );
  `);

export const down = (knex: Knex) =>
  knex.raw('drop table enrolment_codes, recovery_codes, second_factors, console_sessions;');
