import type { Fact } from '../../../fact.ts';
import type { ReadValue } from '../announcement.ts';
import { besides, type Context, first, fromText, momentRead, of, regions, type Values } from './context.ts';
import { type Day, daysIn } from './days.ts';
import { fact } from './facts.ts';
import type { Count } from './people.ts';
import type { Piece } from './pieces.ts';
import { type At, momentValue, type Slot, type When, whenIn } from './sessions.ts';
import { type TimeWords, timesIn } from './times.ts';

export const bookingWords =
  /报名|预约|登记|领取|取海报|开抢|秒杀|放出|放号|回执|抢位|推送|发布的|停讲|停一次|停课|发车|发布|截止|派票|发票|换票|送票|票[^,。;\n]{0,20}(?:领(?![导队奖])|派发|发放|发(?=[,。;]|$))|候补|拿票|领票|发号|取号|领号|购票|抢票|售票|取票|订票|开票|放票|抢[卡券座约报]|开约|接龙(?!啦)|(?:公众号|小程序|微信|电话|线上|网上|官网)[^,。;\n]{0,6}[约抢]|抢(?:名额|号|课|先)|起[约抢](?=$|[,。; ])|致电|拨打|留[座位名]|开售|投稿|征稿|截稿|提交作品|报送|(?:发|寄|投|交|送)(?:到|至)(?! ?\d)/;
const closedWords = /闭馆|休馆|停止入场|停止售票|(?:展厅|馆|室|厅|区)[^,。;\n]{0,24}(?:关闭|暂停开放)/;

/** Clauses that may say when; an announcement has no more. */
const mostClauses = 300;

/** Clauses about another time: until when to book, when a bus leaves, when it does not take place. */
const deadline = /(?:\d|[日号点半午晚上])(?:下班)?(?:之前|以前|前)(?!后|往|台|厅|院|来|排)/;
/** 阴天顺延到17号: a day that counts if the weather is bad. */
const ifRain =
  /(?<!因[^,。;\n]{0,8})(?:如遇|若遇|如有|遇[雨雪风]|[雨雪阴]天|天气不[好佳])[^,。;\n]{0,8}(?:顺延|改[期到至在]|延[至到后]|移[至到])/;
/** Beside one that is called off, another day that stays. */
export const goesOn = /照常|照旧|不受影响|正常(?:举行|举办|进行|放映|演出|上课)/;
export const isOther = (clause: string) =>
  ifRain.test(clause) ||
  bookingWords.test(clause) ||
  closedWords.test(clause) ||
  deadline.test(clause) ||
  /^ ?另[:,]/.test(clause);

/** Sentences without a label that may say when it takes place, without the clauses about other times. */
export function freeTimes(context: Context, pieces: readonly Piece[]): At[] {
  const { plain } = context;
  const isCancelling = pieces
    .slice(0, 50)
    .some(({ from, to }) => /取消|停演|停课|停映|停办/.test(plain.slice(from, to)));
  const found: At[] = [];
  for (const { from, to } of besides(pieces, 'booking', 'published', 'phone', 'hours', 'closure', 'original', 'time')) {
    let begin = from;
    for (const sentence of plain.slice(from, to).split(/(?<=[。;!?])/)) {
      let start = begin;
      let isBooked: boolean = false;
      const isAside = /^ ?另[:,]/.test(sentence);
      for (const clause of sentence.split(/(?<=[, ])/)) {
        const at: At = [start, start + clause.length];
        start += clause.length;
        // 微信报名，2月20日-3月3日: days alone behind a clause about booking are its days.
        const isBehind: boolean = isBooked && soleDays.test(clause);
        isBooked = bookingWords.test(clause) || isBehind;
        if (isAside || isBehind || isOther(clause) || (isCancelling && goesOn.test(clause))) continue;
        const last = found.at(-1);
        if (last !== undefined && last[1] === at[0] && at[0] !== begin) found[found.length - 1] = [last[0], at[1]];
        else found.push(at);
      }
      begin += sentence.length;
    }
  }
  return found;
}

const soleDays =
  /^ ?(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]?(?: ?(?:-|至|到) ?(?:(?:\d{4}年)?\d{1,2}月)?\d{1,2}[日号]?)?(?:截止|止|起)?[,。;! ]*$/;

export function whenOf(
  context: Context,
  pieces: readonly Piece[],
  shared: readonly Piece[],
  isExhibition: boolean,
): When | undefined {
  const own = daysOf(context, pieces, isExhibition);
  const told =
    (own?.isWeekly === true ? withinDays(context, own, pieces, shared) : own) ?? daysOf(context, shared, isExhibition);
  if (told === undefined) return undefined;
  return withHours(context, withTimes(context, told, pieces) ?? asked(withTimes(context, told, shared)) ?? told, [
    ...pieces,
    ...shared,
  ]);
}

/** 每周二19:00 in a row, 3月2日-6月30日 for all rows: from the first such day to the last. */
function withinDays(context: Context, own: When, pieces: readonly Piece[], shared: readonly Piece[]): When {
  const isGuess = own.slots.every(({ day }) => day.doubt?.code === 'announcements.first_of_weekly');
  const term = isGuess ? termIn(context, [...pieces, ...shared]) : undefined;
  if (term !== undefined)
    return (
      whenIn(context.plain, [term, ...regions(of(pieces, 'time')), ...freeTimes(context, pieces)], context.base, {
        isLoose: true,
      }) ?? own
    );
  const opening = isGuess ? openingIn(context, [...pieces, ...shared]) : undefined;
  if (opening !== undefined) {
    const base = { ...context.base, day: opening, isKnown: true };
    const moved = daysOf({ ...context, base }, pieces, false) ?? own;
    return { ...moved, slots: moved.slots.map((slot) => ({ ...slot, day: reckonedFrom(slot.day, opening) })) };
  }
  const days = regions(of(shared, 'time').filter(({ label }) => label !== '' && !/报名|开幕/.test(label)));
  if (!isGuess || days.length === 0) return own;
  const whole = whenIn(context.plain, days, context.base, { isLoose: true });
  if (whole?.course?.last === undefined || whole.course.start !== undefined) return own;
  const times = [...regions(of(pieces, 'time')), ...freeTimes(context, pieces)];
  return whenIn(context.plain, [...days, ...times], context.base, { isLoose: true }) ?? own;
}

/** 3月8日开课，6月12日结束: the days of a term, in a sentence without a label. */
function termIn({ plain, base }: Context, pieces: readonly Piece[]): At | undefined {
  for (const { subject, from, to } of pieces)
    for (const each of subject === undefined ? daysIn(plain, from, to, base, { isLoose: true }) : [])
      if (each.kind === 'range' && /^ ?(?:正式)?(?:开课|开班|开学)/.test(plain.slice(each.to, each.to + 6)))
        return [each.from, Math.min(to, each.from + (/[。;\n]|$/.exec(plain.slice(each.from))?.index ?? 0))];
  return undefined;
}

/** 12月7日开课: the day from which each class has its first. */
function openingIn({ plain, base }: Context, pieces: readonly Piece[]): string | undefined {
  for (const { label, from, to } of pieces)
    for (const each of daysIn(plain, from, to, base, { isLoose: true })) {
      const isOpening =
        /^ ?(?:起|开始|当周|那周)?(?:正式)?(?:开课|开班|开学|开训|首课)/.test(plain.slice(each.to, each.to + 8)) ||
        /(?:开课|开班|开学|首课)(?:时间|日期)?[: 为于是]{0,3}$/.test(
          label + plain.slice(Math.max(from, each.from - 10), each.from),
        );
      // 上课时间从12月28日那周开始
      const isFrom =
        each.kind === 'day' &&
        /(?:上课|开课|课程|培训)(?:时间)?[^,。;\n]{0,4}$/.test(
          label + plain.slice(Math.max(from, each.from - 10), each.from),
        ) &&
        /^ ?(?:那周|当周|那一周|所在周)?(?:起|开始)/.test(plain.slice(each.to, each.to + 8));
      // 春季课表（3月8日-6月11日）
      const before = label + plain.slice(Math.max(from, each.from - 14), each.from);
      const isTerm = each.kind === 'range' && /课|学期|开班/.test(before) && !/报名|招生|预约/.test(before);
      if (((each.kind === 'day' || each.kind === 'range') && isOpening) || isFrom || isTerm)
        return each.first.doubt === undefined ? each.first.day : undefined;
    }
  return undefined;
}
const reckonedFrom = (day: Day, opening: string): Day =>
  day.day === opening ? { day: day.day } : { day: day.day, doubt: fact('announcements.reckoned_days') };

/** 培训：1月24日14:00, beside the days of the thing itself. */
const aside = /^ ?(?:岗前|赛前|行前|集中)?(?:培训|面试|说明会|彩排|领队会)(?:时间)?[:\d ]/;

function daysOf(context: Context, pieces: readonly Piece[], isExhibition: boolean): When | undefined {
  const { plain, base, year } = context;
  const said = of(pieces, 'time').filter(({ label }) => !/开幕|报名|原|抵达|签到|入场|集合/.test(label));
  // 集合：3月12日8:30 社区门口, where no label of its own says when.
  const met = of(pieces, 'place').filter(
    ({ from, to }) => timesIn(plain, from, to).length > 0 && daysIn(plain, from, to, base).length > 0,
  );
  const labelled = said.some(({ label }) => label !== '') ? said : [...said, ...met];
  // 服务时间：1月25日-2月3日, where no other label says when.
  const dated = of(pieces, 'hours').filter(({ label, from, to }) => {
    const earlier = pieces.some(
      (each) => each.to < from && aside.test(plain.slice(each.from - each.label.length, each.to)),
    );
    return /服务/.test(label) && !earlier && /\d ?[月日号./-]/.test(plain.slice(from, to));
  });
  const free = freeTimes(context, pieces).slice(0, mostClauses);
  // 开幕：11月8日15:00, beside 11月8日-12月6日 in a line without a label.
  const opened = of(pieces, 'time').filter(({ label }) => !(isExhibition && /开幕/.test(label)));
  const hasSpan = free.some((at) => daysIn(plain, ...at, base, { isLoose: true }).some(({ kind }) => kind === 'range'));
  const times = labelled.length > 0 ? labelled : dated.length > 0 ? dated : hasSpan ? opened : of(pieces, 'time');
  const ends = regions(times.filter(({ label }) => /结束|止$/.test(label)));
  const options = { isLoose: true, isExhibition, year, ends };
  const told = whenIn(plain, regions(times), base, options);
  if (told !== undefined) return told;
  const read = (at: readonly At[]) => whenIn(plain, at, base, { ...options, isLoose: false, isWithoutFestivals: true });
  const timed = free.flatMap((at) => {
    const when = read([at]);
    return when === undefined ? [] : [{ at, when }];
  });
  const isTimed = ({ when }: (typeof timed)[number]) =>
    when.slots.some(({ start }) => start !== undefined) || when.course !== undefined;
  const isAside = ({ at: [from, to] }: (typeof timed)[number]) => aside.test(plain.slice(from, to));
  const best =
    timed.find((each) => isTimed(each) && !each.when.isWeekly && !isAside(each)) ??
    timed.find((each) => isTimed(each) && !each.when.isWeekly) ??
    timed.find(isTimed) ??
    timed.find(({ when }) => !when.isWeekly) ??
    timed[0];
  if (best === undefined)
    return first(
      free.map(([from, to]) => ({ from, to })),
      (from, to) => whenIn(plain, [[from, to]], base, { ...options, isLoose: false }),
    );
  // Sessions a line each.
  const begins = ({ at, when }: (typeof timed)[number]) =>
    (when.slots[0]?.spans[0]?.[0] ?? termAt(plain, at, when)) - at[0] <= 6;
  const lines = begins(best) ? timed.filter((each) => begins(each) && !each.when.isWeekly && isTimed(each)) : [];
  // A label that gives the hour alone belongs to the day of a sentence.
  if (labelled.length > 0)
    return read([
      ...(lines.length > 1 && best.when.course !== undefined ? lines.map(({ at }) => at) : [best.at]),
      ...regions(labelled),
    ]);
  const days =
    lines.length > 1 || isTimed(best)
      ? []
      : timed.filter((each) => begins(each) && !each.when.isWeekly && each.when.course === undefined);
  if (days.length > 2) return read(days.map(({ at }) => at));
  const chosen = lines.length > 1 ? lines : [best];
  const when = lines.length > 1 ? read(lines.map(({ at }) => at)) : best.when;
  const others = timed
    .filter((each) => !chosen.includes(each) && !each.when.isWeekly)
    .flatMap((each) => namedDays(each.when));
  const own = when === undefined ? [] : namedDays(when);
  return when !== undefined && others.some((day) => !own.includes(day)) ? doubted(when, others.length) : when;
}

/** 第1期 7月12-16日, in a line of several: where its days begin. */
const termAt = (plain: string, [from, to]: At, { course }: When): number => {
  const begin = course?.spans[0]?.[0] ?? to;
  return /^第.{1,2}[期批]/.test(plain.slice(from, begin)) ? begin : to;
};

const namedDays = ({ slots, course }: When): string[] => [
  ...slots.map(({ day }) => day.day),
  ...(course === undefined ? [] : [course.first.day]),
];

/** Other sentences name other days: one looks which of them counts. */
function doubted(when: When, count: number): When {
  const doubt = fact('announcements.several_days', { count });
  const ask = <Read extends { doubt?: Fact | undefined }>(day: Read): Read => ({ ...day, doubt: day.doubt ?? doubt });
  return {
    ...when,
    slots: when.slots.map((slot) => ({ ...slot, day: ask(slot.day) })),
    course:
      when.course === undefined
        ? undefined
        : { ...when.course, first: ask(when.course.first), last: when.course.last && ask(when.course.last) },
  };
}

/** Several hours for all entries together: one looks which is that of this one. */
function asked(when: When | undefined): When | undefined {
  if (when === undefined || new Set(when.slots.map(({ start }) => start?.minutes)).size < 2) return when;
  const doubt = fact('announcements.several_hours');
  return {
    ...when,
    slots: when.slots.map((slot) => ({
      ...slot,
      ...(slot.start !== undefined && { start: { ...slot.start, doubt: slot.start.doubt ?? doubt } }),
      ...(slot.end !== undefined && { end: { ...slot.end, doubt: slot.end.doubt ?? doubt } }),
    })),
  };
}

/** Hours that stand apart from their days: in the next sentence, or as a day's flow. */
function withTimes(context: Context, when: When, pieces: readonly Piece[]): When | undefined {
  const { plain, base } = context;
  if (when.course !== undefined || when.slots.some(({ start }) => start !== undefined)) return undefined;
  const all = [
    ...of(pieces, 'time').map(({ from, to }): At => [from, to]),
    // 服务时间：当日8:00-11:30
    ...regions(of(pieces, 'hours').filter(({ from, to }) => /^[ :]*当[天日]/.test(plain.slice(from, to)))),
    ...freeTimes(context, pieces),
  ]
    .filter(
      ([from, to]) =>
        /每[天日晚]/.test(plain.slice(from, to)) ||
        !daysIn(plain, from, to, base).some(({ kind }) => kind === 'day' || kind === 'range'),
    )
    .map((at) => ({ at, times: timesIn(plain, ...at) }))
    .filter(({ times }) => times.length > 0);
  const flow = flowOf(
    plain,
    all.map(({ times }) => times),
  );
  const times = flow ?? firstTimes(plain, all);
  if (times.length === 0) return undefined;
  return {
    ...when,
    slots: when.slots.flatMap((slot) =>
      times.map(({ start, end, from, to }) => ({ ...slot, start, end, spans: [...slot.spans, [from, to] as const] })),
    ),
  };
}

const isSession = /(?:[上下]午|晚|早|夜|第[一二三四五六七八九\d]{1,2}|首|加|[A-D\d])场|场次/;

/** 13:30签到 14:00开场 16:00结束 is one time, and no three. */
function flowOf(plain: string, lines: readonly (readonly TimeWords[])[]): TimeWords[] | undefined {
  const times = lines.flat();
  if (times.length < 3 || times.some(({ from, to }) => isSession.test(plain.slice(Math.max(0, from - 8), to + 6))))
    return undefined;
  const isFlow = times.some(({ role }) => role === 'arrive' || role === 'end' || role === 'begin');
  if (!isFlow) return undefined;
  const begin =
    times.find(
      ({ from, to, role }) =>
        role === 'begin' || /^[^\n]{0,6}(?:开始|开场|开演|开幕)/.test(plain.slice(to, to + 10)) || from < 0,
    ) ?? times[0];
  const isEnding = times.some(({ role }) => role === 'end');
  const last = times.at(-1);
  const end = isEnding ? (last?.end ?? last?.start) : undefined;
  return begin === undefined ? undefined : [{ ...begin, end: end ?? undefined }];
}

function firstTimes(plain: string, all: readonly { at: At; times: readonly TimeWords[] }[]): TimeWords[] {
  const sessions = all.filter(({ at, times }) => times.length > 0 && isSession.test(plain.slice(...at)));
  const counted = (times: readonly TimeWords[]) => times.filter(({ role }) => role === undefined || role === 'begin');
  if (sessions.length > 1) return sessions.flatMap(({ times }) => counted(times));
  for (const { times } of all) {
    const own = counted(times);
    const [first] = own;
    const end = times.find(({ role }) => role === 'end')?.start;
    if (first !== undefined)
      return own.length === 1 && first.end === undefined && end !== undefined ? [{ ...first, end }] : own;
  }
  return [];
}

/** The hours at which an exhibition is open, where its days say none. */
function withHours({ plain }: Context, when: When, pieces: readonly Piece[]): When {
  const hours = of(pieces, 'hours');
  const { course } = when;
  if (course === undefined || course.start !== undefined) return when;
  const labelled = hours.flatMap(({ from, to }) => timesIn(plain, from, to)).filter(({ end }) => end !== undefined);
  const free = besides(pieces, 'booking', 'published', 'phone').flatMap(({ from, to }) =>
    /每[天日]|开放|全天/.test(plain.slice(from, to)) ? timesIn(plain, from, to) : [],
  );
  const spans = besides(pieces, 'booking', 'published', 'phone', 'hours', 'flow').flatMap(({ label, from, to }) =>
    /开幕/.test(label) || bookingWords.test(plain.slice(from, to)) ? [] : timesIn(plain, from, to),
  );
  // The only span of hours of the text, of half a day at least, is that of its doors.
  const doors = spans.filter(({ start, end }) => end !== undefined && end.minutes - start.minutes >= 240);
  const daily =
    labelled.length > 0
      ? labelled
      : free.some(({ end }) => end !== undefined)
        ? free.filter(({ end }) => end !== undefined)
        : spans.length === 1
          ? doors
          : [];
  const [open] = daily;
  const close = daily.at(-1);
  if (open === undefined || close === undefined) return opened(plain, course, pieces, when);
  return {
    ...when,
    course: { ...course, start: open.start, end: close.end, spans: [...course.spans, [open.from, close.to]] },
  };
}

/** 开幕：12月8日15:00 on the first day of 12月8日—1月10日: it begins at that hour. */
function opened(plain: string, course: NonNullable<When['course']>, pieces: readonly Piece[], when: When): When {
  for (const { label, from, to } of pieces) {
    if (!/开幕/.test(label)) continue;
    const [time] = timesIn(plain, from, to);
    const [, month = '', date = ''] = /(\d{1,2}) ?月 ?(\d{1,2})/.exec(plain.slice(from, to)) ?? [];
    const isFirst = course.first.day.slice(5) === `${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
    if (time !== undefined && isFirst)
      return { ...when, course: { ...course, start: time.start, spans: [...course.spans, [time.from, time.to]] } };
  }
  return when;
}

const hourMissing = { minutes: 0, doubt: fact('announcements.hour_missing') };
/** 12月6日—1月10日: an exhibition without an hour goes on to the end of its last day. */
const wholeDay = { minutes: 23 * 60 + 59 };
const lastHourMissing = { minutes: 23 * 60 + 59, doubt: fact('announcements.last_hour_missing') };

/** A beginning in a clause about booking, tickets, publication or goods may be theirs. */
function isOfBooking({ plain }: Context, { course, slots }: When): boolean {
  const [at] = course?.spans ?? slots[0]?.spans ?? [];
  if (at === undefined) return false;
  const before =
    plain
      .slice(Math.max(0, at[0] - 30), at[0])
      .split(/[,。; *\t\n]/)
      .at(-1) ?? '';
  const behind = plain.slice(at[1], at[1] + 30).split(/[,。; *\t\n]/)[0] ?? '';
  return ofBooking.test(before + plain.slice(...at) + behind);
}
const ofBooking =
  /报名|预约(?!直播)|领票|开票|放票|抢票|派票|售票|购票|取票|截止|公示|发布|推送|首发|更新于|发货|到货|报送|提交|投稿|缴费|面试|抽签|摇号/;

/** Beginning, end and sessions. An end that is not written is none. */
export function timeValues(context: Context, read: When, each: Count | undefined): Values {
  const when = isOfBooking(context, read) ? doubted(read, 1) : read;
  const { course, slots } = when;
  if (course !== undefined) {
    const { first: begin, last, start, end, spans } = course;
    return {
      start_at: momentRead(context, momentValue(begin, start, hourMissing), spans),
      ...(last !== undefined && {
        end_at: momentRead(context, momentValue(last, end, start === undefined ? wholeDay : lastHourMissing), spans),
      }),
    };
  }
  const [begin] = slots;
  const last = slots.at(-1);
  if (begin === undefined || last === undefined) return {};
  const isSingleDay = slots.length === 1;
  // 12月14日开班 19:00-20:30: the end of the first lesson is not that of the class.
  const isSeveral = !when.isWeekly && last.day.day !== begin.day.day;
  const isFirst =
    isSingleDay && /^[^,。;\n]{0,3}(?:开班|开课|起(?=[,。 每]))/.test(context.plain.slice(begin.spans[0]?.[1] ?? 0));
  return {
    start_at: momentRead(context, momentValue(begin.day, begin.start, hourMissing), begin.spans),
    // The last day of several is said, though not its end.
    ...((last.end !== undefined || isSeveral) &&
      !(isSingleDay && when.isWeekly) &&
      !isFirst && {
        end_at: momentRead(context, momentValue(last.day, last.end, lastHourMissing), last.spans),
      }),
    ...(!isSingleDay && { sessions: sessionsRead(context, slots, each) }),
  };
}

/** Between days of one list stand signs, hours and weekdays; other words may say that one of them is no session. */
function isListed(plain: string, slots: readonly Slot[]): boolean {
  const isOneDay = new Set(slots.map(({ day }) => day.day)).size === 1;
  // Between the last of several days and the hour of all of them stand other words.
  const spans = slots
    // Between one day and its first hour any words may stand.
    .flatMap((slot) => (isOneDay ? slot.spans.slice(slot.spans.length > 1 ? 1 : 0) : slot.spans.slice(0, 1)))
    .toSorted(([one], [other]) => one - other);
  return spans.every(([from], index) => {
    const before = spans[index - 1]?.[1] ?? from;
    const words = plain.slice(before, from);
    // The lines of one day may be its flow.
    const gap = isSession.test(words) ? (words.split('\n').at(-1) ?? '') : words;
    return (
      gap
        .replace(/《[^《》\n]*》/g, '')
        .replace(
          /[^\p{Script=Han}]|[上下中]午|[早晚]上?|场次?|第|开[演场始课讲]|演出|活动|上课|放映|[一二三四五六七八九十]|周|星期|日|期|讲|和|及|与|至|到|每|时间/gu,
          '',
        ).length < 2
    );
  });
}

function sessionsRead(context: Context, slots: readonly Slot[], each: Count | undefined): ReadValue {
  const rows = slots.map(({ day, start, end }) => {
    const from = momentValue(day, start, hourMissing);
    const to = end === undefined ? '' : momentValue(day, end, lastHourMissing).value;
    return { row: [from.value, to, each?.value ?? ''].join('｜').replace(/｜+$/, ''), doubt: from.doubt };
  });
  const doubt =
    rows.find((row) => row.doubt !== undefined)?.doubt ??
    (isListed(context.plain, slots) ? undefined : fact('announcements.several_days', { count: slots.length }));
  return fromText(
    context,
    rows.map(({ row }) => row).join('\n'),
    slots.flatMap(({ spans }) => spans),
    doubt === undefined ? {} : { doubt },
  );
}
