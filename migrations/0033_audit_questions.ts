import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Saved filters of more desks than one: the audit has them too. A node of the version before writes those of the review.
    alter table review_filters add column desk text not null default 'review';
    -- Who of the staff opened the sealed materials of an institution, for its page.
    create index audit_events_of_looks on audit_events ((details ->> 'institution'), at, id)
      where actor_kind = 'staff' and verb in ('file.view', 'submission.reveal');
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop index audit_events_of_looks;
    delete from review_filters where desk <> 'review';
    alter table review_filters drop column desk;
  `);
