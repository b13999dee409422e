import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- By which way of reading a listing was written: those of an earlier one are written anew by a job, a part at a time.
    alter table listings add column spelling smallint not null default 0;
    create index listings_unspelt on listings (entry_id) where spelling = 0;

    -- Words that mean the same to citizens, as operators keep them: one list, changed as a whole.
    create table search_synonyms (
      one boolean primary key default true check (one),
      groups jsonb not null, -- [["书屋", "图书室"], …]
      version integer not null, -- whoever saves says which one was read
      changed_at timestamptz not null -- by whom is in the audit log
    );
    insert into search_synonyms (groups, version, changed_at) values ('[
      ["书屋", "图书室", "图书馆", "阅览室"],
      ["少儿", "儿童", "亲子", "孩子", "小朋友"],
      ["看戏", "戏曲", "演出"],
      ["残疾人", "残障人士", "残障"],
      ["免费", "公益"],
      ["老年", "老人", "长者"]
    ]', 1, '2026-11-26T00:00:00Z');
  `);

export const down = (knex: Knex) =>
  knex.raw('drop table search_synonyms; drop index listings_unspelt; alter table listings drop column spelling;');
