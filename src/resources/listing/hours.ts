import { countOf, notOpen, number, pattern } from './times.ts';

// The words for parts of a day and for hours in a question.

export type Part = 'morning' | 'afternoon' | 'evening';
const night = '(?:晚上|晚间|傍晚|入夜|夜晚|夜里厢?|夜里头|夜到|夜头|黑了|夜间|深夜)';
export const parts: readonly (readonly [Part, RegExp])[] = [
  [
    'evening',
    pattern(
      `(?<!开到|营业到)(?:今天|明天|今|明)?${night}${notOpen}|[今明](?:晚|夜)(?!报)${notOpen}|下了?班(?:以后|之后|后)${notOpen}|下了?班(?=想|去|能|可以|有|没)|晚饭后`,
    ),
  ],
  [
    'morning',
    pattern(`(?:上午|早上|早晨|大清早|清早|清晨|一大早|一早|(?<![\\p{Script=Han}])早(?=有|去|能|$|\\s))${notOpen}`),
  ],
  ['afternoon', pattern(`(?:下午|午后)${notOpen}`)],
];
/** From which hour to before which. */
export const borders = {
  morning: ['00:00', '12:00'],
  afternoon: ['12:00', '17:30'],
  evening: ['17:30', '24:00'],
} as const;
const allParts: readonly Part[] = ['morning', 'afternoon', 'evening'];

/** Hours, from one to before the other. */
export type Hours = readonly [from: string, until: string];
/** The parts of a day in which something of these hours begins. */
export const partsWithin = ([from, until]: Hours): Part[] =>
  allParts.filter((part) => borders[part][0] < until && from < borders[part][1]);
/** The part of the day in which an hour is. */
export const partAt = (hour: string): Part => allParts.find((part) => hour < borders[part][1]) ?? 'evening';

const saidHour = pattern(
  `(?<!第|\\d)(上午|早上|早晨|清早|中午|下午|午后|傍晚|晚上|夜里|[今明]晚|[今明]早)?(?:的)?(${number})(?:[:：]([0-5]\\d)|点(?![都也]?[不没])(?:(半)|一刻|三刻|([0-5]?\\d)分)?钟?)(以后|之后|过后|后|往后|以前|之前|前)?(?!${number})(?:的|左右|开始)?`,
);
const untilHour = pattern(`^(?:到|至|~|—|-)(${number})点(半)?`);
const noon = /(?<!\p{Script=Han}节)(?:中午|午间|午休)(?:的)?/u;
const daytime = /白天/u;
const afterSchool = /放(?:了)?学(?:以后|之后|后)(?:的)?/u;
const atClock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const named: readonly (readonly [RegExp, Hours])[] = [
  [noon, ['11:30', '13:30']],
  [afterSchool, ['15:30', '19:30']],
  [daytime, ['08:00', '17:30']],
];
const day = 24 * 60;

/** An hour in a text: 晚上七点半以后 is 19:30 to 24:00. `said`: its characters, without the part of the day before them. */
export function hoursIn(text: string): { said: string; hours: Hours } | undefined {
  // Opening hours are a need: 开到晚上九点的图书馆.
  const found = /开到|营业到|[关开闭]门|闭馆|开馆/u.test(text) ? null : saidHour.exec(text);
  if (found === null) {
    for (const [pattern, hours] of named) {
      const [said] = pattern.exec(text) ?? [];
      if (said !== undefined) return { said, hours };
    }
    return undefined;
  }
  const [all, part = '', hour, minutes, half, exact, side = ''] = found;
  const typed = countOf(hour);
  if (typed > 24 || typed === 0) return undefined;
  const isLate = /晚|夜|下午|午后|傍晚/u.test(part) || (part === '中午' && typed < 11) || (part === '' && typed < 9);
  const at =
    (isLate && typed < 12 ? typed + 12 : typed) * 60 + Number(minutes ?? exact ?? (half === undefined ? 0 : 30));
  // 两点到四点
  const [more = '', last, lastHalf] = untilHour.exec(text.slice(found.index + all.length)) ?? [];
  if (last !== undefined) {
    const until = (countOf(last) < 12 && countOf(last) * 60 <= at ? countOf(last) + 12 : countOf(last)) * 60;
    const hours: Hours = [atClock(at), atClock(Math.min(day, until + (lastHalf === undefined ? 0 : 30)))];
    return { said: all.slice(part.length) + more, hours };
  }
  // Events begin on the hour or the half of it: near is within the hour.
  const [from, until] = side.includes('前') ? [0, at] : side === '' ? [at - 30, at + 45] : [at, day];
  return { said: all.slice(part.length), hours: [atClock(Math.max(0, from)), atClock(Math.min(day, until))] };
}
