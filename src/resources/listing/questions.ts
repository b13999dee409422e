/** Words with which people ask, also at home, and that no entry is about: 哪里可以学二胡 asks for 二胡, 哪有看书的地儿 for 看书. */
const verb =
  '(?:学习|学|看看|看(?![书戏不])|睇|听听|听(?!戏)|借阅|借(?!书)|买|玩|耍|报名参加|报名|参加|预约|找|教|办|租)';
const may = '(?:可以|能够|能不能|可不可以|能|想要|想|应该|该|会|要)';
const where = '(?:什么地方|啥地方|哪些地方|边度|哪里|哪儿|哪块|哪搭|哪家|哪个|哪些|哪有|哪)';
const asking = new RegExp(
  [
    `(?:在|去|到)?${where}${may}?(?:有)?${verb}?`,
    `(?:请问|我们|我|俺们|俺|阿拉|侬)?(?:一下)?${may}(?:去|带)?${verb}?`,
    `(?:怎么样|怎么|怎样|如何|咋个|咋样|咋|哪能)(?:去|才能)?${verb}?`,
    `(?:${verb}|好)?(?:啥子|啥东西)(?:好[玩耍])?`,
    '的?(?:地方|地儿)',
    '什么时候|啥时候|啥辰光|几时|几点钟?|哪天|几号|多少钱|多久|多长时间|什么样的|什么|有没有|有没得|是不是|是否|有无|有啥|有哪些',
    '请问|麻烦|谢谢|帮我|给我|推荐一下|推荐|求助|求|适合|附近|我家|里头|我想|我要|我们|我|俺|阿拉|最近|一下',
    '今天|明天|后天|今晚|这个?周末|周末|本周|这周|下周|放假',
    '开门|开始|[吗呢啊呀吧嘛么]$',
  ].join('|'),
  'gu',
);
/** Signs of a question; without one everything that was typed is looked for. */
const isAsked = new RegExp(
  `${where}|怎么|怎样|如何|什么|啥|咋|几点|几时|几号|多少|有没[有得]|能不能|可不可以|是否|请问|[我俺]想|阿拉想|我要|想学|推荐|适合|附近|带孩子|[吗呢嘛]$|的地[方儿]$|[？?]$`,
  'u',
);
/** Between two things, and before one. */
const small = /(?<=\p{Script=Han}{2})[的和跟与](?=\p{Script=Han}{2})/gu;
const before = /(?<![\p{L}\p{N}])(?:学习|学|看|听|借|买|玩|去|带|教|有|的|参加|报名)+(?=\p{Script=Han}{2})/gu;
const after = /(?<=\p{Script=Han}{2})(?:在|要|有|去|的|可以|能|免费吗)(?![\p{L}\p{N}])/gu;
/** Alone between two things that were asked with. */
const left = /(?<![\p{L}\p{N}])[有在去的要能学看听](?![\p{L}\p{N}])/gu;

/** The subject of a question; other texts are returned unchanged. Needs have been removed before (needs.ts), perhaps leaving nothing. */
export function aboutOf(text: string, hasNeeds = false): { about: string; isQuestion: boolean } {
  const trimmed = text.trim();
  if (!hasNeeds && !isAsked.test(trimmed)) return { about: text, isQuestion: false };
  const bare = trimmed.replace(/[？?！!。，,、；;\s]+/gu, ' ').trim();
  const about = loosened(bare.replace(asking, ' ').replace(small, ' ').replace(left, ' '));
  if (hasNeeds) return { about, isQuestion: true };
  return [...about].length < 2 ? { about: text, isQuestion: false } : { about, isQuestion: true };
}

/** Without the verbs and particles at the ends of the rest. */
export const loosened = (text: string): string =>
  text.replace(before, '').replace(after, '').replace(/\s+/gu, ' ').trim();
