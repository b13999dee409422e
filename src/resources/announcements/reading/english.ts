import type { Fact } from '../../../fact.ts';
import type { ReadEntry, ReadValue } from '../announcement.ts';
import { dayFrom, weekdayOf } from './calendar.ts';
import { type Context, fromText, type Values } from './context.ts';
import { fact } from './facts.ts';
import { phonesIn, phoneValue } from './phones.ts';
import { type Line, linesOf } from './pieces.ts';

type At = readonly [from: number, to: number];
type Moment = { day: string; last: string | undefined; at: At; isOfBooking: boolean };
type Hour = { start: string; end: string | undefined; at: At };

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const month =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const date = '(\\d{1,2})(?:st|nd|rd|th)?(?!\\d|:|[ap]m)';
const year = '(?:,? ?(20\\d{2}))?';
const joint = ' ?(?:-|to|until|&|and) ?';
const weekday = /\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b/gi;
/** Oct 16, 2027 - Jan 9, 2028; Sep 10 & 11; 12 June. */
const forms = [
  new RegExp(`\\b${month} ?${date}${year}(?:${joint}(?:${month} ?)?${date}${year})?`, 'gi'),
  new RegExp(`\\b${date}(?:${joint}${date})? ${month}${year}(?:${joint}${date} ${month}${year})?`, 'gi'),
];
const clock = '(\\d{1,2})(?:[:.](\\d{2}))? ?(am|pm|a\\.m\\.|p\\.m\\.)?';
const hours = new RegExp(`(?<![\\d:.,/+-])${clock}(?: ?(?:-|to|until) ?${clock})?(?![\\d/+]|[.:]\\d)`, 'gi');
const booked =
  /\b(?:book|regist|sign|reserv|rsvp|deadline|tickets? (?:on sale|from)|enrol|e-?mail|before|by|until)\b[^.;]*$/i;
const bookedLine = /^(?:registration|booking|sign[ -]?up|how|tickets? on sale)\b/i;
const house =
  /\b(?:halls?|rooms?|galler(?:y|ies)|theat(?:re|er)|stage|atrium|library|studio|house|square|park|lobby|auditorium|garden|museum|cent(?:re|er)|courtyard|caf[eé]|terrace|church|school|classroom)(?: [A-Z\d]{1,4})?(?: ?\([^()]*\)?|[\p{Script=Han} ]*)$/iu;
const kinds: readonly (readonly [string, RegExp])[] = [
  ['exhibition', /\bexhibition|\bprints by|\bpaintings|\bphotographs/i],
  ['film', /\bfilm|\bscreening|\bmovie/i],
  ['lecture', /\blecture|\btalk\b|\bseminar|\bin conversation/i],
  [
    'performance',
    /\bconcert|\bdance drama|\bopera\b|\bplay\b|\bjazz|\brecital|\bperformance|\brehearsal|\bmusical|\bballet/i,
  ],
  ['contest', /\bcontest|\bcompetition/i],
  ['reading', /\breading|\bstory ?time|\bbook club/i],
  ['volunteer', /\bvolunteer/i],
  ['festival', /\bfestival|\bfair\b|\bmarket/i],
  ['training', /\bcourse|\bclass(?:es)?\b|\bbeginners|\blessons/i],
  ['experience', /\bworkshop|\bopen day|\btour\b|\bhands-on/i],
];
const label =
  /^(date|day|when|time|venue|place|where|location|ages?|for|fee|price|tickets?|cost|admission|info|tel|phone|contact|registration|booking|sign[ -]?up|box office|enquiries|inquiries|language|capacity|note)\b[\p{Script=Han} ]{0,8}(?::|(?= (?:via|from|by|online)))/iu;

const contact = /^(?:tel|phone|info|contact|box office|enquiries|inquiries)\b/i;

/** Announcements in English, by the words that posters have: each line or paragraph with a day and a name is an entry. */
export function englishEntries(read: Context): ReadEntry[] {
  // +86 571 5550 4000 is 0571 5550 4000.
  const plain = read.plain.replace(/\+86 (?=[48]00)/g, '    ').replace(/\+86 (?=[1-9]\d{1,2} )/g, '   0');
  const context = { ...read, plain };
  const lines = linesOf(plain).slice(0, 200);
  const blocks = blocksOf(context, lines);
  const shared = lines.filter((line) => !blocks.some((block) => block.includes(line)));
  return blocks.flatMap((block) => entryOf(context, block, shared, blocks.length === 1) ?? []);
}

/** A paragraph, or a line, with a day; all together where there is only one. */
function blocksOf(context: Context, lines: readonly Line[]): Line[][] {
  const isDated = ({ from, to }: Line) => momentsIn(context, from, to).some(({ isOfBooking }) => !isOfBooking);
  const paragraphs: Line[][] = [];
  for (const line of lines) {
    const isOwn = line.isAfterGap || line.mark !== '' || (isDated(line) && paragraphs.at(-1)?.some(isDated));
    const last = paragraphs.at(-1);
    if (last === undefined || isOwn) paragraphs.push([line]);
    else last.push(line);
  }
  const dated = paragraphs.filter((each) => each.some(isDated));
  // Words about the telephone below the last hold for all.
  const foot = dated.at(-1)?.findIndex(({ begins, to }) => contact.test(context.plain.slice(begins, to))) ?? -1;
  if (dated.length > 1 && foot > 0) dated.at(-1)?.splice(foot);
  if (dated.length < 2) return dated.length === 0 ? [] : [[...lines]];
  return dated;
}

function momentsIn({ plain, base }: Context, from: number, to: number): Moment[] {
  const line = plain.slice(from, to);
  const found = forms.flatMap((form, way) =>
    [...line.matchAll(form)].flatMap(({ 0: words, 1: a, 2: b, 3: c, 4: d, 5: e, 6: f, 7: g, index }): Moment[] => {
      const [first, last] =
        way === 0
          ? [[c, a, b], e === undefined ? undefined : [f ?? c, d ?? a, e]]
          : [[d ?? g, c, a], e === undefined ? (b === undefined ? undefined : [d, c, b]) : [g ?? d, f, e]];
      const begin = dayOf(first, base.day);
      const end = last === undefined ? undefined : dayOf(last, base.day);
      if (begin === undefined) return [];
      const ahead = line.slice(Math.max(0, index - 40), index);
      const isOfBooking = booked.test(ahead) || bookedLine.test(line);
      return [{ day: begin, last: end, at: [from + index, from + index + words.length], isOfBooking }];
    }),
  );
  return found
    .toSorted((one, other) => one.at[0] - other.at[0] || other.at[1] - one.at[1])
    .filter((each, index, all) => index === 0 || each.at[0] >= (all[index - 1]?.at[1] ?? 0));
}

/** Without a year, the next such day. */
function dayOf([year, name, date]: readonly (string | undefined)[], today: string): string | undefined {
  const count = months.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1;
  const now = Number(today.slice(0, 4));
  if (year !== undefined) return dayFrom(Number(year), count, Number(date));
  const day = dayFrom(now, count, Number(date));
  return day !== undefined && day < today ? dayFrom(now + 1, count, Number(date)) : day;
}

function hoursIn(plain: string, from: number, to: number, taken: readonly At[]): Hour[] {
  const part = plain.slice(from, to);
  return [...part.matchAll(hours)].flatMap(
    ({ 0: words, 1: h, 2: m, 3: half, 4: lastH, 5: lastM, 6: lastHalf, index }) => {
      const at: At = [from + index, from + index + words.length];
      if (taken.some(([begin, end]) => at[0] < end && at[1] > begin)) return [];
      const isClock = (minute: string | undefined, part: string | undefined) =>
        minute !== undefined || part !== undefined;
      const hasEnd = lastH !== undefined && isClock(lastM, lastHalf);
      if (!isClock(m, half) && !(hasEnd && lastHalf !== undefined)) return [];
      const start = clockOf(h, m, half ?? lastHalf);
      const end = hasEnd ? clockOf(lastH, lastM, lastHalf ?? half) : undefined;
      return start === undefined ? [] : [{ start, end, at }];
    },
  );
}

function clockOf(hour = '', minute = '00', half = ''): string | undefined {
  const [count, isLate] = [Number(hour), half.toLowerCase().startsWith('p')];
  const all = isLate && count < 12 ? count + 12 : half !== '' && !isLate && count === 12 ? 0 : count;
  return all > 24 || Number(minute) > 59 ? undefined : `${String(all).padStart(2, '0')}:${minute}`;
}

function entryOf(
  context: Context,
  block: readonly Line[],
  shared: readonly Line[],
  isSole: boolean,
): ReadEntry | undefined {
  const { plain, about, source } = context;
  const inAll = <Found>(rule: (line: Line) => Found | undefined): Found | undefined =>
    [...block, ...shared].map(rule).find((each) => each !== undefined);
  const moments = block.flatMap(({ from, to }) => momentsIn(context, from, to));
  const taken = moments.map(({ at }) => at);
  const [when, ...others] = moments.filter(({ isOfBooking }) => !isOfBooking);
  const title = titleOf(context, block, isSole);
  if (title === undefined || when === undefined || /\bclosed on\b|\bhappy new year\b/i.test(plain.slice(...title)))
    return undefined;
  const times = block
    .filter(({ begins, to }) => !bookedLine.test(plain.slice(begins, to)) && !contact.test(plain.slice(begins, to)))
    .flatMap(({ from, to }) => hoursIn(plain, from, to, taken))
    .filter(
      ({ at }) =>
        !/(?:last entry|doors|closed|until)\D{0,8}$|from [^,]{2,12}, ?$/i.test(
          plain.slice(Math.max(0, at[0] - 24), at[0]),
        ),
    );
  const words = block.map(({ from, to }) => plain.slice(from, to)).join('\n');
  const told = plain.slice(Math.max(0, when.at[0] - 14), when.at[0]) + plain.slice(when.at[1], when.at[1] + 14);
  const weekdays = [...told.matchAll(weekday)].map(([, name = '']) => weekdayNames.indexOf(name.toLowerCase()) + 1);
  const doubt: Fact | undefined =
    weekdays.length > 0 && !weekdays.includes(weekdayOf(when.day)) && when.last === undefined
      ? fact('announcements.weekday_differs', { day: when.day, words: told.trim() })
      : others.length > 0
        ? fact('announcements.several_days', { count: others.length + 1 })
        : times.length > 1
          ? fact('announcements.several_hours')
          : undefined;
  const [time] = times;
  const isList = /[&]|\band\b/i.test(plain.slice(...when.at));
  const moment = (day: string, hour: string | undefined, missing: Fact, fallback: string): ReadValue =>
    fromText(context, `${day}T${hour ?? fallback}:00+08:00`, [when.at, ...(time === undefined ? [] : [time.at])], {
      doubt: doubt ?? (hour === undefined ? missing : undefined),
    });
  const ends = when.last ?? (time?.end === undefined ? undefined : when.day);
  const values: Values = {
    title: fromText(context, source.wordsAt(...title).trim(), [title]),
    ...categoryOf(context, plain.slice(...title), words),
    start_at: moment(when.day, time?.start, fact('announcements.hour_missing'), '00:00'),
    ...(ends !== undefined && {
      end_at: moment(
        ends,
        time?.end ?? (isList ? time?.start : undefined),
        fact('announcements.last_hour_missing'),
        '23:59',
      ),
    }),
    ...placeOf(context, block, shared, title),
    ...feeOf(context, block.concat(isSole ? shared : [])),
    ...bookingOf(context, block.concat(shared), moments),
    ...agesOf(context, block),
    ...capacityOf(context, block),
  };
  if (isList && when.last !== undefined && time !== undefined)
    values.sessions = fromText(
      context,
      [when.day, when.last].map((day) => `${day}T${time.start}:00+08:00`).join('\n'),
      [when.at, time.at],
      doubt === undefined ? {} : { doubt },
    );
  const phone = inAll(({ from, to }) => phonesIn(plain, from, to, true)[0]);
  if (phone !== undefined)
    values.contact_phone = phoneValue(phone, about.institution.phone, source.spanOf(phone.from, phone.to));
  return { channel: 'activity', values };
}
const weekdayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** A name in quotation marks; else the first words that are no day, label or name of the house. */
function titleOf({ plain, about, base }: Context, block: readonly Line[], isSole: boolean): At | undefined {
  const [top] = block;
  const head = top === undefined ? '' : plain.slice(top.begins, top.to);
  const isHeading = isSole && kinds.some(([, form]) => form.test(head)) && !/[,.;|"“]|\d/.test(head);
  if (top !== undefined && isHeading && !label.test(head)) return [top.begins, top.to];
  for (const { begins, to } of block) {
    const quoted = /["“]([^"”\n]{4,80})["”]/.exec(plain.slice(begins, to));
    if (quoted !== null && !label.test(plain.slice(begins, to)))
      return [begins + quoted.index, begins + quoted.index + quoted[0].length];
  }
  const context = { plain, base } as Context;
  for (const { begins, to } of block) {
    const line = plain.slice(begins, to);
    if (label.test(line)) continue;
    let from = begins;
    for (const part of line.split(/(?<=[|])|(?<=, )|(?<= - )|(?<=\d ?[ap]m: )|(?<=[a-z]\. )(?=[A-Z])/)) {
      const at: At = [from, from + part.replace(/[,|\- ]+$/, '').length];
      from += part.length;
      const words = plain
        .slice(...at)
        .trim()
        .replace(/[.;]$/, '');
      const name = /^[^:]{4,40}(?=: \w{3} ?\d)/.exec(words)?.[0];
      if (name !== undefined) return [at[0], at[0] + name.length];
      const isOther =
        momentsIn(context, ...at).length > 0 ||
        hoursIn(plain, ...at, []).length > 0 ||
        house.test(words) ||
        words.includes(about.institution.name) ||
        /^(?:exhibition|event|lecture|concert|(?:[a-z]+ )?20\d{2})$/i.test(words);
      if (!isOther && words.length >= 6 && /[a-z]{3}/i.test(words))
        return /^ - /.test(plain.slice(at[1], to)) && momentsIn(context, at[0], to).length === 0 ? [at[0], to] : at;
    }
  }
  return undefined;
}

function categoryOf(context: Context, title: string, words: string): Values {
  const find = (text: string) => kinds.find(([, form]) => form.test(text))?.[0];
  const [code, isSure] = [find(title) ?? find(words) ?? 'experience', find(title) !== undefined];
  return {
    category: fromText(context, code, [], isSure ? {} : { doubt: fact('announcements.kind_unclear', { name: title }) }),
  };
}

/** Behind its label, or a part between commas that is a house or a room: its Chinese name in brackets first. */
function placeOf(context: Context, block: readonly Line[], shared: readonly Line[], title: At): Values {
  const { plain, source } = context;
  const read = (from: number, words: string): Values => {
    const chinese = /\p{Script=Han}{2,12}/u.exec(words);
    const [name, index] = chinese === null ? [words.trim(), words.search(/\S/)] : [chinese[0], chinese.index];
    const at: At = [from + index, from + index + name.length];
    return { place_name: fromText(context, source.wordsAt(...at), [at]), mode: fromText(context, 'offline', [at]) };
  };
  for (const { begins, to } of [...block, ...shared]) {
    const [told] =
      /^(?:venue|place|where|location|meeting point)[\p{Script=Han} ]{0,8}: ?/iu.exec(plain.slice(begins, to)) ?? [];
    if (told !== undefined)
      return read(begins + told.length, plain.slice(begins + told.length, to).split(/[,;]/)[0] ?? '');
  }
  // The head with the name of the house says least.
  for (const { begins, to } of [...block.slice(1), ...block.slice(0, 1)]) {
    let from = begins;
    for (const part of plain.slice(begins, to).split(/(?<=[,;|/])|(?<= - )/)) {
      const words = part.replace(/[,;|/ .]+$| - $/, '');
      const isTitle = from < title[1] && from + words.length > title[0];
      if (!isTitle && house.test(words) && words.length <= 40 && !/https?:|mini program|wechat/i.test(words))
        return read(from, words);
      from += part.length;
    }
  }
  return {};
}

function feeOf(context: Context, block: readonly Line[]): Values {
  const { plain } = context;
  for (const { from, to } of block) {
    const line = plain.slice(from, to);
    const sums = [...line.matchAll(/(?:RMB|CNY|[¥￥]) ?(\d{1,5}(?: ?\/ ?\d{1,5})*)|(\d{1,5}) ?(?:RMB|CNY|yuan)/gi)];
    const free = /\bfree\b/i.exec(line);
    if (sums.length === 0 && free === null) continue;
    const counts = sums.flatMap(([words]) => (words.match(/\d{1,5}/g) ?? []).map(Number));
    const at: At[] = [
      ...sums.map(({ 0: words, index }): At => [from + index, from + index + words.length]),
      ...(free === null ? [] : [[from + free.index, from + free.index + 4] as const]),
    ];
    const isMixed = sums.length > 1 || (sums.length > 0 && free !== null);
    const more = isMixed ? { doubt: fact('announcements.several_prices') } : {};
    const value = (text: string) => fromText(context, text, at, more);
    if (counts.length === 0) return { fee_type: value('free') };
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    return {
      fee_type: value(free === null ? 'paid' : 'partial'),
      price_min: value(String(least)),
      ...(most > least && { price_max: value(String(most)) }),
    };
  }
  return {};
}

const ways: readonly (readonly [string, RegExp])[] = [
  ['none', /\bno (?:booking|registration|reservation|sign-?up)|\bwalk-?ins?\b/i],
  ['online', /\bwechat|\bmini.?program|\bonline|\bQR\b|\be-?mail|\bwebsite|https?:/i],
  ['phone', /\b(?:by phone|call|phone to)\b|\bbook: [+\d ]{7}/i],
  ['onsite', /\bat the (?:door|front desk|box office|counter)/i],
];

function bookingOf(context: Context, block: readonly Line[], moments: readonly Moment[]): Values {
  const { plain } = context;
  const told = block.flatMap(({ from, to }) =>
    ways.flatMap(([way, form]) => {
      const match = form.exec(plain.slice(from, to));
      return match === null ? [] : [{ way, at: [from + match.index, from + match.index + match[0].length] as const }];
    }),
  )[0];
  if (told?.way === 'none') return { booking: fromText(context, told.way, [told.at]) };
  const dated = moments.filter(({ isOfBooking }) => isOfBooking);
  const field = ({ day, at }: Moment): Values => {
    const isStart = /\b(?:from|starting|opens?|on sale) ?$/i.test(plain.slice(Math.max(0, at[0] - 12), at[0]));
    const [time] = hoursIn(plain, at[1], Math.min(plain.length, at[1] + 12), []);
    const value = `${day}T${time?.start ?? (isStart ? '00:00' : '23:59')}:00+08:00`;
    return {
      [isStart ? 'booking_start' : 'booking_end']: fromText(
        context,
        value,
        [at],
        time === undefined && isStart ? { doubt: fact('announcements.hour_missing') } : {},
      ),
    };
  };
  return {
    ...(told !== undefined && { booking: fromText(context, told.way, [told.at]) }),
    ...Object.assign({}, ...dated.map(field)),
  };
}

function agesOf(context: Context, block: readonly Line[]): Values {
  for (const { from, to } of block) {
    const match = /\bage[sd]? ?:? ?(\d{1,2})(?: ?(?:-|to) ?(\d{1,2}))?/i.exec(context.plain.slice(from, to));
    if (match === null) continue;
    const at: At = [from + match.index, from + match.index + match[0].length];
    const [, min = '', max] = match;
    return {
      age_min: fromText(context, String(Number(min)), [at]),
      ...(max !== undefined && { age_max: fromText(context, String(Number(max)), [at]) }),
    };
  }
  return {};
}

function capacityOf(context: Context, block: readonly Line[]): Values {
  for (const { from, to } of block) {
    const match =
      /(?:limited to |max(?:imum)?\.? )?\b(\d{1,4}) (?:places|seats|families|people|visitors|participants|spots|persons)\b/i.exec(
        context.plain.slice(from, to),
      );
    if (match !== null)
      return {
        capacity: fromText(
          context,
          match[1] ?? '',
          [[from + match.index, from + match.index + match[0].length]],
          /families/i.test(match[0]) ? { doubt: fact('announcements.groups_counted', { words: match[0] }) } : {},
        ),
      };
  }
  return {};
}
