import type { Knex } from 'knex';

// Counts are written for every AK that called in a minute. To look up and lock its application for each of them cost twice as much as
// the row; the only applications that are ever deleted are those of the sandbox, and their counts go with them by a statement.
// With room on the page a count that is raised again needs no new entry in an index.
export const up = (knex: Knex) =>
  knex.raw(`
    alter table integration_minutes drop constraint integration_minutes_client_id_fkey;
    alter table integration_days drop constraint integration_days_client_id_fkey;
    alter table integration_minutes set (fillfactor = 80);
    alter table integration_days set (fillfactor = 60);
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table integration_minutes reset (fillfactor);
    alter table integration_days reset (fillfactor);
    delete from integration_minutes m where not exists (select from applications a where a.client_id = m.client_id) and m.client_id is not null;
    delete from integration_days d where not exists (select from applications a where a.client_id = d.client_id) and d.client_id is not null;
    alter table integration_minutes add foreign key (client_id) references applications on delete cascade;
    alter table integration_days add foreign key (client_id) references applications on delete cascade;
  `);
