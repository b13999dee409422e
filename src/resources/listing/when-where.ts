import { after, dayOf, days, timeOfDay } from '../../clock.ts';
import { shortName } from '../../fields/regions/short-names.ts';
import { type Hours, hoursIn, type Part, partAt, parts, partsWithin } from './hours.ts';
import { festivalsOn, times } from './times.ts';
import { fold } from './units.ts';

// The time, the place and the price in a question, read without a database: text, now and the names of regions lead to conditions and the words that
// are left. Nothing here has a side effect, and a question of any length costs no more than its first two hundred characters.

/**
 * One condition that the question names. `typed`: its characters, which are taken out of the address to take the condition away. `about`: the festival
 * whose days they are.
 */
export type Condition =
  | { kind: 'time'; typed: string; first: string; last: string; about?: readonly string[] }
  | { kind: 'part'; typed: string; part: Part; hours?: Hours }
  | { kind: 'place'; typed: string; code: string }
  | { kind: 'fee'; typed: string }
  | { kind: 'booking'; typed: string };
export interface Question {
  conditions: readonly Condition[];
  /** The other words, which are searched for. */
  words: string;
}

/** Codes by the names that people use; of names that two regions share, none. */
export type Places = ReadonlyMap<string, string>;

const longest = 200;
/** Signs that turn the direction of writing or join emoji say nothing. */
const unseen = /[\p{Cc}\p{Cf}\p{Emoji_Presentation}]|\u{FE0F}/gu;

/** The conditions in a question. */
export function readQuestion(typed: string, now: Date, places: Places): Question {
  let left = fold(typed.slice(0, longest).toWellFormed()).replace(unseen, ' ');
  const conditions: Condition[] = [];
  const has = (kind: Condition['kind']) => conditions.some((each) => each.kind === kind);
  const take = (found: string, condition: Condition) => {
    conditions.push(condition);
    left = left.replace(found, ' ');
  };
  const takeTime = () => {
    for (const { said, read, names } of times) {
      const found = said.exec(left);
      const span = found === null || has('time') ? undefined : read(found, now);
      if (found === null || span === undefined) continue;
      const festivals = names ?? festivalsOn(span);
      const about = festivals === undefined ? {} : { about: festivals };
      take(found[0], { kind: 'time', typed: found[0].trim(), first: span[0], last: span[1], ...about });
    }
  };
  takeTime();
  const clock = hoursIn(left);
  const [within] = clock === undefined ? [] : partsWithin(clock.hours);
  if (clock !== undefined && within !== undefined)
    take(clock.said, { kind: 'part', typed: clock.said.trim(), part: within, hours: clock.hours });
  for (const [part, said] of parts) {
    const [found] = said.exec(left) ?? [];
    if (found === undefined || (has('part') && clock === undefined)) continue;
    // 晚上七点 is the hour.
    if (clock === undefined) take(found, { kind: 'part', typed: found.trim(), part });
    else left = left.replace(found, ' ');
    // 晚上 alone is no day; 今晚 is today and the evening.
    const by = found.startsWith('今') ? 0 : found.startsWith('明') ? 1 : undefined;
    const day = by === undefined || has('time') ? undefined : dayOf(after(now, days(by)));
    if (day !== undefined) conditions.push({ kind: 'time', typed: found.trim(), first: day, last: day });
  }
  const [fee] = free.exec(left) ?? [];
  if (fee !== undefined) take(fee, { kind: 'fee', typed: fee.trim() });
  const [booking] = bookable.exec(left) ?? [];
  if (booking !== undefined) take(booking, { kind: 'booking', typed: booking.trim() });
  const place = placeIn(left, places);
  if (place !== undefined) take(place.typed, { kind: 'place', ...place });
  // 四川元旦: a festival stands alone only once the place is gone.
  takeTime();
  return { conditions, words: conditions.length === 0 ? typed : wordsLeft(left) };
}

/** Particles that only joined the conditions: 这周末的剪纸 leaves 剪纸. */
const wordsLeft = (text: string) =>
  text
    .split(/[\s，。、,]+/u)
    .map((word) => word.replace(/^(?:[的在去到]|还?有(?!没))+(?=\p{Script=Han}|$)/u, '').replace(/的$/u, ''))
    .filter((word) => word !== '')
    .join(' ');

/** The part of the day in which something begins. */
export const partOf = (at: Date): Part => partAt(timeOfDay(at));
export const isEvening = (at: Date): boolean => partOf(at) === 'evening';

const free = /免费(?:的|吗|参加|入场)?(?!\s?(?:开放|WiFi|wifi|停车|车位))/u;
const bookable =
  /(?:还|现在)?(?:能|可以|可)(?:报名|预约)的?|(?:正在)?报名中|正在报名|还有(?:名额|位子|位置|票)的?|有名额的?/u;

/** A place stands at the beginning of a word, or after one that leads to it: 想在杭州学二胡. */
const leading = /[\s，。、,在去到来]/u;
const follows =
  '(?=$|[\\s，。、？?]|的|有|附近|哪|周边|这边|那边|市区|城里|适合|能|可以|免费|带|亲子|活动|展|演出|讲座|看|学|听)';

function placeIn(text: string, places: Places): { typed: string; code: string } | undefined {
  for (let at = 0; at < text.length; at += 1) {
    if (at > 0 && !leading.test(text[at - 1] ?? '')) continue;
    const [run = ''] = /^\p{Script=Han}{2,16}/u.exec(text.slice(at, at + 16)) ?? [];
    const found = atStartOf(run, places);
    if (found === undefined) continue;
    // 杭州西湖: the second name is looked for in the first.
    const below = atStartOf(run.slice(found.typed.length), places);
    const both = below?.code.startsWith(found.code.replace(/0+$/, '')) === true ? below : undefined;
    const typed = found.typed + (both?.typed ?? '');
    const code = both?.code ?? found.code;
    if (isWhole(typed, run, code)) return { typed, code };
  }
  return undefined;
}

/** A province or a city stands before anything; the short name of a county is a common word too often. */
const isWhole = (typed: string, run: string, code: string) =>
  (code.endsWith('00') && !isThing.test(run)) ||
  shortName(typed) !== typed ||
  new RegExp(`^${typed}${follows}`, 'u').test(run);
/** Names of things that begin with the name of a place. */
const isThing =
  /^(?:\p{Script=Han}{2}(?:[东西南北中]?[路街]|大道)|中山[装陵公]|黄山毛|普洱茶|北京[人的]?烤|京剧|黄梅|上海滩|江西老|河南[坠梆]|湖南花鼓|山东快|东北话|\p{Script=Han}{2}(?:话(?!剧)|方言|口音|戏(?![曲剧院台票])|菜|腔))/u;

function atStartOf(run: string, places: Places) {
  for (let length = Math.min(12, run.length); length >= 2; length -= 1) {
    const typed = run.slice(0, length);
    const code = places.get(typed);
    if (code !== undefined) return { typed, code };
  }
  return undefined;
}

/** The number of a session in a title, as PostgreSQL reads it: 剪纸入门（第三期）. */
export const sessionNumber = '[（(，, ]*第?[0-9一二三四五六七八九十]+[期场讲课回次季][）)]?';
