import type { Knex } from 'knex';

/** The desk may ask for more, an appeal may bring a file, and a day that was revised after a decision is asked about by the same rule again. */
export const up = (knex: Knex) =>
  knex.raw(`
    alter table figure_questions
      add column more_at timestamptz(3), -- since when the desk waits for more; null once it has that
      add column history jsonb not null default '[]', -- earlier answers, and the request of the desk after each
      add column appeal_file_id uuid;
    alter table figure_findings drop constraint figure_findings_pkey, add primary key (client_id, day, metric, rule, question_id);
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    delete from figure_findings f where exists (select from figure_findings o
      where (o.client_id, o.day, o.metric, o.rule) = (f.client_id, f.day, f.metric, f.rule) and (o.found_at, o.question_id) < (f.found_at, f.question_id));
    alter table figure_findings drop constraint figure_findings_pkey, add primary key (client_id, day, metric, rule);
    alter table figure_questions drop column more_at, drop column history, drop column appeal_file_id;
  `);
