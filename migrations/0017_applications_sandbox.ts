import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    alter table applications
      add sandbox boolean not null default false, -- R27: without review, this machine only, test citizens only
      add group_name text, -- 工作群, named at the approval (R26)
      add group_address text, -- the group's number, or the address behind its QR code
      add group_note text,
      add logo_picture bytea, -- 图标, public
      add approved bytea, -- sealed JSON: what the form said when it was approved last; a change begins with it
      add check (not (sandbox and first_party));
    create index applications_in_sandbox on applications (institution_id) where sandbox; -- how many there are

    alter table accounts add test_of uuid references institutions; -- a test citizen, for the sandbox of this institution
    create index accounts_of_test on accounts (test_of, created_at) where test_of is not null; -- 测试市民
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop index accounts_of_test;
    alter table accounts drop test_of;
    drop index applications_in_sandbox;
    alter table applications drop approved, drop logo_picture, drop group_note, drop group_address, drop group_name, drop sandbox;
  `);
