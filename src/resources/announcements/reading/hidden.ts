import type { Changed } from './changes.ts';
import { type Base, daysIn } from './days.ts';
import type { Line } from './pieces.ts';
import type { At } from './sessions.ts';
import { timesIn } from './times.ts';

/** Words of an announcement that say nothing of the event itself: refunds, those who sell, rooms that are shut, pauses, days that no longer hold. */
export const hiddenIn = (
  plain: string,
  lines: readonly Line[],
  heading: At,
  base: Base,
  change: Changed | undefined,
): At[] => [
  ...refundsIn(plain),
  ...(stalls.test(plain.slice(...heading)) ? [] : stallsIn(plain)),
  ...lines.slice(0, 10).flatMap(({ from, to }): At[] => (mailHead.test(plain.slice(from, to)) ? [[from, to]] : [])),
  ...lines.slice(-4).flatMap(({ from, to }): At[] => (pageFoot.test(plain.slice(from, to)) ? [[from, to]] : [])),
  ...closedRooms(plain),
  ...negated(plain),
  ...pausesIn(plain),
  ...extendedFrom(plain, base),
  ...(change?.old ?? []).flatMap((old) => outdated(plain, old, base)),
];

/** Sentences about money that is given back: their days and sums are no one's to come or pay. */
const refundsIn = (plain: string): At[] =>
  [...plain.matchAll(/[^\n。;]{0,60}(?:退票|退款|退费|退还|原路退|退回|改签)[^\n。;]{0,80}/g)]
    .slice(0, 50)
    .map(({ 0: words, index }) => {
      const start = words.lastIndexOf(',', words.search(/退票|退款|退费|退还|原路退|退回|改签/)) + 1;
      return [index + start, index + words.length];
    });

const stalls = /摊主|摊位|展商|商户|摆摊/;
/** 摊主招募：摊位费30元/天: sums and days of those who sell. */
const stallsIn = (plain: string): At[] =>
  [...plain.matchAll(/[^\n。;]{0,60}(?:摊主|摊位费|摆摊)[^\n。;]{0,80}/g)]
    .slice(0, 20)
    .map(({ 0: words, index }) => [index, index + words.length]);

/** Names of people and offices that write to each other are no titles. */
const mailHead = /^(?:From|To|Cc|发件人|收件人|抄送) ?:/;
/** Names of other pages below one. */
const pageFoot = /^ ?(?:上|下)一[篇条页] ?:/;

/** A room that is closed for some days says neither where nor when: 一号展厅5月11日-22日关闭. */
const closedRooms = (plain: string): At[] =>
  [
    ...plain.matchAll(
      /[^\n,。;]{0,24}[厅馆室区][^\n,。;]{0,24}(?:\d ?[日号]|天|期间)[^\n,。;]{0,12}(?:,(?:期间|暂))?(?:关闭|暂停开放|不开放|停用|换展|布展|撤展)(?:[,;][^\n。,;]{1,30}(?:正常|照常|照旧|不受影响)[^\n。,;]{0,8})?/g,
    ),
  ]
    .slice(0, 50)
    .map(({ 0: words, index }) => [index, index + words.length]);

/** （2月2日、9日停两次）: days of a series on which it pauses. */
const pausesIn = (plain: string): At[] =>
  [
    ...plain.matchAll(
      /\([^()\n]{0,24}\d ?[日号][^()\n]{0,24}(?:停|除外|不上课|休息|暂停|没有|轮空|顺延|跳过)[^()\n]{0,10}\)|(?<=[,。;])[^,。;\n]{0,10}\d ?[日号][^,。;\n]{0,8}(?:停[课讲演办]|不上课|停一次|暂停一次)/g,
    ),
  ]
    .slice(0, 50)
    .map(({ 0: words, index }): At => [index, index + words.length]);

/** 不是20日: a day that is said to be none. */
const negated = (plain: string): At[] =>
  [
    ...plain.matchAll(
      /(?:\d{1,2}月)?\d{1,2}[日号](?:\([^()]{1,4}\))?[….,]{1,8}(?:不对|错了|写错)|(?:不是|并非|而非|不在)(?:\d{1,2}月)? ?\d{1,2} ?[日号](?:[^,。;\n]{0,16}(?:有人用|占用|冲突))?/g,
    ),
  ]
    .slice(0, 50)
    .map(({ 0: words, index }): At => [index, index + words.length]);

/** 由原定12月6日延长至12月31日: the old end. */
const extendedFrom = (plain: string, base: Base): At[] =>
  [...plain.matchAll(/原[定本来]?(?:于|为|的)?[^\n。;,]{2,40}?(?=延长|延展|延至|延续)/g)]
    .slice(0, 20)
    .flatMap(({ 0: words, index }) => outdated(plain, { at: [index, index + words.length], isWhole: false }, base));

/** Sentences about being shut or open, from which no entry is read. */
export const closedSentences = (plain: string): At[] =>
  [...plain.matchAll(/[^\n。;]{1,400}/g)]
    .filter(({ 0: words }) => closedWords.test(words))
    .flatMap(({ 0: words, index }): At[] => {
      let from = index;
      const clauses = words.split(/(?<=,)/).map((clause) => {
        const at: At = [from, from + clause.length];
        from = at[1];
        // 12月31日起“瑞兽迎春”文物展与您见面: a name and a day of its own.
        const isSame = /[《“]/.test(clause) && /同[日天]|当[天日]/.test(clause) && !closedWords.test(clause);
        const isTimed =
          timesIn(clause, 0, clause.length).length > 0 && /有|办|举行|上演|放映|开讲|演出|开展/.test(clause);
        const isOwn =
          isSame || ((/[《“]/.test(clause) || isTimed) && /\d[日号]/.test(clause) && !closedWords.test(clause));
        return { at, isSame, isOwn };
      });
      return clauses.some(({ isOwn }) => isOwn)
        ? clauses
            // 12月25日重新开放，“雪国来信”展同日开幕: the day of both.
            .filter(({ isOwn, at }, place) => {
              const isDay = clauses[place + 1]?.isSame === true && /\d[日号]/.test(plain.slice(...at));
              const isBehind =
                clauses.slice(0, place).some((each) => each.isOwn) && !closedWords.test(plain.slice(...at));
              return !isOwn && !isDay && !isBehind;
            })
            .map(({ at }) => at)
        : [[index, index + words.length]];
    });
const closedWords = /闭馆|休馆|放假|开放(?!日)|恢复|检修|停电|停水|暂停|值班|不开|开馆/;

/** Days and times of words that no longer hold; the words themselves where they have none. */
function outdated(plain: string, { at: [from, to], isWhole }: Changed['old'][number], base: Base): readonly At[] {
  const words = [...daysIn(plain, from, to, base, { isLoose: true }), ...timesIn(plain, from, to)];
  return words.length === 0 && isWhole ? [[from, to]] : words.map((each) => [each.from, each.to]);
}
