import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    alter table institutions
      add kind text, -- library, museum …; filled in by certification, as the columns below
      add address text,
      add disabled_reason text,
      add profile bytea; -- sealed JSON: the certified answers, as 机构资料 shows them and forms are prefilled from

    create table members (
      institution_id uuid not null references institutions,
      account_id uuid not null references accounts,
      role text not null check (role in ('owner', 'agent', 'developer', 'reporter', 'reader')),
      applications text[], -- AKs that a hired developer is limited to; null: all
      ends_at timestamptz, -- a hired developer leaves on that day
      created_at timestamptz not null,
      primary key (institution_id, account_id),
      check (role <> 'owner' or (applications is null and ends_at is null))
    );
    create index members_of_account on members (account_id); -- who signs in: for which institutions

    create table invitations (
      id uuid primary key,
      institution_id uuid not null references institutions,
      phone_index bytea not null, -- keyed hash: whoever proves this phone may accept
      phone_sealed bytea not null,
      role text not null check (role in ('owner', 'agent', 'developer', 'reporter', 'reader')),
      applications text[],
      ends_at timestamptz,
      invited_by text not null,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      accepted_at timestamptz,
      revoked_at timestamptz
    );
    create index invitations_of_institution on invitations (institution_id, created_at desc); -- 成员与权限
    create index invitations_of_phone on invitations (phone_index) where accepted_at is null and revoked_at is null; -- whoever signs in
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table invitations;
    drop table members;
    alter table institutions drop kind, drop address, drop disabled_reason, drop profile;
  `);
