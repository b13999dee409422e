import type { Fact } from '../../../fact.ts';
import type { About, ReadValue, Span } from '../announcement.ts';
import { type BookingWay, bookingIn, periodIn, urlsIn } from './booking.ts';
import { type Base, daysIn } from './days.ts';
import { fact } from './facts.ts';
import { categoryIn } from './kinds.ts';
import type { Subject } from './labels.ts';
import { hostIn, namesIn } from './organizers.ts';
import { type Ages, agesIn, audienceIn, type Count, countIn } from './people.ts';
import { type PhoneWords, phonesIn, phoneValue } from './phones.ts';
import type { Piece } from './pieces.ts';
import { placeAlone, placeAt, placeIn, type Where } from './places.ts';
import { priceIn } from './prices.ts';
import { type At, type Moment, momentValue, type Slot, type When, whenIn } from './sessions.ts';
import type { Source } from './source.ts';
import type { Block } from './splitting.ts';
import { type TimeWords, timesIn } from './times.ts';
import { clauseIn, namedIn, nounIn, type Title, titleOf } from './titles.ts';

export type Context = { plain: string; source: Source; base: Base; about: About; year: number | undefined };
export type Values = Record<string, ReadValue>;

const spanOf = (context: Context, at: readonly At[]): Span[] => at.map(([from, to]) => context.source.spanOf(from, to));
const fromText = (context: Context, value: string, at: readonly At[], more: Partial<ReadValue> = {}): ReadValue => ({
  value,
  spans: spanOf(context, at),
  source: 'text',
  ...more,
});

const of = (pieces: readonly Piece[], ...subjects: (Subject | undefined)[]) =>
  pieces.filter(({ subject }) => subjects.includes(subject));
const regions = (pieces: readonly Piece[]): At[] => pieces.map(({ from, to }) => [from, to]);

/** Parts of any other subject: 教师：潘丽萍，免费，随到随学 speaks of three. */
const besides = (pieces: readonly Piece[], ...subjects: Subject[]) =>
  pieces.filter(({ subject }) => subject === undefined || !subjects.includes(subject));

/** The first value that a rule finds in some parts. */
function first<Found>(
  pieces: readonly Pick<Piece, 'from' | 'to'>[],
  rule: (from: number, to: number) => Found | undefined,
): Found | undefined {
  for (const { from, to } of pieces) {
    const match = rule(from, to);
    if (match !== undefined) return match;
  }
  return undefined;
}

/** The title of an entry: behind its label, its heading, or a name in its sentences. */
export function titleValue(context: Context, block: Block, heading: At | undefined): TitleRead | undefined {
  const { plain, source } = context;
  const labelled = of(block.pieces, 'title').filter(({ label }) => label !== '' || block.heading !== undefined);
  const told = first(labelled, (from, to) =>
    block.heading === undefined && /[。]|\d[日号月点:]/.test(plain.slice(from, to))
      ? headingTitle(context, [from, to], block)
      : titleOf(plain, from, to),
  );
  const at = block.heading ?? heading;
  const read =
    told ??
    (block.heading === undefined ? soleName(plain, block) : undefined) ??
    (at === undefined ? undefined : headingTitle(context, at, block)) ??
    inSentences(context, block.from, block.to);
  if (read === undefined) return undefined;
  const own = withoutHouse(context, read.at);
  const value = source.wordsAt(...own).trim();
  const doubt = read.isSure ? {} : { doubt: fact('announcements.title_unclear') };
  return { at: own, value: fromText(context, value, [own], doubt) };
}
/** A name in marks, a clause that names a kind, or a noun, in the sentences of a text. */
const inSentences = ({ plain }: Context, from: number, to: number): Title | undefined =>
  namedIn(plain, from, to) ??
  clauseIn(plain, from, to, (begin, end) => categoryIn(plain, begin, end) !== undefined) ??
  nounIn(plain, from, to);

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
  const sole = top.find(({ from, to }) => /^ ?《[^《》]{2,40}》 ?$/.test(plain.slice(from, to)));
  return sole === undefined ? undefined : { at: [sole.from, sole.to], isSure: true };
}
export type TitleRead = { at: At; value: ReadValue };

/** Kinds of papers that are no name: 更正, 延期公告, 12月活动预告. */
const plainHeading =
  /^(?:[^\n]{0,14}?(?:延期|取消|改期|更正|勘误|紧急|温馨|重要|变更|调整)?(?:公告|通知|通告|启事|提示|提醒|预告|更正|勘误|公示|说明|致歉信?|声明|转发|告示))$|^(?:各位|亲爱的|尊敬的)/;

/** A heading as a title. Where it goes on as a sentence, the name within it. */
function headingTitle(context: Context, at: At, block: Block): Title | undefined {
  const { plain, base } = context;
  const read = titleOf(plain, ...at);
  if (read === undefined) return undefined;
  const [from, to] = read.at;
  const words = plain.slice(from, to);
  const [day] = daysIn(plain, from, to, base, { isWithoutFestivals: true }).filter(
    ({ kind }) => kind === 'day' || kind === 'range' || kind === 'now',
  );
  const [time] = timesIn(plain, from, to);
  const cut = Math.min(day?.from ?? to, time?.from ?? to);
  const isSentence =
    /[。;]|[!?](?=[^\n]{4})/.test(words.replace(/[!?。]$/, '')) ||
    (words.length > 30 && words.includes(',')) ||
    words.length > 45;
  const isPlain =
    plainHeading.test(words) ||
    /^(?:延期|改期|取消|推迟|更正|勘误|转发|回复|因|由于|为)|改至|改到|改期|推迟|延期|往后推|不办了|不来了/.test(words);
  const genre = isPlain || cut < to || /有戏|场$|收官|专场|剧场/.test(words) ? genreName(plain, block) : undefined;
  if (genre !== undefined) return genre;
  if (!isSentence && cut === to && !(isPlain && !/[“《]/.test(words))) return headPart(plain, read);
  if (isPlain) return inSentences(context, block.from, block.to);
  // 读书角故事会 1月9日 上午10点: the name stands before the day.
  const head = plain
    .slice(from, cut)
    .replace(/[\s,。:;(—-]+$/, '')
    .replace(/(?:将|定|拟)?(?:于|在)$/, '');
  const cries = [...head.matchAll(/[^。!?]{3,}/g)];
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
    !/(?:馆|站|院|局|中心|社区|厅|室|事|安排)$|^(?:本|我)馆|这|我们|请|第一朵/.test(part[0])
  )
    return named(context, from + part.index, from + part.index + part[0].length);
  const found = inSentences(context, block.from, block.to);
  if (found !== undefined || isPlain) return found;
  const end = words.search(/[,。;!?:]/);
  return { at: [from, from + (end >= 4 ? end : Math.min(words.length, 30))], isSure: false };
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
    : { at: [block.from + name.index, block.from + name.index + name[0].length], isSure: true };
}

/** 古籍里的冬日食单——“典籍里的中国味”系列体验第三场: the series behind the name. */
function headPart(plain: string, read: Title): Title {
  const [from, to] = read.at;
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

const bookingWords =
  /报名|预约|登记|领取|取海报|开抢|秒杀|放出|放号|回执|抢位|推送|发布的|停讲|停一次|停课|发车|发布|截止|领票|购票|抢票|售票|取票|订票|开票|放票|投稿|征稿|截稿|提交作品|报送/;
const closedWords = /闭馆|休馆|停止入场|停止售票/;

/** Clauses that may say when; an announcement has no more. */
const mostClauses = 300;

/** Clauses about another time: until when to book, when a bus leaves, when it does not take place. */
const deadline = /(?:\d|[日号点半午晚上])(?:下班)?(?:之前|以前|前)(?!后|往|台|厅|院|来|排)/;
const isOther = (clause: string) =>
  bookingWords.test(clause) || closedWords.test(clause) || deadline.test(clause) || /^ ?另[:,]/.test(clause);

/** Sentences without a label that may say when it takes place, without the clauses about other times. */
function freeTimes(context: Context, pieces: readonly Piece[]): At[] {
  const { plain } = context;
  const found: At[] = [];
  for (const { from, to } of besides(pieces, 'booking', 'published', 'phone', 'hours', 'closure', 'original', 'time')) {
    let begin = from;
    for (const sentence of plain.slice(from, to).split(/(?<=[。;!?])/)) {
      let start = begin;
      const isAside = /^ ?另[:,]/.test(sentence);
      for (const clause of sentence.split(/(?<=[, ])/)) {
        const at: At = [start, start + clause.length];
        start += clause.length;
        if (isAside || isOther(clause)) continue;
        const last = found.at(-1);
        if (last !== undefined && last[1] === at[0] && at[0] !== begin) found[found.length - 1] = [last[0], at[1]];
        else found.push(at);
      }
      begin += sentence.length;
    }
  }
  return found;
}

export function whenOf(
  context: Context,
  pieces: readonly Piece[],
  shared: readonly Piece[],
  isExhibition: boolean,
): When | undefined {
  const told = daysOf(context, pieces, isExhibition) ?? daysOf(context, shared, isExhibition);
  if (told === undefined) return undefined;
  return withHours(context, withTimes(context, told, pieces) ?? withTimes(context, told, shared) ?? told, [
    ...pieces,
    ...shared,
  ]);
}

function daysOf(context: Context, pieces: readonly Piece[], isExhibition: boolean): When | undefined {
  const { plain, base, year } = context;
  const labelled = of(pieces, 'time').filter(({ label }) => !/开幕|报名|原|抵达|签到|入场|集合/.test(label));
  const times = labelled.length > 0 ? labelled : of(pieces, 'time');
  const ends = regions(times.filter(({ label }) => /结束|止$/.test(label)));
  const options = { isLoose: true, isExhibition, year, ends };
  const told = whenIn(plain, regions(times), base, options);
  if (told !== undefined) return told;
  const free = freeTimes(context, pieces).slice(0, mostClauses);
  const read = (at: readonly At[]) => whenIn(plain, at, base, { ...options, isLoose: false, isWithoutFestivals: true });
  const timed = free.flatMap((at) => {
    const when = read([at]);
    return when === undefined ? [] : [{ at, when }];
  });
  const isTimed = ({ when }: (typeof timed)[number]) =>
    when.slots.some(({ start }) => start !== undefined) || when.course !== undefined;
  const best =
    timed.find((each) => isTimed(each) && !each.when.isWeekly) ??
    timed.find(isTimed) ??
    timed.find(({ when }) => !when.isWeekly) ??
    timed[0];
  if (best === undefined)
    return first(
      free.map(([from, to]) => ({ from, to })),
      (from, to) => whenIn(plain, [[from, to]], base, { ...options, isLoose: false }),
    );
  // A label that gives the hour alone belongs to the day of a sentence.
  if (labelled.length > 0) return read([best.at, ...regions(labelled)]);
  // Sessions a line each.
  const begins = ({ at, when }: (typeof timed)[number]) => (when.slots[0]?.spans[0]?.[0] ?? at[1]) - at[0] <= 6;
  const lines = begins(best) ? timed.filter((each) => begins(each) && !each.when.isWeekly && isTimed(each)) : [];
  const chosen = lines.length > 1 ? lines : [best];
  const when = lines.length > 1 ? read(lines.map(({ at }) => at)) : best.when;
  const others = timed
    .filter((each) => !chosen.includes(each) && !each.when.isWeekly)
    .flatMap((each) => namedDays(each.when));
  const own = when === undefined ? [] : namedDays(when);
  return when !== undefined && others.some((day) => !own.includes(day)) ? doubted(when, others.length) : when;
}

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

/** Hours that stand apart from their days: in the next sentence, or as a day's flow. */
function withTimes(context: Context, when: When, pieces: readonly Piece[]): When | undefined {
  const { plain, base } = context;
  if (when.course !== undefined || when.slots.some(({ start }) => start !== undefined)) return undefined;
  const all = [...of(pieces, 'time').map(({ from, to }): At => [from, to]), ...freeTimes(context, pieces)]
    .filter(([from, to]) => !daysIn(plain, from, to, base).some(({ kind }) => kind === 'day' || kind === 'range'))
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
    ) ?? times.find(({ role }) => role === undefined);
  const end = times.find(({ role }) => role === 'end')?.start;
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
  const daily = labelled.length > 0 ? labelled : free.filter(({ end }) => end !== undefined);
  const [open] = daily;
  const close = daily.at(-1);
  if (open === undefined || close === undefined) return when;
  return {
    ...when,
    course: { ...course, start: open.start, end: close.end, spans: [...course.spans, [open.from, close.to]] },
  };
}

const hourMissing = { minutes: 0, doubt: fact('announcements.hour_missing') };
const lastHourMissing = { minutes: 23 * 60 + 59, doubt: fact('announcements.last_hour_missing') };

const momentRead = (context: Context, moment: Moment, at: readonly At[]): ReadValue =>
  fromText(context, moment.value, at, {
    ...(moment.doubt && { doubt: moment.doubt }),
    ...(moment.others && { others: moment.others }),
  });

/** Beginning, end and sessions. An end that is not written is none. */
export function timeValues(context: Context, when: When, each: Count | undefined): Values {
  const { course, slots } = when;
  if (course !== undefined) {
    const { first: begin, last, start, end, spans } = course;
    return {
      start_at: momentRead(context, momentValue(begin, start, hourMissing), spans),
      ...(last !== undefined && { end_at: momentRead(context, momentValue(last, end, lastHourMissing), spans) }),
    };
  }
  const [begin] = slots;
  const last = slots.at(-1);
  if (begin === undefined || last === undefined) return {};
  const isSingleDay = slots.length === 1;
  return {
    start_at: momentRead(context, momentValue(begin.day, begin.start, hourMissing), begin.spans),
    ...(last.end !== undefined &&
      !(isSingleDay && when.isWeekly) && {
        end_at: momentRead(context, momentValue(last.day, last.end, lastHourMissing), last.spans),
      }),
    ...(!isSingleDay && { sessions: sessionsRead(context, slots, each) }),
  };
}

function sessionsRead(context: Context, slots: readonly Slot[], each: Count | undefined): ReadValue {
  const rows = slots.map(({ day, start, end }) => {
    const from = momentValue(day, start, hourMissing);
    const to = end === undefined ? '' : momentValue(day, end, lastHourMissing).value;
    return { row: [from.value, to, each?.value ?? ''].join('｜').replace(/｜+$/, ''), doubt: from.doubt };
  });
  const doubt = rows.find((row) => row.doubt !== undefined)?.doubt;
  return fromText(
    context,
    rows.map(({ row }) => row).join('\n'),
    slots.flatMap(({ spans }) => spans),
    doubt === undefined ? {} : { doubt },
  );
}

export function placeValues(context: Context, pieces: readonly Piece[]): { values: Values; where: Where | undefined } {
  const { plain, about } = context;
  const labelled = of(pieces, 'place').toSorted((one, other) => rank(one) - rank(other));
  const told = first(
    labelled.filter(({ label }) => !isAddressLabel(label)),
    (from, to) => placeAt(plain, from, to, about),
  );
  const addressed = first(
    labelled.filter(({ label }) => isAddressLabel(label)),
    (from, to) => placeAt(plain, from, to, about),
  );
  const free =
    told ??
    (addressed?.name === undefined
      ? (first(besides(pieces, 'booking', 'published', 'phone'), (from, to) => placeIn(plain, from, to, about)) ??
        first(of(pieces, undefined, 'other', 'time', 'flow', 'title'), (from, to) =>
          placeAlone(plain, from, to, about),
        ))
      : undefined);
  const sole = free ?? addressed;
  const where =
    sole !== undefined && told === undefined && isOneOfMany(context, pieces, sole)
      ? { ...sole, doubt: fact('announcements.place_unclear') }
      : sole;
  if (where === undefined) return { values: onlineMode(context, pieces), where };
  const address =
    where.isOwnAddress || where.address === undefined ? (addressed?.address ?? where.address) : where.address;
  const addressAt = where.addressAt ?? addressed?.addressAt;
  const isOwn = where.isOwnAddress && addressed?.address === undefined;
  const { name, at } = where;
  return {
    where,
    values: {
      ...(name !== undefined &&
        at !== undefined && {
          place_name: fromText(
            context,
            asWritten(context, name, at),
            [at],
            where.doubt === undefined ? {} : { doubt: where.doubt },
          ),
        }),
      ...(address !== undefined && {
        address: isOwn
          ? { value: address, spans: [], source: 'institution' }
          : fromText(
              context,
              addressAt === undefined ? address : asWritten(context, address, addressAt),
              addressAt === undefined ? [] : [addressAt],
            ),
      }),
      ...(at !== undefined && { mode: fromText(context, where.isOnline ? 'online' : 'offline', [at]) }),
      ...(at === undefined && addressAt !== undefined && { mode: fromText(context, 'offline', [addressAt]) }),
    },
  };
}
/** Two rooms of the house in sentences: one looks which of them it is. */
function isOneOfMany({ plain, about }: Context, pieces: readonly Piece[], { name = '' }: Where): boolean {
  const words = pieces.map(({ from, to }) => plain.slice(from, to)).join('\n');
  return about.places
    .slice(0, 300)
    .some(({ title }) => title.length > 2 && !name.includes(title) && !title.includes(name) && words.includes(title));
}

/** Where no house is named, the meeting or the group in which it takes place. */
function onlineMode(context: Context, pieces: readonly Piece[]): Values {
  const at = first(besides(pieces, 'published'), (from, to): At | undefined => {
    const match = /腾讯会议|线上(?:活动|讲座|课|举行|举办|直播)|在线教|微信群公益课|云上|直播间|线上/.exec(
      context.plain.slice(from, to),
    );
    return match === null ? undefined : [from + match.index, from + match.index + match[0].length];
  });
  return at === undefined ? {} : { mode: fromText(context, 'online', [at]) };
}

/** A name in the signs of the text, unless words were left out of it. */
const asWritten = ({ plain, source }: Context, name: string, at: At): string =>
  plain.slice(...at) === name ? source.wordsAt(...at) : name;
const isAddressLabel = (label: string) => /地址|地 址|位置/.test(label);
const rank = ({ label }: Piece) => (/集合|报名|领票/.test(label) ? 2 : isAddressLabel(label) ? 1 : 0);

export function phoneRead(context: Context, pieces: readonly Piece[]): ReadValue | undefined {
  const { plain, about, source } = context;
  const labelled = of(pieces, 'phone').flatMap(({ from, to }) => phonesIn(plain, from, to, true));
  const others = of(
    pieces,
    'booking',
    undefined,
    'other',
    'notice',
    'place',
    'price',
    'capacity',
    'time',
    'audience',
    'organizer',
  ).flatMap(({ from, to, subject }) =>
    phonesIn(plain, from, to, subject === 'booking' && /^[ \d-]{7,}/.test(plain.slice(from, to))),
  );
  const all = labelled.length > 0 ? [...labelled, ...others] : others;
  // Beside the number of an identity document stands a person's own telephone.
  const isPrivate = ({ from, value }: PhoneWords) =>
    /^1\d{10}$/.test(value) && (plain.slice(0, from).split('\n').at(-1) ?? '').includes('\u0001');
  const phone = all.find((each) => !isPrivate(each)) ?? all[0];
  return phone === undefined
    ? undefined
    : phoneValue(phone, about.institution.phone, source.spanOf(phone.from, phone.to));
}

export function peopleValues(
  context: Context,
  pieces: readonly Piece[],
  title: string,
): { values: Values; each: Count | undefined } {
  const { plain } = context;
  const count =
    first(of(pieces, 'capacity'), (from, to) => countIn(plain, from, to, true)) ??
    first(besides(pieces, 'capacity', 'published'), (from, to) => countIn(plain, from, to));
  const audiences = of(pieces, 'audience');
  const ages: Ages | undefined =
    first(audiences, (from, to) => agesIn(plain, from, to)) ??
    first(besides(pieces, 'audience', 'price', 'title'), (from, to) => {
      const words = plain.slice(from, to);
      return agesIn(plain, from, to, /适合|面向|对象|招收|招募|年龄|限/.test(words));
    });
  const words = audiences.map(({ from, to }) => plain.slice(from, to)).join(' ');
  const codes = audienceIn(words, ages);
  const fromTitle = codes.length > 0 ? [] : audienceIn(title.replace(/市民|群众|观众|读者|农民|村民|青年/g, ''), ages);
  const chosen = codes.length > 0 ? codes : fromTitle;
  const audienceAt = codes.length > 0 ? regions(audiences) : ages === undefined ? [] : [ages.at];
  return {
    each:
      count !== undefined &&
      (count.isEach || /每[场期班]/.test(pieces.find(({ to }) => to >= count.at[1])?.label ?? ''))
        ? count
        : undefined,
    values: {
      ...(count !== undefined && {
        capacity: fromText(context, count.value, [count.at], count.doubt === undefined ? {} : { doubt: count.doubt }),
      }),
      ...(ages?.min !== undefined && { age_min: fromText(context, ages.min, [ages.at]) }),
      ...(ages?.max !== undefined && { age_max: fromText(context, ages.max, [ages.at]) }),
      ...(chosen.length > 0 && { audience: fromText(context, chosen.join('\n'), audienceAt) }),
    },
  };
}

export function bookingValues(context: Context, pieces: readonly Piece[]): Values {
  const { plain, base } = context;
  const told = of(pieces, 'booking');
  const way =
    first(told, (from, to) => bookingIn(plain, from, to, true)) ??
    first(told, (from, to) => phoneWay(plain, from, to)) ??
    first(of(pieces, 'phone'), (from, to) => labelWay(context, pieces, from, to)) ??
    first(besides(pieces, 'booking', 'published', 'organizer', 'co_organizer'), (from, to) =>
      bookingIn(plain, from, to, false),
    );
  const sentences = besides(pieces, 'booking', 'published', 'phone').flatMap(({ from, to }) =>
    bookingSentences(plain, from, to),
  );
  const { start, end } = periodIn(plain, regions(told), sentences, base);
  const urls = [...told, ...of(pieces, undefined, 'other', 'phone')].flatMap(({ from, to }) => urlsIn(plain, from, to));
  const [url] = urls;
  return {
    ...(way !== undefined && {
      booking: fromText(context, way.way, [way.at], way.others.length > 0 ? { others: way.others } : {}),
    }),
    ...(url !== undefined && way?.way === 'online' && { booking_url: fromText(context, url.value, [url.at]) }),
    ...(start !== undefined && { booking_start: momentRead(context, start, [start.at]) }),
    ...(end !== undefined && { booking_end: momentRead(context, end, [end.at]) }),
  };
}

/** 预约：400-555-0505. */
function phoneWay(
  plain: string,
  from: number,
  to: number,
): { way: BookingWay; at: At; others: readonly BookingWay[] } | undefined {
  const [phone] = phonesIn(plain, from, to, true);
  return phone === undefined ? undefined : { way: 'phone', at: [phone.from, phone.to], others: [] };
}

/** 报名电话：the label alone says how. */
function labelWay(
  { plain }: Context,
  pieces: readonly Piece[],
  from: number,
  to: number,
): { way: BookingWay; at: At; others: readonly BookingWay[] } | undefined {
  const piece = pieces.find((each) => each.from === from);
  return piece !== undefined &&
    /报名|预约|订票|预订|领票|购票|登记/.test(piece.label) &&
    phonesIn(plain, from, to, true).length > 0
    ? { way: 'phone', at: [from - piece.label.length, from], others: [] }
    : undefined;
}

/** Clauses that speak of booking, and the days that follow them: 报名到前台填表，8月31日8:30起. */
function bookingSentences(plain: string, from: number, to: number): At[] {
  let begin = from;
  let isOpen = false;
  return plain
    .slice(from, to)
    .split(/(?<=[。;!, ])/)
    .flatMap((part): At[] => {
      const at: At = [begin, begin + part.length];
      begin += part.length;
      const isNone = /(?:不用|无需|无须|不|免)(?:报名|预约|登记|领票)/.test(part);
      const isBooking = !isNone && bookingWords.test(part) && !/推送|停讲|停课|发车|取海报|发布|公布/.test(part);
      const goesOn = isOpen && /^\d{1,2}(?:[月:].{0,24}(?:起|截止|前|开始)|月\d{1,2}日?[-至])/.test(part);
      isOpen = isBooking || (isOpen && /[, ]$/.test(part));
      if (/[。;!]$/.test(part)) isOpen = false;
      return isBooking || goesOn ? [at] : [];
    });
}

export function priceValues(context: Context, pieces: readonly Piece[], booking: string | undefined): Values {
  const { plain } = context;
  const told = first(of(pieces, 'price'), (from, to) => priceIn(plain, from, to, true));
  const price = told ?? first(besides(pieces, 'price', 'published'), (from, to) => priceIn(plain, from, to));
  if (price === undefined) return collected(context, pieces, booking);
  const isBooked = booking === 'online' || booking === 'phone' || booking === 'onsite';
  const fee = price.fee === 'free' && isBooked ? 'free_booking' : price.fee;
  const more = price.doubt === undefined ? {} : { doubt: price.doubt };
  return {
    fee_type: fromText(context, fee, price.spans, more),
    ...(price.min !== undefined && { price_min: fromText(context, price.min, price.spans, more) }),
    ...(price.max !== undefined && { price_max: fromText(context, price.max, price.spans, more) }),
  };
}

/** 领票 without a price: the tickets cost nothing. */
function collected(context: Context, pieces: readonly Piece[], booking: string | undefined): Values {
  if (booking === undefined || booking === 'none') return {};
  const at = first(besides(pieces, 'published'), (from, to): At | undefined => {
    const { label = '' } = pieces.find((piece) => piece.from === from) ?? {};
    const match = /领票|领取门票|赠票|放票|免费领/.exec(label + context.plain.slice(from, to));
    return match === null
      ? undefined
      : [from - label.length + match.index, from - label.length + match.index + match[0].length];
  });
  return at === undefined ? {} : { fee_type: fromText(context, 'free_booking', [at]) };
}

export function organizerValues(context: Context, pieces: readonly Piece[]): Values {
  const { plain } = context;
  const host =
    first(of(pieces, 'organizer'), (from, to) => namesIn(plain, from, to, 50)) ??
    first(of(pieces, undefined, 'other'), (from, to) => hostIn(plain, from, to));
  const others = of(pieces, 'co_organizer').flatMap(({ from, to }) => namesIn(plain, from, to, 100) ?? []);
  const names = others.map(({ value }) => value).join('、');
  return {
    ...(host !== undefined && { organizer: fromText(context, host.value, [host.at]) }),
    ...(names !== '' &&
      names.length <= 100 && {
        co_organizer: fromText(
          context,
          names,
          others.map(({ at }) => at),
        ),
      }),
  };
}
