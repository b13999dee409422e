import type { About } from '../announcement.ts';
import { type Base, daysIn } from './days.ts';
import { opening } from './labels.ts';
import { anyOf, lendings, sellings } from './offer-forms.ts';
import type { Piece } from './pieces.ts';
import { timesIn } from './times.ts';
import { namedIn } from './titles.ts';

type At = readonly [from: number, to: number];
type OfferChannel = 'book' | 'audio' | 'video' | 'market' | 'venue';
/** A thing that can be had: its channel, and the words that name it. */
export type Offer = { channel: OfferChannel; title: At; isSure: boolean };

/** A room by the last word of its name. */
const roomNoun =
  '(?:活动室|排练厅|排练室|多功能厅|琴房|舞蹈房|舞蹈室|报告厅|会议室|自[习修][室区]|阅览室|阅读室|[球棋琴画书]室|球馆|球场|健身[房室]|剧场|教室|展厅|书房|录音棚|礼堂|演播厅|影音室|工作室|培训室|戏台|舞台|研讨[间室]|讨论[室间]|创客空间|茶室|书画室|录音室|摄影棚|沙龙区|会客厅|天井|祠堂|场馆|场地)';
const lending = anyOf(lendings);
const commerce = anyOf(sellings, 'g');
const sum = /\d{1,5}(?:\.\d{1,2})? ?(?:元|块)|[¥￥] ?\d/;

const works: readonly (readonly [OfferChannel, RegExp, RegExp])[] = [
  [
    'book',
    /电子版|绘本版|古籍|善本|家谱|[县市]志|数据库|电子(?:书|图书|期刊|报|杂志|绘本|连环画|刊|资源)|有声(?:书|读物|绘本|小说|图书)|听书|数字(?:图书|阅[读览]|期刊|资源|绘本|连环画)|ISBN|出版社|知识服务平台|学习平台/,
    /试用|开通|上线|更新|推荐理由|推荐语|荐语|阅读|收听|阅览|下载|翻阅|借阅|访问|登录|在线|浏览|[可接扫码]+[看读听]/,
  ],
  [
    'audio',
    /音频|收听|播客|即听|听戏|听曲|录音|广播剧|语音导览|唱段|童谣|名段|专辑|有声/,
    /上线|收听|试听|即听|总?时长|播放|更新|听/,
  ],
  [
    'video',
    /视频|慕课|微课|网课|纪录片|微电影|专题片|短片|回放|录像|动画片|动漫|宣传片|影像/,
    /上线|观看|播放|点播|更新|看/,
  ],
];
/** Words that only an event has, and the labels of its time. */
const eventWords =
  /(?:活动|演出|展览|上课|讲座|培训|比赛|放映)(?:时间|地点)|展期|招生|开班|主讲嘉宾|报名(?:时间|方式|截止|链接|电话)|敬请期待|与您相约/;
/** A heading that announces one. */
const eventHeading =
  /招生|招募|(?:讲座|演出|展览|比赛|大赛|音乐会|征集|征文|专场|培训班|体验课|公开课|沙龙|分享会|展演|读书会)(?!回放|视频|录像|音频|数据库)/;
const nowhere = /预约|报名|放号|开抢|开售|发售|下单|预售|发货|上线|上架|开票|截止|前|更新|营业|开放时间|服务时间/;

/** From a day on, or every day: hours of a room. */
const lasting = /[\d月][日号]?(?:\([^()\n]{1,6}\))? ?起|即日起|每[天日周晚]|(?:周|星期)[一二三四五六日][、至-]/;

const isDated = (plain: string, at: At, base: Base) =>
  daysIn(plain, ...at, base, { isWithoutFestivals: true }).some(({ kind }) => kind === 'day' || kind === 'range');

/** An hour of a day at which something takes place: in one sentence or behind one label. `isNear`: in two sentences as well. */
function hasAppointment({ plain, base, pieces }: Look, isNear: boolean): boolean {
  const told = pieces.some(
    ({ subject, label, from, to }) =>
      subject === 'time' &&
      label !== '' &&
      !/开放|服务|营业|预约|试用|借|销售|预售/.test(label) &&
      isDated(plain, [from, to], base) &&
      timesIn(plain, from, to).length > 0,
  );
  if (told) return true;
  // 5月16日14:30在社教教室举办手工体验，公众号预约: the clause says when.
  const isClauseDated = (sentence: string, begin: number): boolean => {
    let start = begin;
    return sentence.split(/(?<=,)/).some((clause) => {
      const at: At = [start, start + clause.length];
      start = at[1];
      return (
        !nowhere.test(clause) &&
        !lasting.test(clause) &&
        /举办|举行|开讲|开展|上演|放映/.test(clause) &&
        isDated(plain, at, base) &&
        timesIn(plain, ...at).length > 0
      );
    });
  };
  let from = 0;
  let [hasDay, hasHour] = [false, false];
  for (const sentence of plain.slice(0, 3000).split(/(?<=[\n。;])/)) {
    const at: At = [from, from + sentence.length];
    from = at[1];
    if (isClauseDated(sentence, at[0])) return true;
    if (nowhere.test(sentence) || sentence.includes('\u0001') || (!isNear && lasting.test(sentence))) continue;
    const [day, hour] = [isDated(plain, at, base), timesIn(plain, ...at).length > 0];
    if (day && hour) return true;
    hasDay ||= day;
    hasHour ||= hour;
  }
  return isNear && hasDay && hasHour;
}

/** The subject of a sentence stands in its first clause. */
const firstClause = (head: string): string =>
  head
    .slice(0, 60)
    .split(/[,。;]/)
    .find((clause) => clause.length >= 6) ?? '';

/** 小剧场对外承接演出: words behind say only for which use. */
const beforeLending = (clause: string): string => {
  const index = clause.search(lending);
  return index < 4 ? clause : clause.slice(0, index);
};

type Look = { plain: string; heading: At; pieces: readonly Piece[]; base: Base; about: About };

/** A text that offers a thing and no event: a ware, a room to use, a book, a film, a recording. */
export function offerIn(look: Look): Offer | undefined {
  const { plain, heading, pieces, about } = look;
  const text = plain.slice(0, 4000);
  const head = plain.slice(...heading);
  const opened = `${head}\n${text.slice(0, 160)}`;
  if (/(?:票价|收费|价格)(?:标准)?的?(?:调整|变更)/.test(head) || hasAppointment(look, false)) return undefined;
  const isTimed = pieces.some(
    ({ subject, label }) => subject === 'time' && /活动|演出|展|上课|讲座|开课|比赛|放映|征集|培训/.test(label),
  );
  // 展名 and 时间: an event has both.
  const isNamed = pieces.some(({ label }) => /展 ?名|剧 ?目|片 ?名|讲 ?题|题 ?目|活动(?:名称|主题)/.test(label));
  const isLasting = pieces.some(
    ({ subject, label, from, to }) => subject === 'time' && label !== '' && isDated(plain, [from, to], look.base),
  );
  if (isTimed || (isNamed && isLasting)) return undefined;
  const room =
    roomIn(plain, heading, about) ??
    (lending.test(head) || /^[\p{Script=Han}]{0,2}(?:公 ?告|通 ?知|启 ?事|通 ?告|公 ?示)$/u.test(head.trim())
      ? roomIn(plain, [heading[1], Math.min(plain.length, heading[1] + 120)], about)
      : undefined);
  const isOfBooks = /借[书阅还]|外借(?!用)|还书|\d ?册|图书|书籍/.test(text) && !/(?:预约|预订|预定)/.test(text);
  if (
    room !== undefined &&
    !isOfBooks &&
    lending.test(text.slice(0, 600)) &&
    !/招生|招募|讲座|演出|展览|比赛|活动(?!室|中心|房|用房|空间|场)/.test(beforeLending(firstClause(head)))
  )
    return { channel: 'venue', title: room, isSure: true };
  const isEvent = eventWords.test(text) || eventHeading.test(head.slice(0, 60));
  const signs = new Set([...text.matchAll(commerce)].map(([words]) => words));
  if (hasAppointment(look, true)) return undefined;
  const isOfBorrowing = /借阅|借书|办证|押金|还书/.test(head) && !/售|购买|下单/.test(text);
  if (isOfBorrowing) return undefined;
  if (sum.test(text) && signs.size >= 2 && !isEvent) return { channel: 'market', ...wareIn(plain, heading) };
  // 好书推荐｜《江边小镇的四季》，索书号……
  const sole = /《[^《》\n]{2,40}》/.exec(plain.slice(heading[0], heading[1] + 80));
  const isSoleBook = new Set(text.match(/《[^《》\n]{2,40}》/g)).size === 1;
  if (sole !== null && isSoleBook && /索书号|(?:好书|新书|馆藏|图书)(?:推荐|速递|推介)|荐书/.test(opened) && !isEvent)
    return {
      channel: 'book',
      title: [heading[0] + sole.index, heading[0] + sole.index + sole[0].length],
      isSure: true,
    };
  if (/借期|续借|逾期|册数|借书证|办证|还书|押金|可借/.test(text)) return undefined;
  for (const [channel, nouns, verbs] of works)
    if (nouns.test(opened) && verbs.test(text) && !isEvent && !/直播/.test(head))
      return { channel, ...workIn(plain, heading, nouns) };
  return undefined;
}

/** The room that the heading or the first sentence speaks of, by the institution's list or by its noun. */
function roomIn(plain: string, [from, to]: At, about: About): At | undefined {
  // 【展厅租用】三号展厅: the name stands behind.
  const bracket = /^【[^】\n]{1,12}】/.exec(plain.slice(from, to))?.[0].length ?? 0;
  if (bracket > 0 && bracket < to - from) {
    const named = roomIn(plain, [from + bracket, to], about);
    if (named !== undefined) return named;
  }
  const end = Math.min(to, from + 60);
  const head = plain.slice(from, end);
  const known = about.places
    .map(({ title }) => ({ title, index: title.length > 1 ? head.indexOf(title) : -1 }))
    .filter(({ index }) => index >= 0)
    .toSorted((one, other) => one.index - other.index || other.title.length - one.title.length)[0];
  const form = new RegExp(
    `(?<!\\d)(?:(?!馆|站|年|季|度|中心|和|与|及|的|在|关于|将|把|对|向|由)[\\p{Script=Han}\\dA-Z]){0,8}${roomNoun}`,
    'u',
  );
  const noun = form.exec(head);
  if (known !== undefined && (noun === null || known.index <= noun.index + noun[0].length))
    return noun !== null &&
      !new RegExp(`${roomNoun}$`, 'u').test(known.title) &&
      noun.index >= known.index &&
      noun.index <= known.index + known.title.length
      ? [from + known.index, from + noun.index + noun[0].length]
      : [from + known.index, from + known.index + known.title.length];
  return noun === null ? undefined : [from + noun.index, from + noun.index + noun[0].length];
}

/** Words around a name that only say that it can be had. */
const ahead =
  /^(?:(?:【[^】\n]{1,12}】|[\p{Script=Han}]{2,8}[|丨·:] ?)?(?:关于)?(?:免费)?(?:开通|推出|试用|上线|上架|上新|推荐)?)/u;
const behind =
  /(?:(?:已经?|正式|今天|今日|现已|现在|全新|重磅|免费|可以|开始|在线)*(?:上线|上新|上架|上市|开售|发售|在售|出售|预售|试用|推荐|更新|定做|定制|开放|开通|发布|来了|接受预订)(?:服务)?(?:了|啦|中)?|的?(?:通知|公告|启事|通告))+[!。~ ]*$/u;

function trimmed(plain: string, [from, to]: At): At {
  const begin = from + (ahead.exec(plain.slice(from, to))?.[0].length ?? 0);
  let end = to;
  for (let count = 0; count < 3; count += 1) end = begin + plain.slice(begin, end).replace(behind, '').trimEnd().length;
  return end - begin >= 2 ? [begin, end] : [from, to];
}

/** Clauses of a heading, up to a sign that ends one. */
function clausesOf(plain: string, [from, to]: At): At[] {
  const mark = opening.exec(plain.slice(from, to))?.[0].length ?? 0;
  // 文创上新｜铜镜系列冰箱贴: a column before the name.
  const column = /^[^|丨\n]{2,8} ?[|丨]/.exec(plain.slice(from + mark, to))?.[0].length ?? 0;
  const skipped = mark + column;
  return [...plain.slice(from + skipped, to).matchAll(/[^,。;:!?|丨\n]{2,40}/g)].map(({ 0: words, index }) => [
    from + skipped + index,
    from + skipped + index + words.length,
  ]);
}

const bareLead = /^(?:文创|年货|新品|好物|特产|非遗)?[^,]{0,8}(?:上新|新选择|推荐|来了|速递|好物|福利|上架|上市)$/;

function wareIn(plain: string, heading: At): { title: At; isSure: boolean } {
  const named = namedIn(plain, heading[0], Math.min(heading[1], heading[0] + 40));
  if (named !== undefined && plain.slice(named.at[0]).startsWith('《')) return { title: named.at, isSure: true };
  const clauses = clausesOf(plain, heading)
    .filter((at) => !bareLead.test(plain.slice(...at)))
    .map((at) => trimmed(plain, at));
  const title = clauses.find((at) => !bareLead.test(plain.slice(...at)) && !/^\d/.test(plain.slice(...at)));
  return { title: title ?? heading, isSure: heading[1] - heading[0] <= 30 };
}

/** A name in marks in the heading, in 《》 or at the beginning of a line below it; else a clause of the heading. */
function workIn(plain: string, heading: At, nouns: RegExp): { title: At; isSure: boolean } {
  const near = plain.slice(0, heading[1] + 80);
  const marked = namedIn(near, ...heading);
  if (marked !== undefined) return { title: marked.at, isSure: true };
  const below = /《[^《》\n]{2,40}》|(?<=\n|开通|推出|上线|试用|引进|新增)“[^“”\n]{2,40}”/.exec(near.slice(heading[0]));
  if (below !== null) {
    const begin = heading[0] + below.index;
    return { title: [begin, begin + below[0].length], isSure: below[0].startsWith('《') };
  }
  const clauses = clausesOf(plain, heading).map((at) => trimmed(plain, at));
  const [title] = clauses
    .filter((at) => at[1] - at[0] >= 4)
    .toSorted((one, other) => rank(plain, other, nouns) - rank(plain, one, nouns));
  return { title: title ?? heading, isSure: title !== undefined };
}
const rank = (plain: string, at: At, nouns: RegExp) => (nouns.test(plain.slice(...at)) ? 1 : 0);
