import type { ReadValue } from '../announcement.ts';
import { type Block, houseEnd } from './blocks.ts';
import { type Context, first, fromText, of } from './context.ts';
import { daysIn } from './days.ts';
import { fact } from './facts.ts';
import { categoryIn } from './kinds.ts';
import type { At } from './sessions.ts';
import { timesIn } from './times.ts';
import { clauseIn, namedIn, nounIn, type Title, titleOf } from './titles.ts';

/** The title of an entry: behind its label, its heading, or a name in its sentences. */
export function titleValue(context: Context, block: Block, heading: At | undefined): TitleRead | undefined {
  const { plain, source } = context;
  // The subject of a mail is no name.
  const isMail = /发件人|发送 ?:|From ?:/.test(plain.slice(0, 400));
  const labelled = of(block.pieces, 'title').filter(
    ({ label }) => (label !== '' || block.heading !== undefined) && !(isMail && /^(?:主题|Subject)/.test(label)),
  );
  const said = isNamedAbove(context, heading) ? labelled.filter(({ label }) => outright.test(label)) : labelled;
  const told = first(said, (from, to) =>
    // 剧目：《送亲路》《三岔河》, 比赛项目：拔河、夹球跑、踢毽子: several things are the name of none.
    block.heading === undefined && heading !== undefined && isList(plain.slice(from, to))
      ? undefined
      : block.heading === undefined && /[。]|\d[日号月点:]/.test(plain.slice(from, to))
        ? headingTitle(context, [from, to], block)
        : titleOf(plain, from, to),
  );
  const at = upToLabel(block, block.heading ?? heading);
  const ways: readonly (() => Title | undefined)[] = [
    () => told,
    () => (block.heading === undefined ? soleName(plain, block) : undefined),
    () => (at === undefined ? undefined : headingTitle(context, at, block)),
    () => (block.heading === undefined ? nextLine(context, block) : undefined),
    () => inSentences(context, block.from, block.to),
  ];
  let read: Title | undefined;
  for (const way of ways) {
    const found = way();
    if (found === undefined) continue;
    const own = trimmed(context, found.at);
    // A later one takes the place of 明晚七点半 or of a greeting where it is a likelier name.
    const isLikely = !isUnlikely(context, plain.slice(...own)) && !call.test(plain.slice(...own));
    if (read === undefined || isLikely) read = { at: own, isSure: found.isSure && isLikely };
    if (isLikely) break;
    // 跨年夜，和旋律一起倒数: below a call, a line that names a kind is likelier.
    const isCall = categoryIn(plain, ...own) === undefined && way === ways[2];
    const below = isCall && block.heading === undefined ? nextLine(context, block) : undefined;
    if (below !== undefined && categoryIn(plain, ...below.at) !== undefined) {
      read = { at: trimmed(context, below.at), isSure: true };
      break;
    }
    // 每周六，来图书馆听故事: below a call, a name in marks.
    const marked =
      block.heading === undefined && call.test(plain.slice(...own)) ? namedIn(plain, own[1], block.to) : undefined;
    if (marked !== undefined && !/[“《]/.test(plain.slice(...own))) {
      read = { at: trimmed(context, marked.at), isSure: soleMarked(plain, block.from, block.to) !== undefined };
      break;
    }
    if (!isNoName(context, plain.slice(...own))) break;
  }
  if (read === undefined) return undefined;
  const own = read.at;
  const value = source
    .wordsAt(...own)
    .replace(/[\s|｜丨·]+$/, '')
    .trim();
  const isSure = read.isSure && block.isUnsure !== true;
  const doubt = isSure ? {} : { doubt: fact('announcements.title_unclear') };
  return { at: own, value: fromText(context, value, [own], doubt) };
}
/** 活动名称： names the event; 主题： and 专题讲座： below a heading that is a name speak of a part of it. */
const outright = /名称|题目|标题|剧目|片名|剧名|戏名|讲题|展名|书名|影片|片目|名[: ]*$/;
function isNamedAbove(context: Context, heading: At | undefined): boolean {
  if (heading === undefined) return false;
  const words = context.plain.slice(...heading);
  const kind = categoryIn(context.plain, ...heading);
  return (
    kind !== undefined &&
    /[《“「].*[》”」]|第[一二三四五六七八九十百\d]{1,4}[届期季]/.test(words) &&
    !/预告|安排|一览|来[了啦]|早知道|日历/.test(words) &&
    !plainHeading.test(words)
  );
}

const isList = (words: string): boolean =>
  (words.match(/《[^《》]*》/g) ?? []).length > 1 ||
  (words.replace(/[《“][^》”]*[》”]/g, '').match(/、/g) ?? []).length > 1;

/** Without the words around a name that are none of it. */
function trimmed(context: Context, at: At): At {
  const { plain } = context;
  let own = withoutHouse(context, at);
  for (const without of [
    withoutReason,
    withoutCondition,
    withoutTail,
    withoutFlow,
    withoutSpeaker,
    withoutDay,
    withoutForeign,
    fuller,
  ])
    own = without(plain, own);
  return own;
}

/** A greeting, a mail's subject, a place, a day or a word that any announcement has: no name of an event. */
function isNoName({ about }: Context, name: string): boolean {
  const words = name.trim();
  if (marked.test(words)) return false;
  const isKind = categoryIn(words, 0, words.length) !== undefined;
  const isPlace =
    about.places.some(({ title }) => title === words) ||
    (houseEnd.test(words) && !isKind && words.length <= 16 && !/[把到进]/.test(words));
  const bare = words.replace(
    /农历|[〇零一二三四五六七八九十\d]{1,4} ?[年月日号点时分:./-]|周[一二三四五六日末]|星期.|[上下]午|晚上?|当[天日]|前一日|[今明后][天晚日]?|[这本下]个?|半|[\d\s():./-]/g,
    '',
  );
  return (
    greeting.test(words) ||
    /^(?:Re|Fwd?|FW|RE|回复|转发|答复|主题|标题) ?:|^(?:请[帮协]|麻烦|烦请|劳烦|帮忙|拜托|求助)|(?:帮忙|请)?(?:发布|挂一下|更新|上传|核对|确认)[^《“]{0,8}$/.test(
      words,
    ) ||
    /^.{0,8}(?:小伙伴|朋友|家人|邻居|街坊|乡亲|读者|家长|市民|观众)们[,!: ].{0,6}(?:说一[声下]|通知一[声下]|告诉|注意|提醒)/.test(
      words,
    ) ||
    isPlace ||
    /^[^\p{Script=Han}]*(?:museum|library|gallery|theat(?:re|er)|cent(?:re|er)|hall|house)[^\p{Script=Han}]*$/iu.test(
      words,
    ) ||
    bare.length < 2 ||
    /^(?:兹|现|拟|经研究)|如下|麻烦/.test(words) ||
    (!isKind && /^.{0,8}(?:快到|快来|来|到|注意)[了啦]$/.test(words)) ||
    /^(?:很|非常|十分|万分)?(?:抱歉|遗憾)$/.test(words) ||
    generic.test(words)
  );
}

/** No name, or a sentence: seldom one. */
function isUnlikely(context: Context, name: string): boolean {
  const words = name.trim();
  if (marked.test(words)) return false;
  const outside = words.replace(/[“《][^”》]*[”》]/g, '');
  return (
    isNoName(context, name) ||
    /[!?~。;][^\n]{2}/.test(outside) ||
    (/,/.test(outside) && outside.length > words.length / 2) ||
    /我们|大家|已经|欢迎|(?<!邀)请|可以|[了啦]$|到货/.test(outside)
  );
}
/** 放电影啦, 下班去海边听歌吗, 来图书馆听故事: words that call people name nothing. */
const call =
  /^[^《》“”]*(?:[啦吗吧咯喽]|等[你您]|快来|一起来|约起来|走起)[!?~。]*$|^[^《》“”]*,(?:一起)?来[^《》“”,]{3,12}$/;
const marked = /^[《“][^《》“”]+[》”].{0,8}$/;
const greeting =
  /^.{0,8}(?:小伙伴|朋友|家人|宝贝|同学|邻居|街坊|乡亲|读者|家长|棋手|观众|市民)们[,!:]?$|^(?:\([^()]{2,8}\))? ?(?:@[所全][有体][人员]?|喂|嗨|哈喽|hi\b|hello\b|大家好|[您你]好|好的|收到|各位|亲们|亲爱的|姐妹们|家人们|宝子们|朋友们|街坊们|老师们|接龙|好消息|通知一下|说一下|[那这]个,)/i;
const generic =
  /^(?:[\p{Script=Han}\d]{0,4}(?:讲座|活动|演出|展览|电影|课程|培训|公益|新书|节目|周末|本周|[春夏秋冬]季|寒暑?假|暑期)?(?:预告|通知|公告|提示|提醒|启事|预报|新品|上新|速递|资讯|快讯|安排|排期|排片|课表|一览|早知道|招募令?|招生|报名|更新|推荐|来袭)|(?:周末|公益|亲子|本周|本月|近期|系列|主题|每周|少儿|惠民|[春夏秋冬]季|\d{1,2}月|节日|假日){1,2}(?:工作坊|活动|讲座|演出|展览|课堂|电影|观影|阅读)|同时同地|同上|其他|另外|时间不变|地点不变|流程|内容|详情)$/u;

/** 音乐会《四季之歌》 演出者：……: the heading ends where a label begins. */
function upToLabel(block: Block, at: At | undefined): At | undefined {
  const next = block.pieces.find(
    ({ label, from }) => at !== undefined && label !== '' && from - label.length > at[0] + 3 && from <= at[1],
  );
  return at === undefined || next === undefined ? at : [at[0], next.from - next.label.length];
}

/** The only name in 《》 of an entry is its name. */
function soleMarked(plain: string, from: number, to: number): Title | undefined {
  const named = namedIn(plain, from, to);
  const names = new Set(plain.slice(from, to).match(/《[^《》\n]{2,40}》/g));
  const isSole = named !== undefined && names.size === 1 && plain.slice(...named.at).includes('《');
  return isSole ? { ...named, isSure: true } : undefined;
}

/** 原定周六举行的跳蚤市场取消: the name stands before the word of the change. */
function changedIn(plain: string, from: number, to: number): Title | undefined {
  const match =
    /(?:举行|举办|上演|开展|演出|放映|开讲)的([^,。;:\n“《]{2,20}?)(?=取消|延期|推迟|改[到至为期在]|暂停|顺延|因|由于)/u.exec(
      plain.slice(from, to),
    );
  if (match === null) return undefined;
  const end = from + match.index + match[0].length;
  return { at: [end - (match[1] ?? '').length, end], isSure: true };
}

/** A name in marks, a clause that names a kind, or a noun, in the sentences of a text. */
const inSentences = ({ plain }: Context, from: number, to: number): Title | undefined =>
  soleMarked(plain, from, to) ??
  namedIn(plain, from, to) ??
  changedIn(plain, from, to) ??
  clauseIn(plain, from, to, (begin, end) => categoryIn(plain, begin, end) !== undefined) ??
  nounIn(plain, from, to);

/** 《远山》因设备故障取消放映: the name ends before the reason. */
function withoutReason(plain: string, [from, to]: At): At {
  const words = plain.slice(from, to);
  const stop = words.search(
    /(?<=^[^《“]{3,}|[》”].{0,12})(?:\(原|因(?!为爱)|由于|原定|将于?(?:延期|推迟|改)|延期至?|推迟|顺延|改期|提前[至到]|改[至到在于]|由[^,《》]{1,16}(?:调整|变更|改|移)|(?<=.)取消)/u,
  );
  const isReason = stop >= 4 && /取消|延期|推迟|改期|顺延|停|(?:改|移|调整|变更)[至到在于为]/.test(words.slice(stop));
  return isReason && !/的?(?:通知|公告|启事)$/.test(words)
    ? [from, from + words.slice(0, stop).replace(/[的,\s]+$/, '').length]
    : [from, to];
}

/** 小小陶艺师（成人不可代报）: a condition in brackets is no part of the name. */
function withoutCondition(plain: string, [from, to]: At): At {
  const [behind = ''] =
    /(?<=.{4})\([^()]*(?:不[可得需用]|限|须|请|报名|免费|凭|含)[^()]*\)$/.exec(plain.slice(from, to)) ?? [];
  return [from, to - behind.length];
}

/** 越剧《梅花渡》首演线上线下同步: behind the mark it is no name. */
function withoutTail(plain: string, [from, to]: At): At {
  const [, name = '', tail = ''] =
    /^([^《》]{0,10}《[^《》]{2,40}》)(?:首演|开演|上演|来[了啦]|线上|同步|加演|开票|开讲|开展)([^《》]*)$/.exec(
      plain.slice(from, to),
    ) ?? [];
  return tail.length > 2 ? [from, from + name.length] : [from, to];
}

/** 《风的户口》 Where the Wind Is: the name in Chinese is one. */
function withoutForeign(plain: string, [from, to]: At): At {
  const [, name = ''] = /^(《[^《》]{2,40}》) ?[^\p{Script=Han}]{4,}$/u.exec(plain.slice(from, to)) ?? [];
  return name === '' ? [from, to] : [from, from + name.length];
}

/** 8月22日（周日）水火箭比赛: the day is no part of the name. */
function withoutDay(plain: string, [from, to]: At): At {
  const [day = ''] =
    /^[“《]?(?:\p{Cc}{4,}|\d{1,2}月\d{1,2}[日号])(?:\((?:\p{Cc}|周|星期)[^()]{0,3}\)|(?:\p{Cc}+))?[的:, ]?(?=.{3})/u.exec(
      plain.slice(from, to),
    ) ?? [];
  return [from + day.length, to];
}

/** 家庭教育公益讲座“孩子磨蹭怎么办”: behind a kind in general, the name in marks. */
function withoutSpeaker(plain: string, [from, to]: At): At {
  const [, kind = '', name = ''] =
    /^([^“”《》]{4,16}(?:讲座|沙龙|公开课|分享会|读书会|展览))([“《][^“”《》]{4,40}[”》])$/.exec(
      plain.slice(from, to),
    ) ?? [];
  return kind.length >= name.length - 2 ? [from + kind.length, to] : [from, to];
}

/** “六一”游园会流程: the name ends before the word for its order. */
function withoutFlow(plain: string, [from, to]: At): At {
  const [flow = ''] =
    /(?<=.{4})(?:流程|日程|议程|时间安排|日程安排|节目单|节目表|曲目单?)表?$/u.exec(plain.slice(from, to)) ?? [];
  return [from, to - flow.length];
}

/** “蜀道上的铃铛”特展 in the heading, “蜀道上的铃铛——马帮文物特展” below: the whole name counts. */
function fuller(plain: string, [from, to]: At): At {
  const [, name = '', behind = ''] = /^[“《]([^“”《》]{3,30})[”》](.{0,6})$/.exec(plain.slice(from, to)) ?? [];
  if (name === '' || /课|班|讲座|演出|音乐会/.test(behind)) return [from, to];
  for (const mark of ['“', '《']) {
    const index = plain.slice(0, 4000).indexOf(`${mark}${name}-`, to);
    const [whole = ''] = index < 0 ? [] : (/^[“《][^“”《》\n]{6,50}[”》]/.exec(plain.slice(index, index + 60)) ?? []);
    if (whole !== '') return [index + 1, index + whole.length - 1];
  }
  return [from, to];
}

/** The name of the house before the name of the event: 柳溪镇文化站12月排舞教学. */
function withoutHouse({ plain, about }: Context, [from, to]: At): At {
  const { name } = about.institution;
  if (!plain.startsWith(name, from)) return [from, to];
  const [month = ''] =
    /^ ?(?:(?:\d{1,2}|十[一二]?|[一二三四五六七八九])月)?(?:关于(?:举办|举行|开展))?/.exec(
      plain.slice(from + name.length, to),
    ) ?? [];
  const begin = from + name.length + month.length;
  return to - begin >= 4 ? [begin, to] : [from, to];
}

/** A line near the top that is a name in marks and no more: 《蚂蚁怎么认路》 below the name of a series. */
function soleName(plain: string, block: Block): Title | undefined {
  const top = block.pieces.filter(({ label, line }) => label === '' && line > 0 && line <= 4);
  const head = plain.slice(block.from, plain.indexOf('\n', block.from));
  const isOpen = head.length <= 30 && !/[《“「]/.test(head) && categoryIn(head, 0, head.length) === undefined;
  const sole =
    top.find(({ from, to }) => soleNamed.test(plain.slice(from, to))) ??
    // 「一个人的旅行」影像分享, below the name of a series that says no kind.
    (isOpen ? top.find(({ from, to, line }) => line <= 2 && quoted.test(plain.slice(from, to))) : undefined);
  return sole === undefined ? undefined : { at: [sole.from, sole.to], isSure: true };
}
const quoted = /^ ?(?:[「“][^“”「」]{2,30}[」”])[\p{Script=Han}]{2,12} ?$/u;
const soleNamed =
  /^ ?(?:[\p{Script=Han}]{1,4}[剧戏曲]|(?:球幕)?电影|影片|讲座|相声|评书|音乐会|展览)?《[^《》]{2,40}》(?:惠民场|专场|[\p{Script=Han}]{0,3}展|[\p{Script=Han}]{0,4}(?:会|讲座|沙龙|课|坊)|-[\p{Script=Han}]{2,16}展)? ?$/u;

type TitleRead = { at: At; value: ReadValue };

/** Kinds of papers that are no name: 更正, 延期公告, 12月活动预告. */
const plainHeading =
  /^(?:[^\n]{0,14}?(?:延期|取消|改期|更正|勘误|紧急|温馨|重要|变更|调整)?(?:公告|通知|通告|启事|提示|提醒|预告|更正|勘误|公示|说明|致歉信?|声明|转发|告示))$|^[^\n《“]{0,6}(?:时间|场地|地点|日期|场次)(?:有?(?:调整|变更|更正|变动))$|^[\p{Script=Han}]{0,4}(?:展|剧|影|书|艺)讯$|^[^\n《“]{0,16}(?:日程|片单|排片|排期|时间表|一览)表?$|^[^\n,]{0,8}(?:您|你|大家)好(?:[,!]|$)|^[^\n,《“]{0,8}(?:领票|抢票|开抢|来[了啦]|开始[了啦]|倒计时\d{0,3}天?|预告|上新)[!~]*$|^[\p{Script=Han}]{2,6}(?:招募|招生|报名)$|^[^\n]{0,12}(?:假期|假日|节日|放假|开放)[^\n]{0,6}安排$|^(?:各位|亲爱的|尊敬的)/u;

/** A heading as a title. Where it goes on as a sentence, the name within it. */
function headingTitle(context: Context, at: At, block: Block): Title | undefined {
  const { plain, base } = context;
  const read = titleOf(plain, ...at);
  if (read === undefined) return undefined;
  const [from, to] = read.at;
  const words = plain.slice(from, to);
  const [day] = daysIn(plain, from, to, base, { isWithoutFestivals: true }).filter(
    ({ kind, from: begin }) =>
      (kind === 'day' || kind === 'range' || kind === 'now') &&
      // “二月二”民俗展演: a day within the name is a part of it.
      !/[“《][^”》]*$/.test(plain.slice(from, begin)),
  );
  const [time] = timesIn(plain, from, to);
  const cut = Math.min(day?.from ?? to, time?.from ?? to);
  const isSentence =
    /[。;]|[!?](?=[^\n]{4})/.test(words.replace(/[!?。]$/, '')) ||
    (words.length > 30 && words.includes(',')) ||
    words.length > 45;
  const own = withoutHouse(context, [from, to]);
  const isPlain =
    plainHeading.test(words) ||
    generic.test(plain.slice(...own).trim()) ||
    /^(?:改好|更新如下|最终|麻烦|收到|附件|烦请|请[帮协]|劳烦|帮忙|拜托|昨[天日]|受[^,]{1,24}影响|延期|改期|取消|推迟|更正|勘误|转发|回复|因|由于|为(?!什么|何)|原定|原计划|抱歉|通知[^:,]{0,8}[:,])|改至|改到|改期|推迟|延期|往后推|不办了|不来了/.test(
      words,
    );
  // 红色讲解员培训班招生通知: a kind before the word of the paper.
  const [, kindNotice] =
    /^([^,。:《“]{4,30}?(?:班|大?赛|展览|(?<![换开闭布撤])展|节|营|讲座|音乐会|晚会|沙龙|论坛))(?:招生|报名|开班|举办)?的?(?:通知|公告|启事|预告|简章|通告)$/.exec(
      words,
    ) ?? [];
  if (kindNotice !== undefined && cut === to) return { at: [from, from + kindNotice.length], isSure: true };
  const genre = isPlain || cut < to || /有戏|场$|收官|专场|剧场/.test(words) ? genreName(plain, block) : undefined;
  if (genre !== undefined) return genre;
  if (!isSentence && cut === to && !(isPlain && !/[“《]/.test(words))) return headPart(plain, read);
  if (isPlain)
    return (
      nextLine(context, block) ??
      (isNoName(context, words) ? inSentences(context, Math.min(to, block.to), block.to) : undefined) ??
      inSentences(context, block.from, block.to)
    );
  // 云博讲坛 | 7月11日10:00，听专家讲“会说话的铜镜”: the name of a series stands before the stroke.
  const inRest = /[|丨] ?$/.test(plain.slice(from, cut)) ? namedIn(plain, cut, to) : undefined;
  if (inRest !== undefined) return inRest;
  // 读书角故事会 1月9日 上午10点: the name stands before the day.
  const head = plain
    .slice(from, cut)
    .replace(/[\s,。:;(—|丨-]+$/, '')
    .replace(/(?:将|定|拟)?(?:于|在)$/, '');
  const cries = [...head.matchAll(/[^。!?]{3,}/g)].filter(({ 0: each }) => !/(?:日期|时间|地点|截止)$/.test(each));
  const cried =
    cries.length > 1
      ? (cries.findLast(
          ({ 0: each, index }) => categoryIn(plain, from + index, from + index + each.length) !== undefined,
        ) ?? cries.at(-1))
      : undefined;
  const [first] = head.matchAll(/[^,。;!?]{3,}/g);
  const part = cried !== undefined && !cried[0].includes(',') ? cried : first;
  if (
    part !== undefined &&
    part[0].length <= 34 &&
    !plainHeading.test(part[0]) &&
    !/(?:馆|站|院|局|中心|社区|[乡镇村县]|街道|厅|室|事|安排)$|^(?:本|我)馆|这|我们|请|第一朵|逼近|来袭|影响|天气|台风|故障/.test(
      part[0],
    ) &&
    !greeting.test(part[0])
  )
    return {
      ...(titleOf(plain, ...named(context, from + part.index, from + part.index + part[0].length).at) ?? read),
      isSure: !isSentence,
    };
  const found = inSentences(context, block.from, block.to);
  if (found !== undefined || isPlain) return found;
  const end = words.search(/[,。;!?:]/);
  return { at: [from, from + (end >= 4 ? end : Math.min(words.length, 30))], isSure: false };
}

/** Below a heading that names nothing, a line that is a name and no more: 民乐团2027新年音乐会. */
function nextLine({ plain }: Context, block: Block): Title | undefined {
  const next = block.pieces.find(
    ({ label, subject, line }) => label === '' && subject === undefined && line > 0 && line <= 2,
  );
  if (next === undefined) return undefined;
  const words = plain.slice(next.from, next.to).trim();
  const kind = categoryIn(plain, next.from, next.to);
  const isName =
    !/^\p{Script=Han}{2,4}:/u.test(words) &&
    words.length <= 40 &&
    /\p{Script=Han}{2}/u.test(words) &&
    !/[,。;!?:\d]{1}.*[,。;!?:]|[,。;<>@]|\d{1,2}[:月]/.test(words);
  const isKind =
    words.length >= 5 && kind !== undefined && plain.slice(kind.at[1], next.to).replace(/[”》\s]/g, '').length <= 2;
  // Above a label or a day, a line by itself is a name whatever its words are.
  const below = block.pieces.filter(({ line }) => line > next.line && line <= next.line + 2);
  const isAbove =
    words.length >= 4 &&
    !/\d ?[岁人元座席]|^[《(（]?\d/.test(words) &&
    below.some(({ label, from }) => label !== '' || /^\d{1,4}[年月.:/-]/.test(plain.slice(from)));
  return isName && (isKind || isAbove) ? titleOf(plain, next.from, next.to) : undefined;
}

/** 睦剧《南山种麦》, where a series has no name of its own. */
function genreName(plain: string, block: Block): Title | undefined {
  const names = [
    ...plain
      .slice(block.from, block.to)
      .matchAll(/(?:皮影戏|木偶戏|黄梅戏|昆曲|脱口秀|二人台|[\p{Script=Han}]{1,2}剧)《[^《》\n]{2,30}》/gu),
  ];
  const [name] = names;
  return name === undefined || new Set(names.map(([words]) => words)).size > 1
    ? undefined
    : {
        at: [block.from + name.index, block.from + name.index + name[0].length],
        // One line of a day's order names one of several things.
        isSure: !/^ ?\d{1,2}:\d{2}/.test(
          plain
            .slice(0, block.from + name.index)
            .split('\n')
            .at(-1) ?? '',
        ),
      };
}

/** 古籍里的冬日食单——“典籍里的中国味”系列体验第三场: the series behind the name. */
function headPart(plain: string, read: Title): Title {
  const [from, to] = read.at;
  // “白石开放日”-每月第一个周六，所有展厅免费: a sentence stands behind the name.
  const [, quoted] = /^([“《][^”》]{2,30}[”》])-[^-]{0,40}[,。]/.exec(plain.slice(from, to)) ?? [];
  if (quoted !== undefined) return { ...read, at: [from, from + quoted.length] };
  const [, told] = /^([^,]{4,24}),[^,]{0,24}(?:[你您我咱吗]|都在|这里|[了啦]$)/.exec(plain.slice(from, to)) ?? [];
  if (told !== undefined && categoryIn(plain, from, from + told.length) !== undefined)
    return { ...read, at: [from, from + told.length] };
  const [, name] =
    /^([^-]{4,30})-[^\n]{0,30}(?:系列|第[一二三四五六七八九十\d]{1,3}[场期])/.exec(plain.slice(from, to)) ?? [];
  return name === undefined ? read : { ...read, at: [from, from + name.length] };
}

/** Within a short head, a name in marks is the name. */
function named({ plain }: Context, from: number, to: number): Title {
  const marked = namedIn(plain, from, to);
  return marked === undefined || marked.at[1] - marked.at[0] < (to - from) / 2
    ? { at: [from, to], isSure: true }
    : { ...marked, isSure: true };
}
