import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- 用户协议 and 隐私政策: one tick agrees to both, so a version is both texts. Version 1 comes with the product (docs/terms).
    create table terms_versions (
      version integer primary key check (version > 1),
      terms text not null, -- Markdown
      privacy text not null,
      changes text not null, -- what is different for the reader
      effective_at timestamptz not null, -- later than published_at: never retroactive; permanent from then on
      published_at timestamptz not null,
      check (effective_at > published_at)
    );

    -- Who agreed to which version, and when. Before versions were kept, accounts.terms_agreed_at was it, for version 1.
    create table terms_acceptances (
      account_id uuid not null references accounts,
      version integer not null,
      at timestamptz not null,
      primary key (account_id, version)
    );

    -- The newest of them, in the row that every sign-in reads anyway; without one, who has agreed agreed to version 1.
    alter table accounts add column terms_version integer;
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table accounts drop column terms_version;
    drop table terms_acceptances, terms_versions;
  `);
