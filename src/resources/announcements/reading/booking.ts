import { type Base, type DayWords, daysIn } from './days.ts';
import { fact } from './facts.ts';
import { type At, type Moment, momentOf, momentValue } from './sessions.ts';
import { timesIn } from './times.ts';

export type BookingWay = 'none' | 'online' | 'phone' | 'onsite';
export type Booking = { way: BookingWay; at: At; others: readonly BookingWay[] };

const ways: readonly (readonly [BookingWay, RegExp])[] = [
  [
    'none',
    /(?:无需|无须|不需要?|不用|不必|不要|毋须|不要求)(?:提前|事先|另行)?(?:预约|报名|领票|购票|登记|约|票|门票|订座)|免(?:预约|报名|领票|登记)|不(?:预约|报名|登记)|来者自便|不(?:设|消|接受)(?:预约|报名|登记)|不约(?=$|[,。; !])|不售票|随堂|推门就|路过就|自行前(?:来|往)|直接来|来了?就[能行成]|到场即可|来者不拒|坐满(?!\d{0,3}个?.{0,2}开)|随到随|先到先[看坐入]|排队叫号|直接(?:入场|参观|前往|到场|到馆|进馆)|(?:自由|随到随|凭身份证)(?:入场|参观|学|进馆)|自行前往|欢迎直接|现场直接|[Nn]o (?:booking|reservation|registration)/g,
  ],
  [
    'online',
    /小程序|公众号|全网|扫码|扫描|二维码|[Ss]can|QR code|[Bb]ook online|[Rr]egister online|留言|进群|网站|私信|@[a-z]|微信(?:号)?[: ]? ?[A-Za-z]|加(?:店长|馆长|老师|客服|工作人员|管理员)?[^,。;\n]{0,4}微信|微信 ?[A-Za-z_]|开抢|识别|网上|(?:线上|网上|网络)(?:报名|预约|领票|购票|登记|填写|放票|取票|[抢约领])|网络(?:报名|预约)|在线(?:报名|预约|填写)|官网|官微|链接|APP|App|服务号|猫眼|大麦|[云网]”? ?(?:购票|预约|报名|领票|抢票)|(?:发|寄|投|交)(?:到|至|送至)[^\n,。;]{0,12}(?:邮箱|[\w.-]{2,40}@)|美团|视频号|微信群|QQ群|接个?龙|扣1|问卷|邮箱|邮件|https?:\/\/|文旅云|文化云|平台(?:报名|预约|领票)|微信(?:报名|预约|搜索)|后台(?:留言|回复)|公众号[^,。;\n]{0,12}[回放]|留言报名|(?:点击|阅读原文)|预约直播|直播预约/g,
  ],
  [
    'phone',
    /(?:电话|来电|致电|拨打|电联|打电话)[^\n,。;:]{0,14}(?:报名|预约|登记|预订|订票|领票|留座|留位|订座)|(?:发|编辑)?短信[^\n,。;]{0,24}(?:报名|预约|\d{7})|(?:先|请)?打(?:电话)? ?(?=\d)|找[^,。;\n]{1,6}报(?:名)?(?=$|[,。; ])|电话留|(?:致电|拨打|电联|拨) ?\d|\d{4} ?(?:登记|报名|预约|留名|订座|留座)|(?:报名|预约|登记)[^\n,。;]{0,10}?(?:1[3-9]\d{9}|\d{7,8})|(?:报名|预约|预订|订票|领票|登记)(?:咨询)?(?:电话|热线)|电话(?:报名|预约|登记|预订|订票)|(?:请|可|直接)?(?:拨打|致电)|(?:电话|热线) ?[:]? ?\d|^ ?(?:报名|预约)?(?:电话|热线)/g,
  ],
  [
    'onsite',
    /(?:交|递|报送|送)(?:到|至)[^\n,。;]{1,16}(?:站|馆|室|部|处|村委会|居委会|社区)(?=[,。;(\n]|$)|凭[^\n,。;]{1,8}领票|领票入场|排队取号|现场(?:报名|预约|登记|领取|领票|取号|领号|换票|取票|购票|排队|签到报名|取号)|(?:到|至|在|来|前往)(?:(?!不|无需|无须|免(?!费))[^\n,。;: ]){1,24}?(?:报名|登记(?!入校|入馆|入内|进|后入)|领取|领票|取票|拿票|购票|预约|领号)|[\p{Script=Han}]{1,8}(?:会|馆|站|室|部|台|处|门口|大厅)(?:报名|登记|领票|取票|发号|领)|(?:前台|门口|窗口|服务台|柜台|现场|当场)(?:领|发|买|购|取|抢|登记|报名|填)|(?:门厅|前厅|大厅|门口|窗口|票房|售票处|服务台|前台|总台)[^,。;\n]{0,3}(?:领|发|派|取|换)|(?:领|派|取|换|发)票[^,。;\n]{0,24}(?:门厅|前厅|大厅|门口|窗口|服务台)|服务台|前台|总台|(?:报名|登记|领票)(?:点|处|地点|地址)/gu,
  ],
];

/** 在小程序领票 is no counter. */
const remote = /小程序|公众号|平台|网|APP|App|微信|客户端|服务号|链接|群(?!星|众|艺)/;

/** How to book: the way that is named first, and the others. `isTold`: behind 报名方式. */
export function bookingIn(text: string, from: number, to: number, isTold: boolean): Booking | undefined {
  const part = text.slice(from, to);
  const found = ways
    .flatMap(([way, form]) => {
      const [match] = [...part.matchAll(form)].filter(
        ({ 0: words }) => way !== 'onsite' || !(remote.test(words) || /\d{7}|\d ?[月日号点]|接龙/.test(words)),
      );
      return match === undefined
        ? []
        : [{ way, at: [from + match.index, from + match.index + match[0].length] as const }];
    })
    .filter(({ way, at }) => isTold || way === 'none' || (isAbout(text, at) && isForAll(text, at)))
    .toSorted((one, other) => one.at[0] - other.at[0]);
  const [first] = found.filter(({ way }) => way !== 'none');
  const none = found.find(({ way }) => way === 'none');
  const isNone =
    none !== undefined &&
    (first === undefined || none.at[0] < first.at[0] || (isOutright(text, none.at) && !isOwnWay(text, first.at)));
  const chosen = isNone ? none : first;
  if (chosen === undefined) return isTold ? briefly(text, from, to) : undefined;
  const others = found.filter(({ way }) => way !== chosen.way).map(({ way }) => way);
  return { way: chosen.way, at: chosen.at, others: [...new Set(others)] };
}

/** 无须预约 outweighs an account to watch at, but no way that a clause names for booking. */
const isOutright = (text: string, at: At): boolean => /预约|报名|领票|登记/.test(text.slice(...at));
const isOwnWay = (text: string, at: At): boolean =>
  /报名|预约|登记|领|取票|购|订|抢|拨|致电|来电/.test(clauseAround(text, at));

/** Answers of one word, as in the cells of a column 报名. */
const brief: readonly (readonly [BookingWay, RegExp])[] = [
  ['none', /^(?:无需|不需要?|不用|无须|免|无|随到随.)(?=$|[ ,。;(])/],
  [
    'onsite',
    /^(?:现场|当场|(?:[\p{Script=Han}]{0,6}(?:门口|前台|窗口|服务台|大厅|柜台|办公室|入口处?)))(?=$|[ ,。;(])/u,
  ],
  ['phone', /^(?:电话|短信|致电)(?=$|[ ,。;(])/],
  ['online', /^(?:微信|线上|网上|网络|在线|扫码|公众号|小程序|[^,。;\n]{0,8}支付宝)/],
];
function briefly(text: string, from: number, to: number): Booking | undefined {
  let begin = from;
  for (const clause of text.slice(from, to).split(/(?<=[,;])/)) {
    const skipped = /^[\s:|丨]*/.exec(clause)?.[0].length ?? 0;
    for (const [way, form] of brief) {
      const match = form.exec(clause.slice(skipped));
      if (match !== null)
        return { way, at: [begin + skipped, begin + skipped + Math.max(1, match[0].length)], others: [] };
    }
    begin += clause.length;
  }
  return undefined;
}

/** The clause around some words. */
const clauseAround = (text: string, [from, to]: At): string =>
  `${
    text
      .slice(Math.max(0, from - 30), from)
      .split(/[,。\n;!]/)
      .at(-1) ?? ''
  }${text.slice(from, to)}${text.slice(to, to + 30).split(/[,。\n;!]/)[0] ?? ''}`;

/** 团队讲解请预约 is for groups, 请在小程序取消 the opposite; 服务台集合 says where to meet. */
function isForAll(text: string, at: At): boolean {
  const clause = clauseAround(text, at);
  const isDesk = /^(?:服务台|前台|总台)$/.test(text.slice(...at));
  return (
    !/取消|退票|退款|改签|团队|团体|旅行社|看直播|不会/.test(clause) &&
    !(
      isDesk &&
      !/报名|预约|登记|领|取|购|订|约|咨询|填表|办理/.test(
        clause.replace(/(?:无需|不用|免)\S{0,2}(?:预约|报名|登记)/, ''),
      )
    )
  );
}

/** A telephone in a clause that speaks of booking: 报名打5550 0300. */
export function isBookedBy(text: string, at: At): boolean {
  const clause = clauseAround(text, at).replace(/[\s:]/g, '');
  return (
    /报名|预约|登记|预订|报(?:$|个名|一声)|订[票座位]|定[席座位]|留[座位]|写名字|(?:\d|打|电话)约(?=$|\D)/.test(
      clause,
    ) && !/取消|退票|团队|团体|咨询/.test(clause)
  );
}

/** A sentence that speaks of booking: a number to follow is none. */
function isAbout(text: string, [from, to]: At): boolean {
  const sentence = `${
    text
      .slice(Math.max(0, from - 40), from)
      .split(/[。\n;!]/)
      .at(-1) ?? ''
  }${text.slice(from, to)}${text.slice(to, to + 40).split(/[。\n;!]/)[0] ?? ''}`;
  const own = sentence
    .split(',')
    .filter((clause) => !/团队|团体|旅行社|退票|退款|研学|讲解/.test(clause))
    .join(',');
  return /报名|预约|预订|领票|取票|拿票|购票|抢票|登记|回执|订票|选座|购买|领取|留座|留名|留位|订座|订位|挂号|开抢|抢|先打|取号|领号|发号|放号|名额|秒杀|进群|留言|拨|致电|票在|毋须|开票|放票|开约|开售|派票|发票|换票|接龙|扣1|找[^,。]{1,6}报|票[^,。;]{0,20}(?:领|发|派|买)|约|说一声|打(?:个)?招呼|参与(?!者)/.test(
    own,
  );
}

const url =
  /https?:\/\/[\w./?=&%#:~+@!*,;()[\]-]{4,240}|(?<![\w@.])www\.[\w-]{1,60}(?:\.[\w-]{1,30}){1,4}(?:\/[\w./?=&%#-]{0,120})?/g;
export function urlsIn(text: string, from: number, to: number): { value: string; at: At }[] {
  return [...text.slice(from, to).matchAll(url)].slice(0, 20).map(({ 0: words, index }) => {
    const value = words.replace(/[.,;)\]]+$/, '');
    return {
      value: value.startsWith('www') ? `http://${value}` : value,
      at: [from + index, from + index + value.length],
    };
  });
}

export type Period = { start?: (Moment & { at: At }) | undefined; end?: (Moment & { at: At }) | undefined };

/** 截止3月31日, and 4月5日至4月25日: whole days. */
const endOfDay = { minutes: 23 * 60 + 59 };
const wholeDay = { minutes: 0 };
const startOfDay = { minutes: 0, doubt: fact('announcements.hour_missing') };
const untilBehind = /^ ?(?:\([^()\n]{1,6}\))? ?(?:前|之前|以前|截止|止|为止|截至|下班前|停止|结束报名|关闭)/;
const untilBefore =
  /(?:截[止稿](?:时间|日期|到|至|于)?|截至|止于|至|到|最迟(?:于)?|[Bb]efore|[Uu]ntil|[Bb]y|请于|务必于|前)[: |丨为是]{0,2}$/;
const fromBehind =
  /^ ?(?:起|全(?:渠道|平台|网)|开始|开放|开启|开抢|正式|准时|上线|可|通过|在|开通|启动|接受|放票|开票|公开|开售|优先|开抢|线上|登录|公众号|小程序|抢|(?:现场|电话|网上)?(?:登记|报名|领票|取票|取号)(?!截|结|前|将|已)|拨打|致电|打电话|派票|发票)/;

/** 12月30日10:00“金沙文旅”小程序开售 */
const throughBehind =
  /^ ?[^,。;\n]{0,12}(?:小程序|公众号|平台|官网|App|网站|服务号|全网|群)[^,。;\n]{0,8}(?:接龙|开售|开抢|开放|开票|放票|开启|开约|报名|预约|抢|约)/;

/** From when until when one can book, by the parts of a text that speak of it. */
export function periodIn(text: string, told: readonly At[], free: readonly At[], base: Base): Period {
  let period: Period = {};
  for (const region of [...told, ...free]) {
    const [from, to] = region;
    const days = listed(
      text,
      daysIn(text, from, to, base, { isLoose: true }).filter(({ kind }) => kind !== 'weekly' && kind !== 'daily'),
    );
    const times = timesIn(text, from, to);
    for (const [index, day] of days.entries()) {
      const next = days[index + 1]?.from ?? to;
      const own = times.filter((time) => time.from >= day.from && time.from < next && time.from - day.to <= 12);
      period = { ...read(text, day, own, days[index - 1], base, told.includes(region)), ...period };
    }
  }
  return period;
}

/** 3月20日、21日到总台报名: from the first of them to the last. */
function listed(text: string, days: readonly DayWords[]): DayWords[] {
  const found: DayWords[] = [];
  for (const day of days) {
    const last = found.at(-1);
    const isNext = last !== undefined && last.to === day.from && /^[、和及]/.test(text.slice(day.from));
    if (isNext && day.kind === 'day' && (last.kind === 'day' || last.kind === 'range'))
      found[found.length - 1] = { kind: 'range', from: last.from, to: day.to, first: last.first, last: day.first };
    else found.push(day);
  }
  return found;
}

function read(
  text: string,
  day: DayWords,
  times: ReturnType<typeof timesIn>,
  before: DayWords | undefined,
  base: Base,
  isTold: boolean,
): Period {
  const at: At = [day.from, times[0]?.to ?? day.to];
  const [time] = times;
  if (day.kind === 'now' && day.isEndOnly === true)
    return day.last === undefined ? {} : { end: ending(text, day.last, time, at) };
  if (day.kind === 'now') {
    const start = base.isKnown ? { start: { value: momentOf(base.day, 0), at } } : {};
    return day.last === undefined ? start : { ...start, end: ending(text, day.last, time, at) };
  }
  if (day.kind === 'range') {
    const last = times.at(-1)?.end ?? times.at(-1)?.start;
    const isTimed = time?.end !== undefined || times.length > 1;
    return {
      start: {
        ...momentValue(day.first, isTimed ? time?.start : undefined, time === undefined ? wholeDay : startOfDay),
        at,
      },
      end: { ...momentValue(day.last, last, endOfDay), at },
    };
  }
  if (day.kind !== 'day') return {};
  const [ahead, behind] = [text.slice(Math.max(0, day.from - 10), day.from), text.slice(at[1], at[1] + 12)];
  const isEnd = untilBehind.test(behind) || (untilBefore.test(ahead) && !/^ ?起/.test(behind));
  const gap = before === undefined ? '' : text.slice(before.to, day.from);
  if (isEnd || (before?.kind === 'day' && gap.length < 20 && /[-至到]/.test(gap)))
    return { end: ending(text, day.first, time, at) };
  // 11月16日起每日9:00-17:00: the hours of a counter.
  if (time?.end !== undefined && /^ ?(?:起?[^,。;]{0,3}每[天日]|起 ?(?=\d))/.test(text.slice(day.to, day.to + 8)))
    return { start: { ...momentValue(day.first, time.start, startOfDay), at } };
  if (time?.end !== undefined)
    return {
      start: { ...momentValue(day.first, time.start, startOfDay), at },
      end: { ...momentValue(day.first, time.end, endOfDay), at },
    };
  if (
    fromBehind.test(behind) ||
    throughBehind.test(text.slice(at[1], at[1] + 30)) ||
    /(?:时间|开始|自|从|于|日期|定于|(?:开票|放票|派票|发票|抢票|开售|开抢|领票|售票|预约|报名)(?:统一|均|都|为|是)?)[: |丨]{0,2}$/.test(
      ahead,
    ) ||
    /^ ?[-至到]/.test(behind) ||
    (isTold && time !== undefined)
  )
    return { start: { ...momentValue(day.first, time?.start, startOfDay), at } };
  return {};
}

function ending(text: string, day: { day: string }, time: ReturnType<typeof timesIn>[number] | undefined, at: At) {
  const behind = text.slice(at[1], at[1] + 6);
  if (time === undefined && /下班/.test(behind))
    return {
      value: momentOf(day.day, 17 * 60),
      doubt: fact('announcements.end_of_work'),
      others: [momentOf(day.day, 1440)],
      at,
    };
  return { ...momentValue(day, time?.end ?? time?.start, endOfDay), at };
}
