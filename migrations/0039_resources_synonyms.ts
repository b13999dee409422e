import type { Knex } from 'knex';

/** Words of one meaning that people ask with. They join the group that has one of them; a word that operators have grouped already stays where it is. */
const synonyms = [
  ['遛娃', '带娃', '溜娃', '亲子游'],
  ['自习室', '自习', '自修'],
  ['毛笔字', '练字', '写字'],
  ['画画', '美术', '学画'],
  ['家谱', '族谱', '宗谱'],
  ['打车', '滴滴', '叫车', '网约车'],
  ['创客', '机器人', '编程', '小制作'],
  ['换书', '旧书交换', '图书交换', '图书漂流'],
  ['篆刻', '刻章', '印章', '刻印'],
  ['陶艺', '捏泥巴', '做陶', '陶瓷', '泥塑'],
  ['借阅证', '借书证', '读者证'],
  ['故事会', '讲故事', '听故事'],
  ['志愿者', '义工', '志愿服务'],
  ['比赛', '大赛', '赛事', '竞赛', '擂台'],
  ['集市', '市集', '赶集', '庙会', '夜市'],
  ['曲艺', '相声', '评书', '快板'],
  ['特产', '土特产', '农产品'],
  ['健身', '锻炼', '晨练', '运动'],
  ['手工', '手作', 'DIY'],
  ['网课', '慕课', '线上课', '直播课'],
  ['拓片', '拓印', '传拓'],
  ['方言', '土话', '家乡话', '本地话'],
  ['展览', '特展', '看展', '逛展'],
  ['灯会', '花灯', '彩灯'],
  ['音乐会', '演奏会'],
  ['古籍', '古书'],
];
const mostWords = 12; // as the page of operators has it

export async function up(knex: Knex): Promise<void> {
  const [row] = await knex<{ groups: string[][] }>('search_synonyms').select('groups');
  if (row === undefined) return;
  const groups = row.groups.map((group) => [...group]);
  for (const added of synonyms) {
    const known = new Set(groups.flat());
    const fresh = added.filter((word) => !known.has(word));
    const group = groups.find((each) => each.some((word) => added.includes(word)));
    if (group !== undefined) group.push(...fresh.slice(0, Math.max(0, mostWords - group.length)));
    else groups.push(fresh);
  }
  await knex.raw('update search_synonyms set version = version + 1, groups = ?::jsonb', [JSON.stringify(groups)]);
}

/** The words stay: operators may have changed them since. */
export const down = async (): Promise<void> => undefined;
