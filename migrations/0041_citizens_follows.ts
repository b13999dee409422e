import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- R44: the institutions that a person follows, whose coming events stand in the account centre (docs/adr/0154).
    create table followed_institutions (
      account_id uuid not null references accounts,
      institution_id uuid not null references institutions on delete cascade,
      followed_at timestamptz(3) not null,
      primary key (account_id, institution_id)
    );
    create index followed_institutions_of on followed_institutions (institution_id); -- the foreign key
  `);

export const down = (knex: Knex) => knex.raw('drop table followed_institutions;');
