import { addDays } from './calendar.ts';
import { type Base, daysIn } from './days.ts';
import { timesIn } from './times.ts';

type At = readonly [from: number, to: number];
export type Closure = { from: string; to: string; at: At };

const closing =
  /闭馆(?!日)|休馆|闭院|关门|不开门|不开(?=[,。]|$)|暂停对[^\n。,]{1,6}开放|站里休息|馆里休息|暂停(?:对外)?开放|停止(?:对外)?开放|不对外开放|不开放|放假(?:休息)?|暂不开放|临时关闭|暂停(?:对外)?服务|闭园|闭厅|[只仅]休(?:息)?(?:一|两|三|[1-9])天|关(?:门|闭)?(?:半|一|两|三|[1-9])天|暂停(?:一切|所有|全部)[^\n。,]{0,16}(?:服务|开放|演出|活动)/g;
const sentence = /[^\n。;!]{1,300}/g;
/** 周一闭馆 is a habit of the house and no closure; 闭馆时间 17:00 an hour. */
const habitual =
  /(?:每|逢)?(?:周|星期)[一二三四五六日]?(?:[、至-](?:周|星期)?[一二三四五六日])?(?:\([^()\n]{1,12}\))? ?(?:例行|全天|固定|照常|仍|依旧)?(?:闭馆|休馆)|闭馆(?:前|时间)|(?:点|\d:\d{2}) ?(?:停止[^\n]{1,4})?闭馆|法定节假日[^\n]{0,10}闭馆|(?:不|照常|正常)(?:闭馆|放假)/;

const weekly =
  /(?<![日号][ ,]?)(?:每|逢)?(?:周|星期)[一二三四五六日](?:[、至-](?:周|星期)?[一二三四五六日])?(?:例行|全天|固定|照常|仍|依旧)?(?:闭馆|休馆|不开放|休息)/g;

const ofLoans =
  /(?:到期|借期|还书|归还|续借|借阅)[^。;\n]{0,16}(?:顺延|延期|延长|延至)|(?:顺延|延期|延长|延至)[^。;\n]{0,12}(?:归还|还书)/;

/** Days on which the house is closed, by the sentences that say so. */
export function closuresIn(text: string, base: Base): Closure[] {
  const found: Closure[] = [];
  let isListed = false;
  for (const { 0: words, index } of text.matchAll(sentence)) {
    // 下列时间闭馆：, and below it a day in each line.
    if (
      isListed &&
      /^ ?(?:[①-⑳]|\d[.、])? ?(?:20\d{2}年)?\d{1,2}月\d{1,2}[日号]/.test(words) &&
      timesIn(words, 0, words.length).length === 0
    ) {
      found.push(...closedDays(text, [index, index + words.length], base));
      continue;
    }
    isListed =
      words.search(closing) >= 0 && /(?:下列|以下|如下)[^。;]{0,12}$|:$/.test(words) && !/\d[日号]/.test(words);
    // 闭馆期间到期的图书顺延至6月30日: of books that are lent.
    if (
      words.search(closing) < 0 ||
      ofLoans.test(words) ||
      // 3月15日开学，7月2日放假: of classes.
      (/开学|学期|开课|上课|结课/.test(words) && !/闭馆|休馆|开放/.test(words)) ||
      (/(?:系统|平台|网站|服务器|数据库|小程序)[^。;]{0,40}暂停(?:服务|使用|访问)/.test(words) &&
        !/闭馆|休馆|放假|全馆|[馆站]暂停/.test(words)) ||
      (/(?:报告厅|展厅|[\p{Script=Han}]{2}室(?!外)|[借书儿报]刊?[阅库]区|阅览室|阅览区|教室|剧场|排练厅|活动室|琴房|自习室)/u.test(
        words,
      ) &&
        !/闭馆|全馆|休馆|放假|闭院|关(?:半|一|两|三|[1-9])天/.test(words))
    )
      continue;
    const whole = /起[^,。;]{0,6}(?:闭馆|休馆|暂停|停止)/.test(words)
      ? untilOpen(text, [index, index + words.length], base)
      : undefined;
    if (whole !== undefined) {
      found.push(whole);
      continue;
    }
    let from = 0;
    let before: number | undefined;
    for (const clause of clausesOf(words)) {
      from = before ?? clause.from;
      before = undefined;
      const part = words.slice(clause.from, clause.to);
      // Where the house is open on some days of a holiday, 放假 is that of its people.
      if (/闭馆|休馆/.test(words) && !/闭馆|休馆|开放/.test(part.replace(/放假/g, ''))) {
        // 1月1日至3日放假，公共区域闭馆: the days stand in the clause before.
        const next = words.slice(clause.to);
        if (/^[^\d一二三四五六七八九十,]{0,10}(?:闭馆|休馆)/.test(next)) before = clause.from;
        continue;
      }
      if (part.search(closing) < 0 || (habitual.test(part) && !/\d[日号]/.test(part))) continue;
      // 周一（7月5、12、19日）闭馆
      if (/(?:周|星期)[一二三四五六日] ?\([^()\n]{1,40}\) ?(?:例行|全天|固定)?(?:闭馆|休馆)/.test(part)) continue;
      // 6月20日至10月8日(周一闭馆): no other word of closing than that of the habit.
      if (part.replace(weekly, '').search(closing) < 0) continue;
      // 17日提前闭馆, 下午3点起停止服务: open for a part of the day.
      const shutAt = part.search(closing);
      if (
        /提前(?:至|到|于)?[^,。;]{0,8}(?:闭馆|关门|关闭)/.test(part) ||
        (/^(?:停止|暂停)/.test(part.slice(shutAt)) && isHourly(part, shutAt))
      )
        continue;
      // 上午暂停开放，13:00恢复开放
      if (
        /^[^\d。]{0,6}\d{1,2}(?::\d{2}|[点时])(?:后|起|以后)?(?:恢复|重新|正常)/.test(words.slice(clause.to)) &&
        !/[日号]/.test(words.slice(clause.to))
      )
        continue;
      // The house is open by day.
      if (/夜间|晚间|夜场|晚上|夜晚/.test(part.slice(0, part.search(closing)))) continue;
      // 自12月15日起实行冬季开放时间……周一闭馆: a day from which habits change.
      if (habitual.test(part) && /[日号] ?起[^。;]{0,16}(?:实行|执行|调整|施行|开放时间)/.test(part)) continue;
      found.push(...closedDays(text, [index + from, index + clause.to], base));
    }
  }
  return joined(found).slice(0, 60);
}

/** 12月17日下午15:00起: an hour stands between the day and the word of closing. */
const isHourly = (part: string, shutAt: number): boolean =>
  /[日号)] ?(?:上午|下午|晚上?|中午)? ?\d{1,2}(?::\d{2}|[点时]半?) ?(?:起|后|以后|之后|开始)?[^\d,。;]{0,8}$/.test(
    part.slice(0, shutAt),
  ) && !/[-至到]/.test(part.slice(0, shutAt));

/** Parts up to each word of closing or opening: 17日闭馆，18日至23日开放. */
function clausesOf(words: string): { from: number; to: number }[] {
  const ends = [...words.matchAll(/(?:闭馆|休馆|开放|放假(?:休息)?|服务|休息)[^,]{0,12}(?:,|$)/g)].map(
    ({ 0: part, index }) => index + part.length,
  );
  let from = 0;
  return [...ends.filter((end) => end < words.length), words.length].map((to) => {
    const clause = { from, to };
    from = to;
    return clause;
  });
}

/** 12月14日起闭馆，3月1日恢复开放: shut up to the day before. */
function untilOpen(text: string, [from, to]: At, base: Base): Closure | undefined {
  const [shut, open, ...more] = daysIn(text, from, to, base, { isLoose: true });
  if (shut?.kind !== 'day' || open?.kind !== 'day' || more.length > 0) return undefined;
  const isSpan =
    /^ ?起?[^,。;]{0,6}(?:闭馆|休馆|暂停|停止)/.test(text.slice(shut.to)) &&
    /^[^,。;]{0,6}(?:恢复|重新)/.test(text.slice(open.to));
  return isSpan && open.first.day > shut.first.day
    ? { from: shut.first.day, to: addDays(open.first.day, -1), at: [shut.from, open.to] }
    : undefined;
}

function closedDays(text: string, [from, to]: At, base: Base): Closure[] {
  // 时间：1月1日至3日 in the line above belongs to it as well, but is read as a sentence of its own.
  const days = daysIn(text, from, to, base, { isLoose: true, hasFestivals: true });
  const closures: Closure[] = [];
  for (const day of days) {
    const behind = text.slice(day.to, day.to + 24);
    // 为迎接元旦 names no day on which it is shut.
    const isFestival = day.kind === 'day' && day.first.doubt?.code === 'announcements.festival_day';
    if (isFestival && !/^节?(?:当[天日]|[、及和至到闭休放(]|期间|正常)/.test(behind)) continue;
    if (day.kind === 'range') closures.push({ from: day.first.day, to: day.last.day, at: [day.from, day.to] });
    else if (day.kind === 'now' && day.last !== undefined)
      closures.push({ from: day.first.day, to: day.last.day, at: [day.from, day.to] });
    else if (
      day.kind === 'day' &&
      !/^[^,。;]{0,6}(?:不闭馆|不休馆|恢复|起恢复|正常开放|照常|起正常|开馆|重新)/.test(behind)
    )
      closures.push({ from: day.first.day, to: day.first.day, at: [day.from, day.to] });
  }
  return joined(closures);
}

const latest = (...days: string[]): string => days.toSorted().at(-1) ?? '';

/** Days side by side are one closure. */
function joined(closures: readonly Closure[]): Closure[] {
  const found: Closure[] = [];
  for (const closure of closures.toSorted((one, other) => (one.from < other.from ? -1 : 1))) {
    const last = found.at(-1);
    const isNext = last !== undefined && new Date(closure.from).getTime() - new Date(last.to).getTime() <= 86_400_000;
    if (last !== undefined && isNext) found[found.length - 1] = { ...last, to: latest(last.to, closure.to) };
    else found.push(closure);
  }
  return found;
}
