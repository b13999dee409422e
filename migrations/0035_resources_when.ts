import type { Knex } from 'knex';

/** Words of one meaning that people ask with; a group whose first word operators have grouped already is left out. */
const synonyms = [
  ['听书', '有声书', '有声读物'],
  ['伴手礼', '文创', '纪念品', '礼盒'],
  ['遛娃', '亲子', '带孩子'],
  ['自习室', '自修室', '阅览室', '夜读'],
  ['唱戏', '票友', '折子戏'],
  ['写春联', '春联'],
  ['讲座', '讲坛', '公开课'],
];

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index listings_without_hours;
    -- The job that gives days, hours and places to what was listed before they were words of the index.
    create index listings_without_days on listings (entry_id) where channel in ('activity', 'course', 'live', 'venue') and spelling < 3;
  `);
  await knex.raw(
    `update search_synonyms s set version = version + 1, groups = s.groups || coalesce((
       select jsonb_agg(added.words) from jsonb_array_elements(?::jsonb) as added (words)
       where not exists (select from jsonb_array_elements(s.groups) as known (words) where known.words @> jsonb_build_array(added.words -> 0))
     ), '[]')`,
    [JSON.stringify(synonyms)],
  );
}

export const down = (knex: Knex) =>
  knex.raw(`
    drop index listings_without_days;
    create index listings_without_hours on listings (entry_id) where channel = 'venue' and spelling < 2;
  `);
