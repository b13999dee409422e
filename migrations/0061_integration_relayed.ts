import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Logout notices of a practice verification (R57) for a program on its developer's machine, where nothing of ours comes: it fetches them.
    create table verification_notices (
      id uuid primary key,
      run_id uuid not null references verification_runs on delete cascade,
      forged boolean not null, -- with a broken signature, which is to be refused
      notice bytea not null, -- sealed: a signed logout_token
      made_at timestamptz(3) not null,
      status smallint, -- of the program's answer; null: not yet told
      unique (run_id, forged)
    );

    -- Practice verifications are driven by programs of sandboxes, with a scope of their own.
    update applications set api_scope = ltrim(api_scope || ' verification:run') where sandbox;
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    update applications set api_scope = trim(replace(' ' || api_scope || ' ', ' verification:run ', ' ')) where sandbox;
    drop table verification_notices;
  `);
