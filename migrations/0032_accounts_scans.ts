import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- 扫码登录 (docs/adr/0056): one QR code for each login that shows one; the next replaces it. What the code says and what both
    -- screens show is derived from the id by a key that is not here, so that a dump confirms nothing.
    create table scans (
      binding bytea primary key, -- hash of the login, which only the browser that began it can open
      id uuid not null unique,
      code_hash bytea not null unique, -- how a phone finds it
      client_id text not null,
      address inet not null, -- of the screen that shows it
      device text not null,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      account_id uuid references accounts, -- who scanned it first: nobody else confirms it
      phone text,
      phone_address inet,
      confirmed_at timestamptz,
      level text, -- acr of the session that confirmed
      refused_at timestamptz,
      used_at timestamptz,
      check (confirmed_at is null or (account_id is not null and level is not null))
    );
    create index scans_over on scans (expires_at); -- purge
    create index scans_of_account on scans (account_id) where account_id is not null; -- what is kept of a person

    alter table logins drop constraint logins_method_check;
    alter table logins add constraint logins_method_check
      check (method in ('password', 'sms', 'registration', 'recovery', 'scan', 'passkey'));
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table scans;
    delete from logins where method = 'scan';
    alter table logins drop constraint logins_method_check;
    alter table logins add constraint logins_method_check
      check (method in ('password', 'sms', 'registration', 'recovery', 'passkey'));
  `);
