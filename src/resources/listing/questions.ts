import { isSentence, phrases, rests, things } from './phrases.ts';

/** Words with which people ask, also at home, and that no entry is about: 哪里可以学二胡 asks for 二胡, 哪有看书的地儿 for 看书. */
const verb =
  '(?:学习|学|看看|看(?![书戏不])|睇|听听|听(?![戏书])|借阅|借(?!书)|买|玩|耍|报名参加|报名|参加|预约|找|教|办|租|当)';
const may = '(?:可以|能够|能不能|可不可以|能|想要|想|应该|该|(?<![书乐事灯庙诗茶展话晚])会|要)';
const where = '(?:什么地方|啥地方|哪些地方|边度|哪里|哪儿|哪块|哪搭|哪家|哪个|哪些|哪有|哪)';
const asking = new RegExp(
  [
    `(?:在|去|到)?${where}${may}?(?:有)?${verb}?`,
    `(?:请问|我们|我|俺们|俺|阿拉|侬)?(?:一下)?${may}(?:去|带)?${verb}?`,
    `(?:怎么样|怎么|怎样|如何|咋个|咋样|咋|哪能)(?:去|才能)?(?:${verb}|使用|用)?`,
    `(?:${verb}|好|有)?(?:啥子|啥东西|啥(?!时候|辰光|地方))(?:好[玩耍看]的?|[耍玩]的?)?|有?什么好[玩看耍]的|[玩看学听干做]什么|有?(?:啥|什么)?好去处`,
    '的?(?:地方|地儿)|(?:边上|旁边|隔壁|对面|门口)的?(?:那个|那家)?|(?:那个|那家|这个|这家)(?=\\p{Script=Han}{2})|里(?:面)?(?:能|可以)借的',
    `\\d+(?:块钱|元钱|块|元)(?:以内|以下)?|[一二两三四五六七八九十百]+块钱?(?:以内|以下)?`,
    '什么时候|啥时候|啥辰光|几时|几点钟?(?:开门|关门|开馆|闭馆|开放|下班)?|哪天|几号|门票(?:是)?多少(?:钱)?|(?:要不要|需要)(?:门票|预约)|多少钱|地址|电话|怎么走|多久|多长时间|什么样的|什么|有没有|有没得|是不是|是否|有无|有啥|有哪些',
    '请问|麻烦|谢谢|帮我|给我|推荐(?:几个|一些|一下|点)?|求助|求|适合|(?:我家|家|我)?附近|周边|我家|里头|我想|我要|我们|我|俺|阿拉|最近|一下',
    '今天|明天|后天|今晚|这个?周末|周末|本周|这周|下周|放假',
    '开门|关门|闭馆|开馆|开着的?|开始|开(?=[吗不]|$)|马上|即将|[吗呢啊呀吧嘛么]$',
  ].join('|'),
  'gu',
);
/** Signs of a question; without one everything that was typed is looked for. */
const isAsked = new RegExp(
  `${where}|怎么|怎样|如何|什么|啥|咋|几点|几时|几号|哪天|多少|有没[有得]|能不能|可不可以|是否|请问|[我俺]想|阿拉想|我要|想[学听看去当玩找要]|推荐|关门|开着|地址|马上|即将|周边|适合|附近|带孩子|[吗呢嘛]$|边上|旁边|隔壁|对面|那个|那家|里(?:面)?(?:能|可以)|块钱|去处|好玩的|(?:能|可以)(?:参加|去|玩|报|学)|[玩看学听干做]什么|的地[方儿]$|[？?]$`,
  'u',
);
/** Between two things, and before one. */
const small = /(?<=\p{Script=Han}{2})[的和跟与](?=\p{Script=Han}{2})/gu;
const before =
  /(?<![\p{L}\p{N}])(?:学习|学(?![前校生院者])|看(?![书戏])|听(?![书戏])|借(?!书证|阅)|买|玩(?!具)|逛|去|带(?!娃)|教(?![室育师学])|打(?!车|击)|写(?![春作生真])|做(?![客人工])|当(?!代)|有(?!声)|的|参加|报名|想|办|订|找)+(?=\p{Script=Han}{2})/gu;
/** 能看的戏 leaves 的戏, and 有没有戏可以看 有戏. */
const beforeOne = new RegExp(`(?<![\\p{L}\\p{N}])[有的]+(?=[${things}](?![\\p{L}\\p{N}]))`, 'gu');
const after =
  /(?<=\p{Script=Han}{2})(?:在|要|有|去|的|了|吗|是|可以|能|免费吗|(?<![开播停摆])放|(?<!表|导|出|公|主|演)演)+(?![\p{L}\p{N}])/gu;
/** Alone between two things that were asked with. */
const left = /(?<![\p{L}\p{N}])[有在去的要能学看听又还也且](?![\p{L}\p{N}])/gu;

/** The subject of a question; other texts are returned unchanged. Needs have been removed before (needs.ts), perhaps leaving nothing. */
export function aboutOf(text: string, hasNeeds = false): { about: string; isQuestion: boolean } {
  const trimmed = text.trim();
  const isWhole = isSentence.test(trimmed) || isAsked.test(trimmed);
  if (!hasNeeds && !isWhole) return { about: text, isQuestion: false };
  const bare = trimmed.replace(/[？?！!。，,、；;\s]+/gu, ' ').trim();
  const about = loosened(
    (isWhole ? bare.replace(phrases, ' ').replace(asking, ' ') : bare.replace(phrases, ' '))
      .replace(small, ' ')
      .replace(left, ' ')
      .replace(isWhole ? rests : left, ' '),
  );
  if (hasNeeds) return { about, isQuestion: true };
  return [...about].length < 2 && !things.includes(about || ' ')
    ? { about: text, isQuestion: false }
    : { about, isQuestion: true };
}

/** 有什么好玩的 asks for all there is. */
export const asksForAll = (text: string): boolean =>
  (isAsked.test(text.trim()) || isSentence.test(text.trim())) && aboutOf(text, true).about === '';

/** Without the verbs and particles at the ends of the rest. */
export const loosened = (text: string): string =>
  text.replace(before, '').replace(beforeOne, '').replace(after, '').replace(/\s+/gu, ' ').trim();

/** 附近, 离我最近的, 周边: words that ask for a distance. 最近的活动 are the last ones, and 最近的图书馆 the next one. */
const nearby =
  /离(?:我们|我)(?:家|这儿|这里|这)?(?:有)?(?:多远|最近|近|不远)的?|(?:我们家|我家|我们|我|家|这)?(?:附近|周边|周围|身边)的?|就近的?|最近的(?=\p{Script=Han}{0,8}[馆院厅室站店])/gu;

/** A question without the words that ask for a distance, which no entry is about. */
export const withoutDistance = (text: string): string => text.replace(nearby, ' ');
