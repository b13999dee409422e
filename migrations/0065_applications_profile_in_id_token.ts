import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Nickname, picture and mail in the id_token as well, for programs that read no userinfo (docs/adr/0180).
    alter table applications add column profile_in_id_token boolean not null default false;
  `);

export const down = (knex: Knex) => knex.raw('alter table applications drop column profile_in_id_token;');
