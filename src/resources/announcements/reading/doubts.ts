import type { Fact } from '../../../fact.ts';
import type { Change } from '../announcement.ts';
import type { Context, Values } from './context.ts';
import { besides, regions } from './context.ts';
import { daysIn } from './days.ts';
import { fact } from './facts.ts';
import type { Piece } from './pieces.ts';
import type { At } from './sessions.ts';
import { type TimeWords, timesIn } from './times.ts';
import { freeTimes } from './when.ts';

/** A day beside these words may change, or is another's. */
const loosely = /暂定|预计|拟于|拟定|计划于|待定|另行通知|前后|左右|如遇|若遇|去年|往年|上届|上一届|往届|不是|并非/;
/** A place beside these words may be of another thing: of works that won, of rainy days. */
const elsewhere = /获奖|入选|优秀作品|晋级|雨天|下雨|如遇|若遇|备用|分会场|去年|往年|往届|原[定在]|不在|不再/;
/** Prices beside these words hold for some. */
const conditional =
  /套票|通票|早鸟|优惠|会员|团购|团体|学生|半价|[五六七八九]折|折扣|立减|减免|加收|押金|自理|另收|选购|任选|可选/;

export const withDoubt = (values: Values, fields: readonly string[], doubt: Fact): Values =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const held = values[field];
      return held === undefined || held.doubt !== undefined ? [] : [[field, { ...held, doubt }]];
    }),
  );

export const moments = ['start_at', 'end_at', 'sessions', 'ends_on'];
/** Signs that a value may be another one than it seems: further days, hours, places and prices, words of doubt, a change that quotes the old. */
export function withDoubts(
  context: Context,
  values: Values,
  own: readonly Piece[],
  change: Change['kind'] | undefined,
): Values {
  const { plain } = context;
  const sentence = (at: readonly (readonly [number, number])[]): string =>
    at.map(([from, to]) => sentenceAround(plain, from, to)).join('\n');
  const times = [
    ...regions(own.filter(({ subject, label }) => subject === 'time' && label !== '' && !/开幕/.test(label))),
    ...freeTimes(context, own),
  ];
  const others = otherDays(context, values, regions(besides(own, 'published', 'original', 'closure')));
  const isLoose = times.some(
    ([from, to]) => daysIn(plain, from, to, context.base).length > 0 && loosely.test(plain.slice(from, to)),
  );
  const price = own.map(({ label, from, to }) => label + plain.slice(from, to)).join('\n');
  const sums = price.split(/[\n。;]/).filter((part) => /元|块|[¥￥折票费]/.test(part));
  const ofSessions = values.sessions?.doubt;
  return {
    ...values,
    // Where one of the sessions may be none, the first of them may be.
    ...(ofSessions !== undefined && withDoubt(values, ['start_at', 'end_at'], ofSessions)),
    ...(others.length > 0 && withDoubt(values, moments, fact('announcements.several_days', { count: others.length }))),
    ...((change === 'postponed' || change === 'corrected') &&
      withDoubt(values, moments, fact('announcements.changed_day'))),
    ...(isLoose && withDoubt(values, moments, fact('announcements.loose_day'))),
    ...(hasOtherHour(plain, values, times) &&
      withDoubt(values, ['start_at', 'end_at'], fact('announcements.several_hours'))),
    ...((elsewhere.test(sentence(placesAt(context, values))) || isInFlow(context, values, own)) &&
      withDoubt(values, ['place_name', 'address'], fact('announcements.place_unclear'))),
    ...((sums.some((part) => conditional.test(part)) || sumsIn(price) > 2 || hasOtherSum(price, values)) &&
      withDoubt(values, ['price_min', 'price_max'], fact('announcements.several_prices'))),
  };
}

/** How many different sums a text names, apart from a list of them: 50/100/150元. */
const sumsIn = (text: string): number =>
  new Set([...text.replace(/\d+(?:[/、]\d+)+ ?元/g, '').matchAll(/(\d+(?:\.\d+)?) ?(?:元|块)/g)].map(([, sum]) => sum))
    .size;

/** 8元 beside a price of 15: one looks which of them it is. */
function hasOtherSum(text: string, { price_min: min, price_max: max }: Values): boolean {
  if (min === undefined) return false;
  const [least, most] = [Number(min.value), Number(max?.value ?? min.value)];
  return [...text.matchAll(/(\d+(?:\.\d+)?) ?(?:元|块)(?!\/?\d)/g)].some(
    ([, sum]) => Number(sum) < least || Number(sum) > most,
  );
}

function sentenceAround(plain: string, from: number, to: number): string {
  const before =
    plain
      .slice(Math.max(0, from - 60), from)
      .split(/[。\n;]/)
      .at(-1) ?? '';
  return before + plain.slice(from, to) + (plain.slice(to, to + 40).split(/[。\n;]/)[0] ?? '');
}

/** Where the place stands in the plain text. */
function placesAt({ plain }: Context, { place_name: place }: Values): At[] {
  const name = place?.source === 'text' ? place.value : '';
  const index = name === '' ? -1 : plain.indexOf(name);
  return index < 0 ? [] : [[index, index + name.length]];
}

/** 10:00 音乐厅 小提琴齐奏, one line of a day's order: there one thing of several is. */
function isInFlow(context: Context, values: Values, pieces: readonly Piece[]): boolean {
  const { plain } = context;
  const [at] = placesAt(context, values);
  if (at === undefined) return false;
  const timed = /^ ?\d{1,2}:\d{2}/;
  const own = `${plain.slice(0, at[0]).split('\n').at(-1) ?? ''}${plain.slice(at[0], at[1])}`;
  const [from, to] = [Math.min(...pieces.map((each) => each.from)), Math.max(...pieces.map((each) => each.to))];
  const lines = plain.slice(plain.lastIndexOf('\n', from) + 1, to).split('\n');
  return timed.test(own) && lines.filter((line) => timed.test(line)).length >= 3;
}

/** Days of its sentences that none of its values has, and that are still to come. */
function otherDays({ plain, base }: Context, values: Values, times: readonly At[]): string[] {
  const held = ['start_at', 'end_at', 'sessions', 'booking_start', 'booking_end'].flatMap(
    (field) => values[field]?.value.match(/\d{4}-\d{2}-\d{2}/g) ?? [],
  );
  const [first = '', last = ''] = [values.start_at?.value.slice(0, 10), values.end_at?.value.slice(0, 10)];
  const named = times
    .flatMap(([from, to]) => daysIn(plain, from, to, base, { isLoose: true, isWithoutFestivals: true }))
    // 阴天顺延到12月6日 takes nothing from the day that was said.
    .filter(
      ({ from }) =>
        !/[雨雪阴][^,。;\n]{0,6}(?:顺延|改期?|移)[^,。;\n]{0,2}$/.test(plain.slice(Math.max(0, from - 14), from)),
    )
    .flatMap((each) =>
      each.kind === 'day' ? [each.first.day] : each.kind === 'range' ? [each.first.day, each.last.day] : [],
    );
  return [...new Set(named)].filter(
    (each) => each >= base.day && !held.includes(each) && !(first < each && each < last),
  );
}

/** 每天9:30-11:30、14:00-16:00: the parts of one day, from the first hour to the last. */
function joined(plain: string, hours: readonly TimeWords[]): TimeWords[] {
  const found: TimeWords[] = [];
  for (const each of hours) {
    const last = found.at(-1);
    const isPart =
      last?.end !== undefined &&
      each.end !== undefined &&
      /^ ?[、,和及;] ?(?:下午|晚上?)?$/.test(plain.slice(last.to, each.from));
    if (isPart) found[found.length - 1] = { ...last, end: each.end, to: each.to };
    else found.push(each);
  }
  return found;
}

/** 13:00签到 and 13:30开场: hours of which no value is one. */
function hasOtherHour(plain: string, values: Values, times: readonly At[]): boolean {
  if (values.start_at === undefined) return false;
  const held = new Set(
    moments.flatMap((field) =>
      [...(values[field]?.value ?? '').matchAll(/T(\d\d):(\d\d)/g)].map(
        ([, hour, minute]) => Number(hour) * 60 + Number(minute),
      ),
    ),
  );
  const hours = joined(
    plain,
    times.flatMap(([from, to]) => timesIn(plain, from, to)),
  );
  // 13:30签到，14:00开场: the words say which of them it is. A longer flow may begin with its first.
  if (hours.length < 4 && hours.some(({ role, start }) => role === 'begin' && held.has(start.minutes))) return false;
  const isShort = hours.length < 4;
  return hours.some(
    ({ start, end, role }) =>
      role !== 'until' &&
      !(isShort && role === 'arrive') &&
      (!held.has(start.minutes % 1440) ||
        (end !== undefined && values.end_at !== undefined && !held.has(end.minutes % 1440))),
  );
}
