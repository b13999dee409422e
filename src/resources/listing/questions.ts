/** Words with which people ask, and that no entry is about: 哪里可以学二胡 asks for 二胡. */
const verb = '(?:学习|学|看看|看|听听|听|借阅|借|买|玩|报名参加|报名|参加|预约|找|教|办|租)';
const may = '(?:可以|能够|能不能|可不可以|能|想要|想|应该|该|会|要)';
const where = '(?:什么地方|啥地方|哪些地方|哪里|哪儿|哪家|哪个|哪些|哪有|哪)';
const asking = new RegExp(
  [
    `(?:在|去|到)?${where}${may}?(?:有)?${verb}?`,
    `(?:请问|我们|我)?(?:一下)?${may}(?:去|带)?${verb}?`,
    `(?:怎么样|怎么|怎样|如何)(?:去|才能)?${verb}?`,
    '什么时候|几点钟?|哪天|几号|多少钱|多久|多长时间|什么样的|什么|有没有|是不是|是否|有无|有啥|有哪些',
    '请问|麻烦|谢谢|帮我|给我|推荐一下|推荐|求助|求|适合|附近|我家|我想|我要|我们|我|最近|一下',
    '今天|明天|后天|今晚|这个?周末|周末|本周|这周|下周|放假',
    '开门|开始|[吗呢啊呀吧嘛么]$',
  ].join('|'),
  'gu',
);
/** Signs of a question; without one everything that was typed is looked for. */
const isAsked = new RegExp(
  `${where}|怎么|怎样|如何|什么|几点|几号|多少|有没有|能不能|可不可以|是否|请问|我想|我要|想学|推荐|适合|附近|带孩子|[吗呢嘛]$|[？?]$`,
  'u',
);
/** Between two things, and before one. */
const small = /(?<=\p{Script=Han}{2})[的和跟与](?=\p{Script=Han}{2})/gu;
const before = /(?<![\p{L}\p{N}])(?:学习|学|看|听|借|买|玩|去|带|教|有|的|参加|报名)+(?=\p{Script=Han}{2})/gu;
const after = /(?<=\p{Script=Han}{2})(?:在|要|有|去|的|可以|能|免费吗)(?![\p{L}\p{N}])/gu;

/** What a question is about; whatever is none comes back as it is. */
export function aboutOf(text: string): { about: string; isQuestion: boolean } {
  const trimmed = text.trim();
  if (!isAsked.test(trimmed)) return { about: text, isQuestion: false };
  const bare = trimmed.replace(/[？?！!。，,、\s]+$/u, '');
  const about = loosened(bare.replace(asking, ' ').replace(small, ' '));
  return [...about].length < 2 ? { about: text, isQuestion: false } : { about, isQuestion: true };
}

/** Without the verbs and particles at the ends of what is left. */
export const loosened = (text: string): string =>
  text.replace(before, '').replace(after, '').replace(/\s+/gu, ' ').trim();
