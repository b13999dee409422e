import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- What a device signs in with (docs/adr/0055): only the public half of its key is here.
    create table passkeys (
      id uuid primary key,
      account_id uuid not null references accounts,
      credential_id bytea not null unique check (octet_length(credential_id) between 16 and 1023),
      public_key bytea not null, -- COSE
      counter bigint not null check (counter >= 0), -- goes up with each use, or stays 0 where the device keeps none
      transports text[] not null,
      backup_eligible boolean not null, -- a key that its maker copies to other devices of the person
      backed_up boolean not null,
      name text not null,
      made_on text not null, -- the device, as its owner would recognise it
      created_at timestamptz not null,
      last_used_at timestamptz,
      last_used_on text
    );
    create index passkeys_of_account on passkeys (account_id, created_at, id); -- 通行密钥

    -- One at a time for each login or browser: the newest counts, once.
    create table passkey_challenges (
      binding bytea not null, -- hash of the login, or of account and browser
      purpose text not null check (purpose in ('registration', 'sign_in')),
      challenge bytea not null, -- hash
      expires_at timestamptz not null,
      used_at timestamptz,
      primary key (binding, purpose)
    );
    create index passkey_challenges_over on passkey_challenges (expires_at); -- purge

    -- Who was offered a passkey and said no: not offered again until then.
    create table passkey_offers (
      account_id uuid primary key references accounts,
      quiet_until timestamptz not null
    );

    alter table logins drop constraint logins_method_check;
    alter table logins add constraint logins_method_check check (method in ('password', 'sms', 'registration', 'recovery', 'passkey'));
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    delete from logins where method = 'passkey';
    alter table logins drop constraint logins_method_check;
    alter table logins add constraint logins_method_check check (method in ('password', 'sms', 'registration', 'recovery'));
    drop table passkey_offers;
    drop table passkey_challenges;
    drop table passkeys;
  `);
