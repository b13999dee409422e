import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Which developer (an institution of the kind vendor) may look after the AKs of an institution, and to which day. AKs stay the institution's.
    create table vendor_authorisations (
      id uuid primary key,
      institution_id uuid not null references institutions,
      vendor_id uuid not null references institutions,
      ends_on date not null, -- the last day that counts, in Asia/Shanghai
      granted_by text not null,
      granted_at timestamptz not null,
      ended_at timestamptz, -- taken back before its day
      told_of date, -- the end that both sides were reminded of
      check (vendor_id <> institution_id)
    );
    create unique index vendor_authorisations_live on vendor_authorisations (institution_id, vendor_id) where ended_at is null;
    create index vendor_authorisations_of_vendor on vendor_authorisations (vendor_id) where ended_at is null; -- the desk
    create index vendor_authorisations_ending on vendor_authorisations (ends_on) where ended_at is null; -- who is reminded
  `);

export const down = (knex: Knex) => knex.raw('drop table vendor_authorisations;');
