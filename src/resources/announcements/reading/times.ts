import type { Fact } from '../../../fact.ts';
import { hourOfDay } from '../../../fields/day-parts.ts';
import { fact } from './facts.ts';
import { numberIn, numeral } from './numerals.ts';

/** Minutes since the midnight with which the day begins; 24:00 is 1440. */
export type Time = { minutes: number; doubt?: Fact | undefined; others?: readonly number[] | undefined };

/** A time of day as the words say it. `arrive`: 签到, 入场; `until`: 17:00前. */
export type TimeWords = {
  from: number;
  to: number;
  start: Time;
  end: Time | undefined;
  role: 'arrive' | 'end' | 'until' | 'begin' | undefined;
};

const parts = '凌晨|清晨|早上|早晨|上午|中午|午后|下午(?!茶)|傍晚|晚上|晚间|夜间|夜晚|夜里|夜|晚|早|am|pm|AM|PM';
const clock = (name: string) =>
  `(?:(?<part${name}>${parts}) ?)?(?:(?<!\\d|\\d:)(?<hour${name}>[012]?\\d):(?<minute${name}>[0-5]\\d)(?::[0-5]\\d)?(?![\\d])|(?<![\\d:.])(?<!(?<!周|期|拜)[一二三四五六七八九十])(?<count${name}>${numeral}) ?(?:点钟?|时(?![间段长尚代候光刻期常而令下装节]|至今))整?(?<half${name}>半|[一三]刻)?(?:(?<past${name}>\\d{1,2}|[零〇]?[一二三四五六七八九十]{1,3})(?:分|(?![人名元场岁位日月个])))?)(?: ?(?<behind${name}>am|pm|AM|PM))?`;
const first = new RegExp(clock(''), 'g');
const joint = / ?(?:-|至|到) ?(?:(?:次日|翌日|第二天) ?)?/y;
const second = new RegExp(clock(''), 'y');

type Words = { part: string | undefined; hour: number; minute: number; isPlain: boolean; text: string };

function wordsOf(match: RegExpExecArray, isEnd = false): Words | undefined {
  const behindIt = match.input.slice(match.index + match[0].length, match.index + match[0].length + 8);
  const { part, behind, hour, minute, count, half, past } = match.groups ?? {};
  const isSpelled = hour === undefined;
  const number = isSpelled ? numberIn(count ?? '') : Number(hour);
  if (number === undefined || number > 24) return undefined;
  // 一点, 几点要求: no time without a word beside it.
  if (
    !isEnd &&
    isSpelled &&
    /^[一二三四五六七八九十两]/.test(count ?? '') &&
    part === undefined &&
    half === undefined &&
    past === undefined &&
    !/[钟整]/.test(match[0]) &&
    !beginning.test(behindIt)
  )
    return undefined;
  const minutes =
    half === '半'
      ? 30
      : half === '一刻'
        ? 15
        : half === '三刻'
          ? 45
          : past === undefined
            ? Number(minute ?? 0)
            : numberIn(past.replace(/^[零〇](?=.)/, ''));
  if (minutes === undefined || minutes > 59) return undefined;
  return { part: part ?? behind, hour: number, minute: minutes, isPlain: (hour ?? '').startsWith('0'), text: match[0] };
}

const morning = /^(?:凌晨|清晨|早上|早晨|早|上午|am)$/i;

/** Of a clock of twelve hours; `after`: the time before it, which it cannot precede. */
function timeOf(words: Words, inherited: string | undefined, after: number | undefined): Time {
  const { hour, minute, part: own, isPlain, text } = words;
  const at = (hours: number) => hours * 60 + minute;
  const part = own ?? (after === undefined ? inherited : hour >= 12 ? undefined : inherited);
  if (hour > 12 || isPlain) return { minutes: at(hour) };
  if (part !== undefined && (own !== undefined || !morning.test(part))) {
    const counted = hourOfDay(hour, part);
    if (counted !== undefined) return { minutes: at(counted) };
    if (hour === 12) return { minutes: at(24), doubt: unclear(text), others: [at(12)] };
    if (own !== undefined) return { minutes: at(hour), doubt: unclear(text), others: [at(hour + 12)] };
  }
  if (after !== undefined && at(hour) <= after) {
    const evening = at(hour + 12);
    return evening > after && evening < 1440
      ? { minutes: evening, ...(part === undefined && after < 720 && { doubt: unclear(text), others: [at(hour)] }) }
      : { minutes: at(hour) };
  }
  if (part !== undefined || hour >= 8) return { minutes: at(hour) };
  if (after !== undefined) return { minutes: at(hour) };
  return hour === 0 ? { minutes: at(0) } : { minutes: at(hour + 12), doubt: unclear(text), others: [at(hour)] };
}

const unclear = (words: string): Fact => fact('announcements.morning_or_evening', { words: words.trim() });

const arriving = /^ ?[(,]? ?(?:开始|起|进行|准时)?(?:签到|入场|进场|检票|集合|报到|开门|候场|热身|暖场|领号|集中)/;
const beginning =
  /^ ?[(,]? ?(?:演出|活动|准时|正式|起)?(?:开始|开场|开演|开讲|开唱|开饭|开赛|开播|开幕|放映|正式|开赛|开课|启幕|开启)/;
const ending =
  /^ ?[(),]{0,2} ?(?:(?:活动|演出|比赛)?(?:结束|散场|闭幕|落幕)|熄灯|收灯|打烊|关门|离场|清场|散席|收摊|返回|返程|回(?=$|[,。; ])|散(?=$|[,。; ]))/;
const until = /^ ?(?:\([^()\n]{1,8}\))? ?(?:停止[入进检售领]|最[后晚]入|前|之前|以前|截止|止(?!于)|为止|截至)/;
const arrivingBefore = /(?:签到|入场|进场|检票|集合|报到|停止入场|最晚入场)(?:时间)?[: ]?$/;
const endingBefore = /(?:结束|闭幕|散场)(?:时间)?[: ]?$|[^\d点时:](?:到|至)$|次日$/;

function roleAt(text: string, from: number, to: number): TimeWords['role'] {
  const [before, behind] = [text.slice(Math.max(0, from - 8), from), text.slice(to, to + 14)];
  if (arriving.test(behind) || arrivingBefore.test(before)) return 'arrive';
  if (until.test(behind)) return 'until';
  if (ending.test(behind) || endingBefore.test(before)) return 'end';
  return beginning.test(behind) ? 'begin' : undefined;
}

/** The times of day between two places of a text, in its order. */
export function timesIn(text: string, from: number, to: number): TimeWords[] {
  const found: TimeWords[] = [];
  const part = text.slice(0, to);
  let inherited: string | undefined;
  first.lastIndex = from;
  for (let match = first.exec(part); match !== null && found.length < 400; match = first.exec(part)) {
    const words = wordsOf(match);
    if (words === undefined) continue;
    const before = found.at(-1);
    const isSameDay = before !== undefined && !/\d{1,2} ?[日号]|[月周]/.test(part.slice(before.to, match.index));
    const single = before?.end === undefined && isSameDay ? before.start.minutes : undefined;
    const start = timeOf(words, isSameDay ? inherited : undefined, words.part === undefined ? single : undefined);
    inherited = words.part;
    let end: Time | undefined;
    let last = match.index + match[0].length;
    joint.lastIndex = last;
    const gap = joint.exec(part);
    if (gap !== null) {
      second.lastIndex = last + gap[0].length;
      const other = second.exec(part);
      const ends = other === null ? undefined : wordsOf(other, true);
      if (ends !== undefined && other !== null) {
        const isNextDay = /次日|翌日|第二天/.test(gap[0]);
        end = endOf(
          start,
          isNextDay
            ? timeOf({ ...ends, isPlain: true }, undefined, undefined)
            : timeOf(ends, words.part, start.minutes),
          gap[0],
        );
        inherited = ends.part ?? inherited;
        last += gap[0].length + other[0].length;
      }
    }
    found.push({ ...paired(start, end), from: match.index, to: last, role: roleAt(part, match.index, last) });
    first.lastIndex = last;
  }
  return found;
}

const endOf = (start: Time, end: Time, gap: string): Time =>
  /次日|翌日|第二天/.test(gap) || end.minutes <= start.minutes ? { ...end, minutes: (end.minutes % 1440) + 1440 } : end;

/** 2:00-16:00 is the afternoon, and 2:00-4:00 as doubtful at its end as at its beginning. */
function paired(start: Time, end: Time | undefined): { start: Time; end: Time | undefined } {
  if (start.doubt === undefined || end === undefined) return { start, end };
  if (end.doubt === undefined && end.minutes > 780 && end.minutes <= 1440 && end.minutes - start.minutes >= 0)
    return { start, end: { ...end, doubt: start.doubt, others: [end.minutes - 720] } };
  return { start, end };
}
