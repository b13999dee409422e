import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- R27: where somebody without an institution has sandboxes and test citizens. Nobody is a member of it, it is never certified, no list
    -- of institutions names it; as an institution of its own it has its own sector (docs/adr/0043).
    alter table institutions add column person_id uuid unique references accounts;

    -- R33: what its maker may still read, until 我已保存 and for a day at most. A hash stands where it always stood.
    create table shown_secrets (
      id uuid primary key,
      secret_id uuid unique references application_secrets on delete cascade, -- an SK
      citizen_id uuid unique references accounts on delete cascade, -- the password of a test citizen
      made_by uuid not null, -- the account that made it, and nobody else, reads it
      value bytea not null, -- sealed
      shown_until timestamptz not null,
      check (num_nonnulls(secret_id, citizen_id) = 1)
    );
    create index shown_secrets_over on shown_secrets (shown_until); -- the purge
    create index shown_secrets_of_maker on shown_secrets (made_by); -- what a page of its maker shows

    create index applications_of_opener on applications (opened_by, created_at) where sandbox; -- 起步: the newest that somebody opened

    -- P17: whoever opens the link first may accept, with the phone that the account has: for the developer of a company, whose number
    -- nobody knows yet. Beside the invitations to a phone, so that a node of the version before never reads one without.
    create table invitation_links (
      id uuid primary key,
      institution_id uuid not null references institutions,
      token_hash bytea not null unique, -- of what the link carries
      token_sealed bytea not null, -- its owners see link and QR code until it is used
      role text not null check (role in ('agent', 'developer', 'reporter', 'reader')), -- nobody becomes an owner by a link
      applications text[], -- AKs that a hired developer is limited to, with those that they open; null: all
      ends_at timestamptz, -- when the membership of a hired developer ends by itself
      invited_by uuid not null,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      accepted_at timestamptz,
      accepted_by uuid,
      revoked_at timestamptz
    );
    create index invitation_links_of_institution on invitation_links (institution_id, created_at desc); -- 成员与权限
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table invitation_links, shown_secrets;
    drop index applications_of_opener;
    alter table institutions drop column person_id; -- what remains are institutions without members, that nobody certified
  `);
