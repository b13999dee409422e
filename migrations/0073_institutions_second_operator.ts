import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    alter table invitations
      add by_operator boolean not null default false, -- staff or the command line, not an owner
      add needs_second boolean not null default false, -- an owner lived when an operator asked: another operator decides
      add agreed_by text,
      add agreed_at timestamptz;
    -- Who sent what is still open, and never worked for the institution, was an operator.
    update invitations v set by_operator = true
    where v.accepted_at is null and v.revoked_at is null and v.role = 'owner'
      and not exists (select from members m where m.institution_id = v.institution_id and m.account_id::text = v.invited_by);
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table invitations drop by_operator, drop needs_second, drop agreed_by, drop agreed_at;
  `);
