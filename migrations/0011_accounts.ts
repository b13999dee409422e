import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    create table accounts (
      id uuid primary key,
      username text unique check (username = lower(username)),
      phone_index bytea unique, -- keyed hash, found by equality; the number itself is sealed
      phone_sealed bytea,
      email_index bytea unique,
      email_sealed bytea,
      email_verified_at timestamptz,
      nickname text not null,
      password_hash text,
      region_code text,
      over_14 boolean,
      test_of uuid, -- a test citizen, for the sandbox of this institution; institutions add the constraint
      terms_agreed_at timestamptz,
      locked_at timestamptz,
      deleted_at timestamptz,
      -- Sessions and tokens that began before are dead: password change, lock, "not me". A session counts by its auth_time, in whole seconds, so by the next one.
      sessions_valid_from timestamptz not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      check ((phone_index is null) = (phone_sealed is null)),
      check ((email_index is null) = (email_sealed is null))
    );
    create index accounts_of_test on accounts (test_of, created_at) where test_of is not null; -- 测试市民

    -- For which sandbox applications a developer made a test citizen who is limited to these; the others are the whole institution's.
    create table test_citizen_applications (
      account_id uuid not null references accounts,
      client_id text not null, -- of an application that may be gone: whoever was limited to it stays so
      primary key (account_id, client_id)
    );
    create index test_citizens_of_application on test_citizen_applications (client_id); -- 测试市民 of a hired developer

    create table account_roles (
      account_id uuid not null references accounts,
      role text not null check (role in
        ('administrator', 'security', 'auditor', 'reviewer', 'operator', 'statistics', 'support', 'regulator')),
      region_code text,
      granted_at timestamptz not null,
      primary key (account_id, role)
    );

    create table logins (
      id bigint generated always as identity primary key,
      account_id uuid not null references accounts,
      at timestamptz not null,
      method text not null check (method in ('password', 'sms', 'registration', 'recovery')),
      succeeded boolean not null,
      client_id text,
      address inet not null,
      device text not null
    );
    create index logins_of_account on logins (account_id, id desc); -- 登录记录
    create index logins_old on logins (at); -- purge after 180 days

    create table sms_codes (
      id uuid primary key,
      phone_index bytea not null,
      binding bytea not null, -- hash of the interaction or form that asked; the code opens nothing elsewhere
      purpose text not null check (purpose in ('login', 'registration', 'recovery')),
      code_hash bytea not null,
      tries integer not null default 0,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz
    );
    create index sms_codes_newest on sms_codes (phone_index, purpose, created_at desc); -- the code that counts
    create index sms_codes_over on sms_codes (expires_at); -- purge

    -- Tables of rooms below that name an account.
    alter table inbox add foreign key (account_id) references accounts;
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table inbox drop constraint inbox_account_id_fkey;
    drop table sms_codes, logins, account_roles, test_citizen_applications, accounts;
  `);
