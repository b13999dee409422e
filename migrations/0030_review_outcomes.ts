import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- What one press decided about several submissions of an institution (docs/adr/0136): told in one message, which opens them as one list.
    create table review_outcomes (
      press_id uuid not null,
      submission_id uuid not null references submissions on delete cascade,
      is_told boolean not null default false,
      primary key (press_id, submission_id)
    );
    create index review_outcomes_of_submission on review_outcomes (submission_id); -- the end of a submission
    create index review_outcomes_untold on review_outcomes (press_id) where not is_told; -- what is still to be told

    -- 今天办了, of the head of the desk: 300,000 events are not read for the twenty of a day.
    create index submission_events_decided on submission_events (actor_id, at) where verb in ('approve', 'return', 'reject', 'check');
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop index submission_events_decided;
    drop table review_outcomes;
  `);
