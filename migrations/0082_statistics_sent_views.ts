import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Of the views of a process and day, those that a platform's own server told of, and their visitors as a sketch.
    alter table counter_parts add sent bigint not null default 0, add sent_sketch bytea;
    update counter_parts set sent = views, sent_sketch = sketch, views = 0, sketch = '';
    -- Of a day, what pages sent by themselves: that alone attests a report. Of days of before it is not known.
    alter table counter_days add seen_views bigint not null default 0, add seen_visitors bigint not null default 0;
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    update counter_parts set views = views + sent;
    alter table counter_days drop seen_visitors, drop seen_views;
    alter table counter_parts drop sent_sketch, drop sent;
  `);
