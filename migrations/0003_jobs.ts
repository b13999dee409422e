import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    create table jobs (
      id bigint generated always as identity primary key,
      queue text not null,
      payload json not null,
      created_at timestamptz(3) not null,
      run_at timestamptz(3) not null,
      attempts integer not null default 0,
      leased_until timestamptz(3),
      last_error text,
      done_at timestamptz(3),
      given_up_at timestamptz(3)
    );
    create index jobs_due on jobs (queue, run_at) where done_at is null and given_up_at is null; -- what to do next
    create index jobs_ended on jobs (coalesce(done_at, given_up_at)) where done_at is not null or given_up_at is not null; -- purge
    create index jobs_given_up on jobs (created_at, id) where given_up_at is not null; -- 系统状态

    -- One row per scheduled run: whoever inserts it runs it, so a run happens once per cluster.
    create table job_runs (
      name text not null,
      slot timestamptz(3) not null,
      node text not null,
      started_at timestamptz(3) not null,
      finished_at timestamptz(3),
      primary key (name, slot)
    );
  `);

export const down = (knex: Knex) => knex.raw('drop table job_runs, jobs;');
