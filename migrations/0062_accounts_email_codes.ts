import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Codes by e-mail, as sms_codes has those by SMS (docs/adr/0079).
    create table email_codes (
      id uuid primary key,
      email_index bytea not null,
      binding bytea not null, -- hash of the interaction or form that asked; the code opens nothing elsewhere
      purpose text not null check (purpose ~ '^[a-z][a-z-]{1,30}$'),
      code_hash bytea not null,
      tries integer not null default 0,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz
    );
    create index email_codes_newest on email_codes (email_index, purpose, created_at desc); -- the code that counts
    create index email_codes_over on email_codes (expires_at); -- purge

    -- Who came back by e-mail: no phone is proved by that.
    alter table logins drop constraint logins_method_check,
      add constraint logins_method_check
        check (method in ('password', 'sms', 'registration', 'recovery', 'recovery-email', 'scan', 'passkey'));
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    delete from logins where method = 'recovery-email';
    alter table logins drop constraint logins_method_check,
      add constraint logins_method_check
        check (method in ('password', 'sms', 'registration', 'recovery', 'scan', 'passkey'));
    drop table email_codes;
  `);
