import type { Knex } from 'knex';

const acts = `'add', 'allow', 'refuse', 'withdraw', 'password', 'end', 'keep'`;
const acted = (names: string) => `
    alter table child_consents drop constraint child_consents_act_check,
      add constraint child_consents_act_check check (act in (${names}));`;

export const up = (knex: Knex) =>
  knex.raw(`
    -- A child that reached 14 belongs to nobody else: since handover_at it waits for a password of its own, and signs in nowhere before.
    -- Of a name that somebody saw on papers only 张* is kept, and when.
    alter table accounts
      add column handover_at timestamptz,
      add column realname_masked text check (length(realname_masked) between 2 and 20),
      add column realname_at timestamptz,
      add constraint accounts_handover_unmanaged check (handover_at is null or (guardian_id is null and phone_index is null and email_index is null)),
      add constraint accounts_realname_whole check ((realname_masked is null) = (realname_at is null));
    create index accounts_children_by_year on accounts (birth_year, id) where guardian_id is not null; -- who reaches 14

    -- The year in which a child reaches 14: what its guardian and itself were told, and that it was handed over.
    create table child_handovers (
      child_id uuid primary key references accounts,
      guardian_id uuid not null references accounts,
      due_at timestamptz not null, -- the first of January of the year after
      year_told_at timestamptz,
      soon_told_at timestamptz,
      child_told_at timestamptz,
      begun_at timestamptz,
      cause text check (cause in ('guardian', 'day')),
      check ((begun_at is null) = (cause is null))
    );
    create index child_handovers_of_guardian on child_handovers (guardian_id, begun_at); -- 家庭账号, export, deletion
    create index child_handovers_to_tell on child_handovers (due_at) where soon_told_at is null;
    ${acted(`${acts}, 'handover', 'due', 'return', 'own'`)}
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    delete from child_consents where act in ('handover', 'due', 'return', 'own');
    ${acted(acts)}
    drop table child_handovers;
    drop index accounts_children_by_year;
    alter table accounts drop column handover_at, drop column realname_masked, drop column realname_at;
  `);
