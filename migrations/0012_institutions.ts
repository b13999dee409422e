import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    create table institutions (
      id uuid primary key,
      name text not null check (char_length(name) between 2 and 1600), -- 50 as a reader counts; a character may be several code points
      credit_code text unique,
      -- Characters 9 to 17 of the credit code, or the older code alone: one organization is certified once, whichever code it shows.
      organization_code text unique check (organization_code ~ '^[0-9A-Z]{8}-[0-9X]$'),
      kind text, -- library, museum …; filled in by certification, as the columns below
      region_code text,
      address text,
      profile bytea, -- sealed JSON: the certified answers, as 机构资料 shows them and forms are prefilled from
      -- R27: where somebody without an institution has sandboxes and test citizens. Nobody is a member of it, it is never certified, no list
      -- of institutions names it; as an institution of its own it has its own sector (docs/adr/0043).
      person_id uuid unique references accounts,
      registered_by uuid references accounts, -- how many that nobody certified one person may have counts also what was passed on to somebody else
      certified_at timestamptz(3),
      disabled_at timestamptz(3),
      disabled_reason text,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null
    );
    create index institutions_newest on institutions (created_at desc, id desc); -- the operators' list
    create index institutions_name on institutions (name); -- 该机构已登记
    create index institutions_registered_by on institutions (registered_by) where certified_at is null; -- how many somebody has

    create table members (
      institution_id uuid not null references institutions,
      account_id uuid not null references accounts,
      role text not null check (role in ('owner', 'agent', 'developer', 'reporter', 'reader')),
      applications text[], -- AKs that a hired developer is limited to; null: all
      ends_at timestamptz(3), -- a hired developer leaves on that day
      created_at timestamptz(3) not null,
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
      ends_at timestamptz(3),
      invited_by text not null,
      by_operator boolean not null default false, -- staff or the command line, not an owner
      needs_second boolean not null default false, -- an owner lived when an operator asked: another operator decides
      agreed_by text,
      agreed_at timestamptz(3),
      created_at timestamptz(3) not null,
      expires_at timestamptz(3) not null,
      accepted_at timestamptz(3),
      revoked_at timestamptz(3)
    );
    create index invitations_of_institution on invitations (institution_id, created_at desc); -- 成员与权限
    create index invitations_of_phone on invitations (phone_index) where accepted_at is null and revoked_at is null; -- whoever signs in

    -- P17: whoever opens the link first may accept, with the phone that the account has: for the developer of a company, whose number
    -- nobody knows yet.
    create table invitation_links (
      id uuid primary key,
      institution_id uuid not null references institutions,
      token_hash bytea not null unique, -- of what the link carries
      token_sealed bytea not null, -- its owners see link and QR code until it is used
      role text not null check (role in ('agent', 'developer', 'reporter', 'reader')), -- nobody becomes an owner by a link
      applications text[], -- AKs that a hired developer is limited to, with those that they open; null: all
      ends_at timestamptz(3), -- when the membership of a hired developer ends by itself
      invited_by uuid not null,
      created_at timestamptz(3) not null,
      expires_at timestamptz(3) not null,
      accepted_at timestamptz(3),
      accepted_by uuid,
      revoked_at timestamptz(3)
    );
    create index invitation_links_of_institution on invitation_links (institution_id, created_at desc); -- 成员与权限

    -- Tables of rooms below that name an institution.
    alter table files add foreign key (institution_id) references institutions;
    alter table submissions add foreign key (institution_id) references institutions;
    alter table inbox add foreign key (institution_id) references institutions;
    alter table accounts add foreign key (test_of) references institutions;
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table accounts drop constraint accounts_test_of_fkey;
    alter table inbox drop constraint inbox_institution_id_fkey;
    alter table submissions drop constraint submissions_institution_id_fkey;
    alter table files drop constraint files_institution_id_fkey;
    drop table invitation_links, invitations, members, institutions;
  `);
