import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
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
  `);

export const down = (knex: Knex) => knex.raw('drop table added_ways');
