import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- 不是我: from then on no way of signing in is taken until a new password was chosen with a code by SMS.
    alter table accounts add column new_password_since timestamptz;
    -- What a code is for is named in codes/code-store.ts; a list here would have to be written anew with each use.
    alter table sms_codes drop constraint sms_codes_purpose_check,
      add constraint sms_codes_purpose_check check (purpose ~ '^[a-z][a-z-]{1,30}$');
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    delete from sms_codes where purpose not in ('login', 'registration', 'recovery');
    alter table sms_codes drop constraint sms_codes_purpose_check,
      add constraint sms_codes_purpose_check check (purpose in ('login', 'registration', 'recovery'));
    alter table accounts drop column new_password_since;
  `);
