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
      email_verified_at timestamptz(3),
      nickname text not null,
      avatar_id uuid, -- read with the account, where every claim comes from
      password_hash text,
      new_password_since timestamptz(3), -- 不是我: no way of signing in is taken until a new password was chosen with a code by SMS
      region_code text,
      over_14 boolean,
      -- A child under 14 (C12): its account is the guardian's to manage until it is handed over. Only the year of birth is kept. A child that
      -- reached 14 belongs to nobody else: since handover_at it waits for a password of its own, and signs in nowhere before.
      guardian_id uuid references accounts,
      birth_year smallint check (birth_year between 1900 and 2200),
      handover_at timestamptz(3),
      realname_masked text check (length(realname_masked) between 2 and 20), -- of a name that somebody saw on papers only 张*, and when
      realname_at timestamptz(3),
      test_of uuid, -- a test citizen, for the sandbox of this institution; institutions add the constraint
      verifies text, -- a test citizen of one verification (R57): signs in at this AK and nowhere else, until the run is over
      terms_agreed_at timestamptz(3),
      terms_version integer, -- the newest that was agreed to, in the row that every sign-in reads anyway; none, but a time: the first
      closing_at timestamptz(3), -- C13 注销: asked for, and not over yet; no platform lets the person in, the Cloud does, for taking it back
      locked_at timestamptz(3),
      deleted_at timestamptz(3),
      -- Sessions and tokens that began before are dead: password change, lock, "not me". A session counts by its auth_time, in whole seconds,
      -- so by the next one.
      sessions_valid_from timestamptz(3) not null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      check ((phone_index is null) = (phone_sealed is null)),
      check ((email_index is null) = (email_sealed is null)),
      constraint accounts_child_known check (guardian_id is null or birth_year is not null),
      constraint accounts_child_reached_by_guardian check (guardian_id is null or (phone_index is null and email_index is null)),
      constraint accounts_child_without_avatar check (guardian_id is null or avatar_id is null), -- docs/adr/0062
      constraint accounts_handover_unmanaged check (handover_at is null or (guardian_id is null and phone_index is null and email_index is null)),
      constraint accounts_realname_whole check ((realname_masked is null) = (realname_at is null))
    );
    create index accounts_of_test on accounts (test_of, created_at) where test_of is not null; -- 测试市民
    create index accounts_of_guardian on accounts (guardian_id, created_at, id) where guardian_id is not null; -- 家庭账号
    create index accounts_children_by_year on accounts (birth_year, id) where guardian_id is not null; -- who reaches 14

    -- For which sandbox applications a developer made a test citizen who is limited to these; the others are the whole institution's.
    create table test_citizen_applications (
      account_id uuid not null references accounts,
      client_id text not null, -- of an application that may be gone: whoever was limited to it stays so
      primary key (account_id, client_id)
    );
    create index test_citizens_of_application on test_citizen_applications (client_id); -- 测试市民 of a hired developer

    -- Where a child may sign in (allowed_at), or asked to.
    create table child_platforms (
      account_id uuid not null references accounts,
      client_id text not null, -- of an application that may be gone
      asked_at timestamptz(3),
      allowed_at timestamptz(3),
      primary key (account_id, client_id),
      check (asked_at is not null or allowed_at is not null)
    );

    create table account_roles (
      account_id uuid not null references accounts,
      role text not null check (role in
        ('administrator', 'security', 'auditor', 'reviewer', 'operator', 'statistics', 'support', 'regulator')),
      region_code text,
      granted_at timestamptz(3) not null,
      primary key (account_id, role)
    );

    -- The picture of a person, in two sizes, sealed for its row. Another picture is another row: the address of the one before is dead.
    create table avatars (
      id uuid primary key,
      account_id uuid not null unique references accounts,
      large bytea not null,
      small bytea not null,
      created_at timestamptz(3) not null
    );

    -- 用户协议 and 隐私政策: one tick agrees to both, so a version is both texts. Version 1 comes with the product (docs/terms).
    create table terms_versions (
      version integer primary key check (version > 1),
      terms text not null, -- Markdown
      privacy text not null,
      changes text not null, -- what is different for the reader
      effective_at timestamptz(3) not null, -- later than published_at: never retroactive; permanent from then on
      published_at timestamptz(3) not null,
      check (effective_at > published_at)
    );

    -- Who agreed to which version, and when. Where there is no row, accounts.terms_agreed_at is it, for version 1.
    create table terms_acceptances (
      account_id uuid not null references accounts,
      version integer not null,
      at timestamptz(3) not null,
      primary key (account_id, version)
    );

    -- Which texts of docs/terms are version 1 here: what was in force is never exchanged for another text. No row: those with which a new
    -- installation begins.
    create table first_terms (
      one boolean primary key default true check (one),
      edition smallint not null
    );

    -- Kept by the month (operations): rows come into the part of their month, and into the rest where it has none yet.
    create table logins (
      id bigserial,
      account_id uuid not null references accounts,
      -- In milliseconds as every instant. Its type has no limit: there are databases that were cut by it so, and such a type cannot change.
      at timestamptz not null constraint logins_at_milliseconds check (at = at::timestamptz(3)),
      method text not null check (method in ('password', 'sms', 'registration', 'recovery', 'recovery-email', 'scan', 'passkey')),
      succeeded boolean not null,
      client_id text,
      address inet not null,
      device text not null,
      new_device boolean not null default false -- on a browser that this person had not used: shown so, and told where there is a way
    ) partition by range (at);
    create table logins_rest partition of logins default;
    create index logins_of_account on logins (account_id, id desc); -- 登录记录
    create index logins_old on logins (at); -- purge of what has no months yet

    create table sms_codes (
      id uuid primary key,
      phone_index bytea not null,
      binding bytea not null, -- hash of the interaction or form that asked; the code opens nothing elsewhere
      purpose text not null check (purpose ~ '^[a-z][a-z-]{1,30}$'), -- named in accounts/codes: a list here would be written anew with each
      code_hash bytea not null,
      tries integer not null default 0,
      created_at timestamptz(3) not null,
      expires_at timestamptz(3) not null,
      used_at timestamptz(3)
    );
    create index sms_codes_newest on sms_codes (phone_index, purpose, created_at desc); -- the code that counts
    create index sms_codes_over on sms_codes (expires_at); -- purge

    -- Codes by e-mail (docs/adr/0079): who comes back by one has proved no phone.
    create table email_codes (
      id uuid primary key,
      email_index bytea not null,
      binding bytea not null, -- hash of the interaction or form that asked; the code opens nothing elsewhere
      purpose text not null check (purpose ~ '^[a-z][a-z-]{1,30}$'),
      code_hash bytea not null,
      tries integer not null default 0,
      created_at timestamptz(3) not null,
      expires_at timestamptz(3) not null,
      used_at timestamptz(3)
    );
    create index email_codes_newest on email_codes (email_index, purpose, created_at desc); -- the code that counts
    create index email_codes_over on email_codes (expires_at); -- purge

    -- 扫码登录 (docs/adr/0056): one QR code for each login that shows one; the next replaces it. What the code says and what both
    -- screens show is derived from the id by a key that is not here, so that a dump confirms nothing.
    create table scans (
      binding bytea primary key, -- hash of the login, which only the browser that began it can open
      id uuid not null unique,
      code_hash bytea not null unique, -- how a phone finds it
      client_id text not null,
      address inet not null, -- of the screen that shows it
      device text not null,
      created_at timestamptz(3) not null,
      expires_at timestamptz(3) not null,
      account_id uuid references accounts, -- who scanned it first: nobody else confirms it
      phone text,
      phone_address inet,
      confirmed_at timestamptz(3),
      level text, -- acr of the session that confirmed
      refused_at timestamptz(3),
      used_at timestamptz(3),
      check (confirmed_at is null or (account_id is not null and level is not null))
    );
    create index scans_over on scans (expires_at); -- purge
    create index scans_of_account on scans (account_id) where account_id is not null; -- what is kept of a person

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
      -- What was proved when it was made (acr): it is worth no more (docs/adr/0114). Where nobody knows, a password, until its owner proves
      -- more beside it once.
      made_with text not null default 'urn:ncc:acr:1',
      created_at timestamptz(3) not null,
      last_used_at timestamptz(3),
      last_used_on text
    );
    create index passkeys_of_account on passkeys (account_id, created_at, id); -- 通行密钥

    -- One at a time for each login or browser: the newest counts, once.
    create table passkey_challenges (
      binding bytea not null, -- hash of the login, or of account and browser
      purpose text not null check (purpose in ('registration', 'sign_in')),
      challenge bytea not null, -- hash
      expires_at timestamptz(3) not null,
      used_at timestamptz(3),
      primary key (binding, purpose)
    );
    create index passkey_challenges_over on passkey_challenges (expires_at); -- purge

    -- Who was offered a passkey and said no: not offered again until then.
    create table passkey_offers (
      account_id uuid primary key references accounts,
      quiet_until timestamptz(3) not null
    );

    -- A way to sign in that was added (docs/adr/0114): told by the other ways, each with a link that ends it, once and until ends_at.
    create table added_ways (
      id uuid primary key,
      account_id uuid not null references accounts,
      kind text not null check (kind in ('passkey', 'phone', 'email', 'device')),
      passkey_id uuid, -- of a passkey: which; it may be gone by now
      before_sealed bytea, -- of a phone or e-mail: the one before, which comes back
      device text not null, -- where it was added, as its owner would recognise it
      link_hash bytea not null unique, -- SHA-256 of what the links hold
      at timestamptz(3) not null,
      ends_at timestamptz(3) not null,
      ended_at timestamptz(3),
      outcome text check (outcome in ('by_link', 'by_owner')),
      check ((ended_at is null) = (outcome is null)),
      check ((passkey_id is not null) = (kind = 'passkey'))
    );
    create index added_ways_of_account on added_ways (account_id, at desc); -- 登录与安全, export, deletion
    create index added_ways_over on added_ways (ends_at); -- purge

    -- Another number for whoever has lost the one before: it counts after 48 hours in which everybody who has the old ways can stop it.
    create table phone_appeals (
      id uuid primary key,
      account_id uuid not null references accounts,
      from_index bytea not null, -- keyed hash of the number that is given up, as in accounts
      to_index bytea not null,
      to_sealed bytea not null,
      stop_hash bytea not null unique, -- SHA-256 of what the links in the notices hold
      stop_sealed bytea not null, -- for the second notice
      asked_at timestamptz(3) not null,
      due_at timestamptz(3) not null,
      reminded_at timestamptz(3),
      ended_at timestamptz(3),
      outcome text check (outcome in ('done', 'by_link', 'by_owner', 'by_old_phone', 'by_support', 'overtaken')),
      check ((ended_at is null) = (outcome is null))
    );
    create unique index phone_appeals_open on phone_appeals (account_id) where ended_at is null; -- one at a time
    create index phone_appeals_due on phone_appeals (due_at) where ended_at is null; -- the job
    create index phone_appeals_of_account on phone_appeals (account_id, asked_at desc); -- number a year, export, deletion

    -- Tables of rooms below that name an account.
    alter table inbox add foreign key (account_id) references accounts;
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table inbox drop constraint inbox_account_id_fkey;
    drop table phone_appeals, added_ways, passkey_offers, passkey_challenges, passkeys, scans, email_codes, sms_codes, logins, first_terms,
      terms_acceptances, terms_versions, avatars, account_roles, child_platforms, test_citizen_applications, accounts;
  `);
