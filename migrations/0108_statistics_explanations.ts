import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- What was said afterwards about figures that stay: no revision, since no figure changed. The newest one is the note of its daily_reports row.
    create table report_explanations (
      client_id text not null,
      day date not null,
      revision integer not null,
      id bigint generated always as identity,
      note text not null,
      actor_kind text not null,
      actor_id text,
      at timestamptz(3) not null,
      primary key (client_id, day, revision, id),
      foreign key (client_id, day, revision) references report_revisions (client_id, day, revision)
    );
    insert into report_explanations (client_id, day, revision, note, actor_kind, at)
      select r.client_id, r.day, r.revision, r.note, 'system', r.updated_at
      from daily_reports r join report_revisions v using (client_id, day, revision)
      where r.note is not null and r.note is distinct from v.note;
    create trigger report_explanations_append_only before update or delete or truncate on report_explanations
      for each statement execute function refuse_change();
  `);

export const down = (knex: Knex) => knex.raw(`drop table report_explanations`);
