import type { Knex } from 'knex';

/** Words of whole questions that mean the same. They join the group that has one of them; a word that operators have grouped already stays where it is. */
const synonyms = [
  ['听书', '说书', '鼓书'],
  ['伴手礼', '文创', '礼物', '礼品', '手信'],
  ['遛娃', '带娃', '亲子', '带小孩'],
  ['自习室', '自修', '考研', '备考', '复习', '写论文', '写作业'],
  ['写春联', '春联', '对联', '门联'],
  ['写作', '作文', '写文章', '家书', '写信'],
  ['茶艺', '茶道', '喝茶', '品茶', '斗茶', '点茶', '说茶'],
  ['手工', '手作', '手工艺品', '工艺品', '动手'],
  ['创客', '科技', '科普', '科学'],
  ['古籍', '旧书', '古书', '修书'],
  ['会议', '年会', '开会', '家长会'],
  ['音乐会', '演奏会', '听音乐'],
  ['公交', '公交车', '末班车', '加车'],
  ['借阅证', '借书证', '读者证', '图书证', '办证'],
  ['评弹', '弹词'],
  ['皮影', '皮影戏', '影子戏'],
  ['相声', '曲艺', '脱口秀'],
  ['健身', '锻炼', '动一动', '健身操'],
  ['夜场', '夜游', '夜间开放', '晚场'],
  ['纪录片', '记录片'],
  ['老物件', '旧物', '老照片'],
  ['停车', '车位', '停车场'],
  ['茶叶', '高山茶', '绿茶'],
  ['灯会', '灯笼', '灯彩'],
  ['书法', '毛笔', '软笔'],
  ['诗词', '诗歌', '古诗', '读诗'],
  ['陶艺', '捏泥', '拉坯'],
  ['豆瓣', '豆瓣酱', '辣酱'],
];
const mostWords = 12; // as the page of operators has it

export async function up(knex: Knex): Promise<void> {
  // The job that adds 青溪文化馆 to what 青溪县文化馆 has listed.
  await knex.raw('create index listings_without_short_names on listings (entry_id) where spelling < 4');
  const [row] = await knex<{ groups: string[][] }>('search_synonyms').select('groups');
  if (row === undefined) return;
  const groups = row.groups.map((group) => [...group]);
  for (const added of synonyms) {
    const known = new Set(groups.flat());
    const fresh = added.filter((word) => !known.has(word));
    const group = groups.find((each) => each.some((word) => added.includes(word)));
    if (group !== undefined) group.push(...fresh.slice(0, Math.max(0, mostWords - group.length)));
    else if (fresh.length > 1) groups.push(fresh);
  }
  await knex.raw('update search_synonyms set version = version + 1, groups = ?::jsonb', [JSON.stringify(groups)]);
}

/** The words stay: operators may have changed them since. */
export const down = (knex: Knex) => knex.raw('drop index listings_without_short_names');
