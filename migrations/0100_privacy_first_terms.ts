import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Which texts of docs/terms are version 1 of 用户协议 and 隐私政策 here: what was in force is never exchanged for another text, and a new
    -- installation begins with the newest.
    create table first_terms (
      one boolean primary key default true check (one),
      edition smallint not null
    );
    insert into first_terms (edition) select 1 where exists (select from accounts); -- no row: the second
  `);

export const down = (knex: Knex) => knex.raw('drop table first_terms');
