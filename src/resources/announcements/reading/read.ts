import type { About, Announcement, NoEntry, ReadEntry, Reading, ReadValue, Span } from '../announcement.ts';
import type { Block } from './blocks.ts';
import { addDays, daysBetween } from './calendar.ts';
import { type Changed, changeIn } from './changes.ts';
import { closuresIn } from './closures.ts';
import { withColumns } from './columns.ts';
import { type Context, fromText, of, type Values } from './context.ts';
import { courseValues } from './courses.ts';
import { type Base, daysIn } from './days.ts';
import { withDoubts } from './doubts.ts';
import { englishEntries } from './english.ts';
import { bookingValues, organizerValues, peopleValues, phoneRead, placeValues, priceValues } from './entry.ts';
import { fact } from './facts.ts';
import { withHabits } from './habits.ts';
import { closedSentences, hiddenIn } from './hidden.ts';
import { categoryIn, channelOf, noEntryIn } from './kinds.ts';
import { subjectOf } from './labels.ts';
import { hide, isToMachines, leftOutIn } from './left-out.ts';
import { titleValue } from './naming.ts';
import { numberIn } from './numerals.ts';
import { type Offer, offerIn } from './offers.ts';
import { signerIn } from './organizers.ts';
import { ofChannel, otherValues } from './other-channels.ts';
import { type Line, linesOf, type Piece, piecesOf } from './pieces.ts';
import { withRivals } from './rivals.ts';
import type { At } from './sessions.ts';
import { sourceOf } from './source.ts';
import { split } from './splitting.ts';
import { timesIn } from './times.ts';
import { tornEnds } from './torn.ts';
import { unitsIn } from './units.ts';
import { timeValues, whenOf } from './when.ts';

/** So many characters are read within a tenth of a second, whatever they are. */
export const quickly = 6_000;

/** Entries that an announcement holds, by rules: pure, and linear in the length of its text. */
export function readAnnouncement(announcement: Announcement, about: About): Reading {
  const source = sourceOf(announcement.text, tornEnds);
  const leftOut = leftOutIn(source.plain);
  const machines = linesOf(source.plain).flatMap(({ from, to }): At[] =>
    isToMachines(source.plain.slice(from, to)) ? [[from, to]] : [],
  );
  const plain = withColumns(hide(source.plain, [...leftOut, ...machines, ...quotedIn(source.plain)]));
  const spans = (at: readonly At[]): Span[] => at.map(([from, to]) => source.spanOf(from, to));
  const rest = { closures: [], unused: [], leftOut: spans(leftOut) };
  const none = (kind: NoEntry, at: readonly At[] = [], closures: Reading['closures'] = []): Reading => ({
    ...rest,
    closures,
    entries: [],
    none: { kind, spans: spans(at) },
  });
  if (isEmptyText(plain)) return none('empty');

  const lines = linesOf(plain);
  const written = writtenOn(plain, lines, announcement, about);
  const heading = headingOf(plain, lines);
  const base: Base = {
    week: weekOf(plain, heading, written.day ?? about.today),
    month: monthOf(plain, heading) ?? soleMonth(plain),
    day: written.day ?? about.today,
    isKnown: written.day !== undefined,
  };
  if (isForeign(plain)) {
    const context: Context = { plain, source, base, about, heading, year: undefined };
    const entries = withRivals(context, englishEntries(context), []).map((entry) =>
      withOrganizer(context, entry, lines),
    );
    return entries.length === 0
      ? none('foreign')
      : { ...rest, entries, unused: unusedIn(source.spanOf, lines, entries, []) };
  }
  const change = changeIn(plain, heading);
  const closed = closuresIn(plain, base);
  const closures = closed.map(({ from, to, at }) => ({ from, to, spans: spans([at]) }));
  const text = hide(plain, [
    ...written.at,
    ...hiddenIn(plain, lines, heading, base, change),
    ...closed.map(({ at }) => at),
  ]);
  const parts = piecesOf(text, lines).filter(
    ({ from, to }) => !written.at.some(([start, end]) => from >= start && to <= end),
  );
  const pieces = parts.filter(({ subject }) => subject !== 'published');
  const context: Context = { plain: text, source, base, about, heading, year: yearOf(text, heading) };

  const rooms = about.places.flatMap(({ title }) => (title.length > 1 ? [title] : []));
  const days = daysIn(text, 0, Math.min(text.length, 6000), base);
  const named = days.flatMap((each) =>
    each.kind === 'range' || each.kind === 'now'
      ? [each.last?.day ?? '9']
      : each.kind === 'day'
        ? [each.first.day]
        : each.kind === 'weekly'
          ? ['9']
          : [],
  );
  const judged = noEntryIn({
    isOver: base.isKnown && named.length > 0 && named.every((day) => day < base.day),
    isPast: base.isKnown && named.length > 0 && named.every((day) => day <= base.day),
    plain: text,
    title: heading,
    hasFutureDay: days.some(
      (each) =>
        (each.kind === 'range' || each.kind === 'now'
          ? (each.last?.day ?? each.first.day)
          : each.kind === 'day'
            ? each.first.day
            : '') >= base.day,
    ),
    hasTimeLabel: pieces.some(({ subject, label }) => subject === 'time' && label !== ''),
    hasClosure: closed.length > 0,
  });
  const offer =
    judged === undefined ||
    judged.kind === 'other' ||
    judged.kind === 'report' ||
    (judged.kind === 'closure' && closed.length === 0 && !/[闭停休关]/.test(plain.slice(...heading)))
      ? offerIn({ plain: text, heading, pieces, base, about })
      : undefined;
  // Rules of a house (借阅须知) are no thing that can be had; those of a room say how to use it.
  if (
    offer !== undefined &&
    (!['other', 'closure'].includes(judged?.kind ?? '') || ['venue', 'market'].includes(offer.channel))
  ) {
    const found = unitsIn({ plain: text, lines, pieces: parts, base, rooms }, listed[offer.channel]);
    const read = found?.units.map(({ name, pieces: own }) =>
      offerOf(context, { channel: offer.channel, title: name, isSure: true }, [...own, ...found.shared], own),
    ) ?? [offerOf(context, offer, parts, parts)];
    const entries = read.map((entry) => withHabits(context, withOrganizer(context, entry, lines)));
    return { ...rest, entries, closures, unused: unusedIn(source.spanOf, lines, entries, closures) };
  }
  if (judged !== undefined && judged.kind !== 'closure' && judged.isHours !== true)
    return none(judged.kind, [judged.at], closures);

  const isClosed = judged !== undefined;
  const open: Context = isClosed
    ? { ...context, plain: hide(text, [...(heading[1] - heading[0] <= 40 ? [heading] : []), ...closedSentences(text)]) }
    : context;
  const { blocks: whole, shared } = split({ plain: open.plain, lines, pieces, base, rooms });
  const blocks = withKept(open, whole, heading, change);
  // A change that is said beside several entries is that of one of them, unless the heading says it.
  const changed = (block: Block): Changed | undefined =>
    block.isKept === true
      ? undefined
      : change === undefined ||
          blocks.length === 1 ||
          (change.at[0] >= heading[0] && change.at[1] <= heading[1]) ||
          (change.at[0] >= block.from && change.at[1] <= block.to)
        ? change
        : changeOfOwn(plain, heading, block);
  const names = blocks.map(({ heading: at }) => (at === undefined ? '' : open.plain.slice(...at)));
  const marks = blocks.map(
    ({ heading: [at] = [-1] }) => lines.find(({ from, to }) => from <= at && at < to)?.mark ?? '',
  );
  const read = blocks.flatMap(
    (block, index) =>
      entryOf(
        ofOthers(open, lines, shared, names, marks, index),
        block,
        shared,
        blocks.length === 1 && !isClosed ? heading : undefined,
        changed(block),
      ) ?? [],
  );
  // Beside a closure, only things to go to that have a name and an hour.
  const entries = isClosed
    ? read.filter(
        ({ values: { title, category, start_at: start } }) =>
          (/[《“「]|[：:·]/.test(title?.value ?? '') || (category !== undefined && category.doubt === undefined)) &&
          start !== undefined &&
          (!/T00:00/.test(start.value) ||
            (category?.value === 'exhibition' && /[《“「]/.test(context.plain.slice(0, 4000)))),
      )
    : read;
  if (entries.length === 0)
    return none(judged?.kind ?? (closed.length > 0 ? 'closure' : 'other'), [judged?.at ?? heading], closures);
  const told = withRivals(open, entries, pieces).map((entry) =>
    withHabits(context, withOrganizer(context, entry, lines)),
  );
  return { ...rest, entries: told, closures, unused: unusedIn(source.spanOf, lines, told, closures) };
}

/** 关于系列活动调整的通告, above lines of which each says its own change. */
function changeOfOwn(plain: string, heading: At, { from, to }: Block): Changed | undefined {
  if (!/调整|变更|变动|取消|延期/.test(plain.slice(...heading))) return undefined;
  const own = changeIn(plain.slice(from, to), [0, to - from]);
  return own === undefined ? undefined : { ...own, at: [from + own.at[0], from + own.at[1]], old: [] };
}

/** 绘本、读书会须电话报名；②④需预约，其余直接入场, below several entries: a sentence that names others of them says nothing of this one. */
function ofOthers(
  context: Context,
  lines: readonly Line[],
  shared: readonly Piece[],
  names: readonly string[],
  marks: readonly string[],
  own: number,
): Context {
  if (names.length < 2) return context;
  const { plain } = context;
  const count = names.length;
  const others = [...new Set(shared.map(({ line }) => line))].flatMap((index): At[] => {
    const { from, to } = lines[index] ?? { from: 0, to: 0 };
    let meant: ReadonlySet<number> | undefined;
    return [...plain.slice(from, to).matchAll(/(?:其中)?(?:(?!,其中)[^。;]){4,200}/g)].flatMap(
      ({ 0: words, index: begin }): At[] => {
        // 除“旧书换绿植”外，请在公众号预约: the sentence holds for all others.
        const [, but = ''] = /^ ?除了?([^,。]{2,40}?)[之以]?外,/.exec(words) ?? [];
        const [, lead = ''] = named.exec(words) ?? [];
        const items = lead.split(/[、和及与]/).filter((each) => each.length > 1 && subjectOf(each) !== 'phone');
        const signs = /^ ?(?:其中)?(?:第 ?)?([①-⑳❶-❿](?: ?[、和及与]? ?[①-⑳❶-❿])*)/.exec(words)?.[1] ?? '';
        const isMeant = (place: number) =>
          items.some((item) => names[place]?.includes(item)) ||
          [...(marks[place] ?? '')].some((sign) => signs.includes(sign));
        const found = new Set(names.flatMap((_, place) => (isMeant(place) ? [place] : [])));
        if (but !== '') {
          const name = names[own]?.trim() ?? '';
          const items = but.replace(/[“”《》]/g, '').split(/[、和及与]/);
          return items.some((item) => item.length > 1 && name.includes(item))
            ? [[from + begin, from + begin + words.length]]
            : [];
        }
        const isSelective = found.size > 0 && found.size < count;
        // 工作坊收25元，其余免费: the end of the sentence is that of the others.
        const rest = words.search(/,? ?(?:其余|其他|其它)/);
        const at = (start: number, end: number): At[] => [[from + begin + start, from + begin + end]];
        if (!isSelective) return rest >= 0 && rest <= 1 && meant?.has(own) === true ? at(0, words.length) : [];
        meant = found;
        if (found.has(own)) return rest < 0 ? [] : at(rest, words.length);
        return at(0, rest < 0 ? words.length : rest);
      },
    );
  });
  return others.length === 0 ? context : { ...context, plain: hide(plain, others) };
}
const named =
  /^[ ,]?(?:其中)?([\p{Script=Han}、《》“”]{2,40}?)(?:活动|专场|课程)?(?=[均都须需请可凭免限:\d]|直接|无需|不用|收费|另)/u;

/** 12月2日的音乐会取消。12月9日场照常，12:15，中庭: the same once more, which is not called off. */
function withKept(
  context: Context,
  blocks: readonly Block[],
  heading: At,
  change: Changed | undefined,
): readonly Block[] {
  const { plain } = context;
  const [block, ...more] = blocks;
  if (change?.kind !== 'cancelled' || block === undefined || more.length > 0) return blocks;
  const match = /(?<=[。;\n])[^。;\n]{0,12}\d[日号][^。;\n,]{0,8}(?:照常|照旧|正常举[办行])[^。\n]*/.exec(
    plain.slice(0, 3000),
  );
  if (match === null || timesIn(plain, match.index, match.index + match[0].length).length === 0) return blocks;
  const [from, to] = [match.index, match.index + match[0].length];
  const off: Block = {
    ...block,
    pieces: block.pieces.flatMap((piece) => [
      ...(piece.from < from ? [{ ...piece, to: Math.min(piece.to, from) }] : []),
      ...(piece.to > to ? [{ ...piece, from: Math.max(piece.from, to) }] : []),
    ]),
    to: from,
  };
  const name = titleValue(context, off, heading);
  const piece: Piece = { subject: undefined, label: '', from, to, line: 0 };
  return name === undefined ? blocks : [off, { heading: name.at, pieces: [piece], from, to, isKept: true }];
}

/** Lines of an earlier mail, where the mail itself names a day. */
function quotedIn(plain: string): At[] {
  const [quoted, own] = [[] as At[], [] as string[]];
  for (const { from, to } of linesOf(plain))
    if (/^ ?>/.test(plain.slice(from, to))) quoted.push([from, to]);
    else own.push(plain.slice(from, to));
  return quoted.length < own.length && own.some((line) => /\d ?[月日号./-]/.test(line)) ? quoted : [];
}

/** Too little to be read, or signs of a wrong encoding. */
function isEmptyText(plain: string): boolean {
  const letters = plain.slice(0, 2000).match(/[\p{L}\p{N}]/gu) ?? [];
  const broken = plain.slice(0, 2000).match(/\ufffd/g) ?? [];
  return (
    letters.length < 6 ||
    broken.length >= letters.length / 3 ||
    (letters.length < 30 && /测试|请输入/.test(plain) && !/\d[月日:点]/.test(plain)) ||
    (letters.length < 10 && !/\d/.test(plain))
  );
}

/** A name and a place in Chinese beside the words of another language. */
const hasChinese = (plain: string): boolean => (plain.match(/\p{Script=Han}{3,}/gu) ?? []).length >= 3;

const isForeign = (plain: string): boolean => {
  const letters = plain.slice(0, 20_000).match(/\p{L}/gu) ?? [];
  const chinese = letters.filter((letter) => /\p{Script=Han}/u.test(letter)).length;
  const kana = letters.filter((letter) =>
    /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(letter),
  ).length;
  return (
    (letters.length >= 20 && chinese < letters.length * (hasChinese(plain) ? 0.05 : 0.15)) ||
    (kana >= 3 && kana >= letters.length * 0.08)
  );
};

/** The first line that is no line of a page's head (来源：, 发布时间：). */
function headingOf(plain: string, lines: readonly Line[]): At {
  const top = lines.slice(0, 10).filter(({ to, begins }) => {
    const words = plain.slice(begins, to).trim();
    return (
      /\p{L}/u.test(words) &&
      !words.includes('\u0001') &&
      !pageHead.test(words) &&
      (!paperHead.test(words) || words.length > 30)
    );
  });
  const notice = top.find(({ begins, to }) =>
    /^.{0,20}关于.{2,60}(?:通知|公告|启事|预告|通告|邀请函)$/.test(plain.slice(begins, to).trim()),
  );
  const line = notice ?? top[0] ?? lines[0];
  return line === undefined ? [0, 0] : [line.begins, line.to];
}
const pageHead =
  /^[^,。\n]{0,6}(?:读者|市民|观众|学员|家长|村民|居民|朋友|老师|同学)(?:朋友)?们?[:,!]?$|^(?:发件人|收件人|抄送|日期:|时间: ?\d{4}|发布时间|发布日期|来源|作者|当前位置|首页|您(?:现在)?的位置|浏览|点击|字号|上一篇|下一篇|第 ?\d+ ?页|姓名|附件|P ?\d+$|您好|主题 ?: ?(?:Re|Fw|回复|答复|转发)|(?:Re|Fwd?|FW|RE|回复|答复|转发) ?:|From|Subject|Sent|To ?:|Cc ?:|Date)|(?:如下|为准)[,:!。]*$|[>»]|^[^\s/]{2,8}\/[^\s/]{2,8}$|^20\d{2} ?[春夏秋冬]$|(?:汇总|样例|回执|手册|名册|报名表)(?:\([^()]*\))?:?$|点击量|浏览量|发给|分享到/;
/** The name of an office, the number of a paper, a greeting. */
const paperHead =
  /文件$|[〔[(]20\d{2}[〕\])]|^(?:各位|亲爱的|尊敬的|各[^,。]{2,20}:$)|^[\p{Script=Han}]{2,16}(?:图书馆|文化馆|博物馆|美术馆|科技馆|文化站|委员会|文旅局|大剧院|少年宫|艺术馆|纪念馆)$/u;

/** The day on which it was written: by its file or page, by the head of a web page, by the signature at its end. */
function writtenOn(
  plain: string,
  lines: readonly Line[],
  announcement: Announcement,
  about: About,
): { day: string | undefined; at: readonly At[] } {
  const base = { day: announcement.writtenOn ?? about.today, isKnown: true };
  const at: At[] = [];
  let day = announcement.writtenOn;
  const latest = addDays([base.day, about.today].toSorted().at(-1) ?? base.day, 3);
  const isMail = /(?:发件人|收件人|From|To) ?:/.test(plain.slice(0, 400));
  for (const { from, to } of [...lines.slice(0, 6), ...lines.slice(-8)]) {
    const words = plain.slice(from, to);
    // 晚晴社区 / 12月24日 at the end: the day without a year signs as well.
    const above = lines.findLast((line) => line.to < from);
    if (
      to === lines.at(-1)?.to &&
      /^ ?\d{1,2}月\d{1,2}日 ?$/.test(words) &&
      above !== undefined &&
      (signerIn(plain, [above]) !== undefined ||
        plain.slice(above.from, above.to).includes(about.institution.name) ||
        (above.to - above.from <= 12 && /^[\p{Script=Han}]+$/u.test(plain.slice(above.from, above.to).trim())))
    ) {
      const [read] = daysIn(plain, from, to, base);
      if (read?.kind === 'day' && read.first.day <= latest) {
        at.push([read.from, read.to]);
        day ??= read.first.day;
        continue;
      }
    }
    const isHead =
      /(?:发布|发文|发稿|刊发|更新)(?:时间|日期)|(?:时间|日期) ?: ?\d{4}[^\n]{6,40}(?:来源|浏览|点击|作者|阅读|字号)|^ ?20\d{2}-\d{1,2}-\d{1,2}[^\n]{0,10}(?:点击|浏览|阅读)|来源 ?:[^\n]{0,40}\d{4}[-年]/.test(
        words,
      );
    const isOfMail = isMail && to < 600 && /^(?:日期|时间|发送时间|发件时间|Date|Sent) ?:/.test(words);
    const isSigned =
      to - from <= 60 &&
      /(?:^|[馆局中心站会院部 ])\d{4}[年.-] ?\d{1,2}[月.-] ?\d{1,2}日?$|^[〇零一二三四五六七八九○]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日$/.test(
        words.trim(),
      ) &&
      !/[:;]/.test(words);
    if (!isHead && !isSigned && !isOfMail) continue;
    const [read] = daysIn(plain, from, to, base);
    if (read?.kind !== 'day') continue;
    // A day still to come, with lines behind it, is that of the event and signs nothing.
    const isLast = to === lines.at(-1)?.to;
    if (isSigned && !isHead && !isOfMail && !isLast && read.first.day > latest) continue;
    at.push(isHead || isOfMail ? [from, to] : [read.from, read.to]);
    day ??= read.first.day;
  }
  return { day, at };
}

/** The week that the heading of a timetable names: 12月7日—12月13日. */
function weekOf(plain: string, [from, to]: At, day: string): string | undefined {
  const days = daysIn(plain, from, to, { day, isKnown: true }).find(({ kind }) => kind === 'range');
  return days?.kind === 'range' && daysBetween(days.first.day, days.last.day) <= 6 ? days.first.day : undefined;
}

/** The month that the heading names alone: 12月公教活动. */
function monthOf(plain: string, [from, to]: At): number | undefined {
  const months = [
    ...plain
      .slice(from, to)
      .matchAll(
        /(?<![\d一二三四五六七八九十-])(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九]) ?月(?![\d一二三四五六七八九十初])/g,
      ),
  ];
  return months.length === 1 ? numberIn(months[0]?.[1] ?? '') : undefined;
}

/** The only month of all days with one: 7月15日, and 17日 below. */
function soleMonth(plain: string): number | undefined {
  const months = new Set(
    [...plain.slice(0, 6000).matchAll(/(?<![\d一二三四五六七八九十])(1[0-2]|[1-9]) ?月 ?\d{1,2} ?[日号]/g)].map(
      ([, month]) => month,
    ),
  );
  const [month] = months;
  return months.size === 1 ? Number(month) : undefined;
}

/** The year that the heading names: 2027年元旦音乐会. */
function yearOf(plain: string, [from, to]: At): number | undefined {
  const [, year] =
    /(?<!\d)(20\d{2})(?!\d|年 ?\d{1,2} ?月|[-/.])年?/.exec(plain.slice(from, Math.min(to, from + 40))) ?? [];
  return year === undefined ? undefined : Number(year);
}

/** Things that stand in lists, by their channel. */
const listed = { book: 'book', audio: 'recording', video: 'recording', market: 'ware', venue: 'room' } as const;

/** An entry of a thing that can be had. */
function offerOf(
  context: Context,
  { channel, title: at, isSure }: Offer,
  pieces: readonly Piece[],
  own: readonly Piece[],
): ReadEntry {
  const doubt = isSure ? {} : { doubt: fact('announcements.title_unclear') };
  const title = fromText(context, context.source.wordsAt(...at).trim(), [at], doubt);
  const booking = bookingValues(context, pieces);
  const phone = phoneRead(context, pieces);
  const { address } = channel === 'venue' ? placeValues(context, of(pieces, 'place')).values : ({} as Values);
  const values: Values = {
    title,
    ...(address !== undefined && { address }),
    ...peopleValues(context, pieces, title.value).values,
    ...booking,
    ...priceValues(context, pieces, booking.booking?.value),
    ...(phone !== undefined && { contact_phone: phone }),
    ...organizerValues(context, pieces),
  };
  // 共16集，主讲：……, one of several: lessons to be watched.
  const course = own === pieces || channel !== 'video' ? {} : courseValues(context, own, title.value, values);
  if (course.lessons !== undefined && course.teacher !== undefined)
    return {
      channel: 'course',
      values: ofChannel('course', { ...values, ...course, form: { ...title, value: 'video' } }),
    };
  return { channel, values: ofChannel(channel, { ...values, ...otherValues(context, channel, pieces, values) }) };
}

function entryOf(
  context: Context,
  block: Block,
  shared: readonly Piece[],
  heading: At | undefined,
  change: Changed | undefined,
): ReadEntry | undefined {
  const { plain } = context;
  // The heading speaks last: 4月23日世界读书日活动 is no time where a line below says one.
  const isInHeading = ({ from, to, label }: Piece) =>
    label === '' && heading !== undefined && from >= heading[0] && to <= heading[1];
  const own = [...block.pieces.filter((piece) => !isInHeading(piece)), ...block.pieces.filter(isInHeading)];
  const all = [...own, ...shared];
  const named = titleValue(context, block, heading);
  const title = named?.value;
  const name = title?.value ?? '';
  const titleAt: At = named?.at ?? [0, 0];
  const category = categoryIn(plain, ...titleAt) ?? undefined;
  const isExhibition = category?.code === 'exhibition';
  const when = whenOf(context, own, shared, isExhibition);
  const words = all.map(({ label, from, to }) => `${label}${plain.slice(from, to)}`).join('\n');
  const channel = channelOf({
    title: name,
    text: `${name}\n${words}`.slice(0, 8000),
    heading: plain.slice(...context.heading).slice(0, 60),
    isWeek: context.base.week !== undefined,
  });
  const sessions = when === undefined ? 0 : when.slots.length;
  const self = isExhibition ? withoutPrograms(context, own) : withoutParts(context, own);
  const people = merged(peopleValues(context, self, name), peopleValues(context, shared, ''));
  const booking = bookingOf(context, self, shared);
  const place = placeValues(context, self);
  const other = placeValues(context, shared);
  const where =
    place.where !== undefined
      ? place
      : other.where !== undefined
        ? other
        : { ...place, values: { ...other.values, ...place.values } };
  const phone = phoneRead(context, own) ?? phoneRead(context, shared);
  const price = priceValues(context, self, booking.booking?.value);
  const values: Values = {
    ...(title !== undefined && { title }),
    ...categoryValue(context, category, own, all, name, titleAt, block.heading, heading === undefined),
    ...(when !== undefined && timeValues(context, when, people.each)),
    ...where.values,
    ...(sessions > 1 && people.each !== undefined ? withoutCapacity(people.values) : people.values),
    ...booking,
    ...(price.fee_type === undefined ? priceValues(context, shared, booking.booking?.value) : price),
    ...(phone !== undefined && { contact_phone: phone }),
    ...organizerValues(context, all),
  };
  if (title === undefined) return undefined;
  // Works are sent in from the day of the announcement to the deadline.
  const isLater =
    /正式演出|演出时间|晚会/.test(words) && (values.start_at?.value ?? '') > (values.booking_end?.value ?? '');
  if (/征集|征文|征稿|征联/.test(name) && values.booking_end !== undefined && !/展/.test(name) && !isLater) {
    const day = {
      value: `${context.base.day}T00:00:00+08:00`,
      spans: [],
      source: 'text' as const,
      doubt: fact('announcements.from_now'),
    };
    Object.assign(values, { start_at: day, end_at: values.booking_end });
  }
  // 征集时间：即日起至4月30日 is the time in which works are sent in.
  const isCollected = of(all, 'time').some(({ label }) => /征集|征稿/.test(label));
  if (isCollected && values.booking_end === undefined && values.end_at !== undefined)
    values.booking_end = values.end_at;
  const isEmpty =
    when === undefined &&
    values.booking_end === undefined &&
    values.booking === undefined &&
    change === undefined &&
    // 时间：12月 says no day, and still announces.
    !(
      category !== undefined &&
      all.some(
        ({ subject, label, from, to }) =>
          subject === 'time' && label !== '' && /[\d一二三四五六七八九十]/.test(plain.slice(from, to)),
      )
    ) &&
    (channel === 'activity' || channel === 'course');
  if (isEmpty) return undefined;
  const course = channel === 'course' ? courseValues(context, all, name, values) : {};
  // The lessons of a course are no sessions of which one is chosen.
  if (channel === 'course') delete values.sessions;
  if (channel === 'course' && when?.slots.length === 1) delete values.end_at;
  // 初赛 and 决赛 are no sessions either: it lasts from the one to the other.
  if (category?.code === 'contest' && values.sessions !== undefined && /初赛|复赛|决赛|海选/.test(words)) {
    const { sessions } = values;
    const day = sessions.value.split('\n').at(-1)?.split('｜')[0] ?? '';
    delete values.sessions;
    const doubt = fact('announcements.last_hour_missing');
    if (values.end_at === undefined && day !== '') values.end_at = { ...sessions, value: day, doubt };
  }
  if (change?.kind === 'cancelled')
    for (const field of ['booking', 'booking_url', 'booking_start', 'booking_end']) delete values[field];
  const held = withDoubts(context, { ...values, ...course }, isExhibition ? self : own, change?.kind);
  return {
    channel,
    values: ofChannel(channel, held),
    ...(change !== undefined && { change: { kind: change.kind, spans: [context.source.spanOf(...change.at)] } }),
  };
}

/** 专题讲座：12月13日14:00，限80人，须预约, below an exhibition: lines about further events there say nothing of itself. */
function withoutPrograms({ plain, base }: Context, pieces: readonly Piece[]): readonly Piece[] {
  const isTimed = (from: number, to: number) =>
    timesIn(plain, from, to).length > 0 || daysIn(plain, from, to, base, { isLoose: true }).length > 0;
  const dated = new Set(pieces.flatMap(({ line, from, to }) => (isTimed(from, to) ? [line] : [])));
  const others = new Set(
    pieces.flatMap(({ label, line, from }) =>
      dated.has(line) &&
      /讲座|沙龙|工作坊|导览|导赏|讲解|开幕|分享会|对谈|论坛|体验|互动|配套/.test(label || plain.slice(from, from + 8))
        ? [line]
        : [],
    ),
  );
  const [first] = pieces;
  const held = pieces.filter(({ line }) => !others.has(line) || line === first?.line);
  return held.length === 0 ? pieces : held;
}

/** 18:30 导览（限25人，公众号预约），one line of several of a day's order: words in brackets speak of that part alone. */
function withoutParts({ plain }: Context, pieces: readonly Piece[]): readonly Piece[] {
  const isPart = ({ from, to, label }: Piece) =>
    label === '' && /^ ?\d{1,2}:\d{2}(?: ?- ?\d{1,2}:\d{2})? ?[^\d\s(-][^\n]{0,40}\(/.test(plain.slice(from, to));
  return pieces.filter(isPart).length < 2
    ? pieces
    : pieces.map((piece) =>
        isPart(piece) ? { ...piece, to: piece.from + plain.slice(piece.from, piece.to).indexOf('(') } : piece,
      );
}

/** 坐满为止 of one entry says not how to book: 都要先说一声 below all of them does. */
function bookingOf(context: Context, own: readonly Piece[], shared: readonly Piece[]): Values {
  const [mine, theirs] = [bookingValues(context, own), bookingValues(context, shared)];
  const words = own.map(({ from, to }) => context.plain.slice(from, to)).join('\n');
  const isOutright = /(?:无[需须]|不[用需必要约预]|免|随到随)[^,。;\n]{0,4}(?:预约|报名|领票|登记|约|票)?/.test(
    words.replace(/免费/g, ''),
  );
  if (mine.booking?.value === 'none' && !isOutright && theirs.booking !== undefined && theirs.booking.value !== 'none')
    return { ...mine, ...theirs };
  return { ...theirs, ...mine };
}

/** The number of one session is no number of all. */
function withoutCapacity({ capacity: _, ...rest }: Values): Values {
  return rest;
}

type People = ReturnType<typeof peopleValues>;
const merged = (own: People, shared: People): People => ({
  each: own.each ?? shared.each,
  values: { ...shared.values, ...own.values },
});

/** 城东艺术讲堂·3月: the kind of each of a series of lectures or of films. */
function seriesKind({ plain, heading: [from, to] }: Context): ReturnType<typeof categoryIn> {
  const read = categoryIn(plain, from, Math.min(to, from + 40));
  return read !== undefined && /讲堂|讲坛|讲座|大讲|电影|放映|影院|影展|影像周/.test(plain.slice(...read.at))
    ? read
    : undefined;
}

/** The kind by the title, by a label or the heading above all, or by the text: then it is a question. */
function categoryValue(
  context: Context,
  category: ReturnType<typeof categoryIn>,
  own: readonly Piece[],
  all: readonly Piece[],
  name: string,
  titleAt: At,
  blockHeading: At | undefined,
  isOfSeries: boolean,
): Values {
  const { plain, source } = context;
  const value = (read: NonNullable<ReturnType<typeof categoryIn>>, more: Partial<ReadValue> = {}): Values => ({
    category: { value: read.code, spans: [source.spanOf(...read.at)], source: 'text', ...more },
  });
  for (const { from, to, label } of own) {
    const read = /类型|类别|分类/.test(label) ? categoryIn(plain, from, to) : undefined;
    if (read !== undefined) return value(read);
  }
  // 一出折子戏里的规矩 of 城东艺术讲堂: a word within the name is no kind where the series says one.
  const series = isOfSeries ? seriesKind(context) : undefined;
  const isNoun =
    category !== undefined &&
    /^[”》」)\s]*$/.test(plain.slice(category.at[1], titleAt[1])) &&
    /[会课班坊营节展赛座龙场影演]$/.test(plain.slice(...category.at));
  if (category !== undefined && (series === undefined || isNoun)) return value(category);
  if (category !== undefined && series !== undefined) return value(series);
  // 青年读书沙龙《平凡的世界》: the kind stands beside the name.
  const beside = blockHeading === undefined ? undefined : categoryIn(plain, ...blockHeading);
  if (beside !== undefined) return value(beside);
  for (const { from, label } of own) {
    const read = label === '' ? undefined : categoryIn(plain, from - label.length, from);
    if (
      read !== undefined &&
      /title|time|teacher|performer|duration/.test(own.find((each) => each.from === from)?.subject ?? '')
    )
      return value(read);
  }
  const top = all.filter(({ line, from, to }) => line <= 1 && !/[»>]|首页|位置/.test(plain.slice(from, to)));
  for (const { from, to } of top) {
    const read = categoryIn(plain, from, Math.min(to, from + 60));
    if (read !== undefined) return value(read);
  }
  for (const { from, to, label } of own) {
    const read = /形式/.test(label) ? categoryIn(plain, from, to) : undefined;
    if (read !== undefined && read.code !== 'volunteer') return value(read);
  }
  const speaker = own.find(
    ({ subject, label }) => subject === 'teacher' && /嘉宾|主讲|讲师|讲者/.test(label) && !/领读|老师/.test(label),
  );
  if (speaker !== undefined) return value({ code: 'lecture', at: [speaker.from - 1, speaker.from] });
  for (const { from, to } of own) {
    const read = categoryIn(plain, from, to);
    if (read !== undefined) return value(read, { doubt: fact('announcements.kind_unclear', { name }) });
  }
  for (const { from, to } of own) {
    const read = categoryIn(plain, from, to, true);
    if (read !== undefined) return value(read, { doubt: fact('announcements.kind_unclear', { name }) });
  }
  const at = own[0];
  if (name === '' || at === undefined) return {};
  return {
    category: { value: 'experience', spans: [], source: 'text', doubt: fact('announcements.kind_unclear', { name }) },
  };
}

/** The house that signs, or the institution that pastes it. */
function withOrganizer(context: Context, entry: ReadEntry, lines: readonly Line[]): ReadEntry {
  if (entry.values.organizer !== undefined) return entry;
  const { plain, about, source } = context;
  const signer = signerIn(plain, lines);
  const { name } = about.institution;
  const index = plain.indexOf(name);
  const house = signer?.at ?? (index >= 0 ? ([index, index + name.length] as const) : undefined);
  const isOwn = house !== undefined || /我馆|本馆|我院|本院|我站|本中心/.test(plain);
  const organizer: ReadValue = {
    value: signer?.value ?? name,
    spans: house === undefined ? [] : [source.spanOf(...house)],
    source: house === undefined ? 'institution' : 'text',
    ...(!isOwn && { doubt: fact('announcements.organizer_unsaid') }),
  };
  return { ...entry, values: { ...entry.values, organizer } };
}

function unusedIn(
  spanOf: (from: number, to: number) => Span,
  lines: readonly Line[],
  entries: readonly ReadEntry[],
  closures: Reading['closures'],
): Span[] {
  const used = [
    ...entries.flatMap(({ values }) => Object.values(values).flatMap(({ spans }) => spans)),
    ...closures.flatMap(({ spans }) => spans),
  ].toSorted(([one], [other]) => one - other);
  let next = 0;
  return lines.flatMap((line) => {
    const [from, to] = spanOf(line.from, line.to);
    while (next < used.length && (used[next]?.[1] ?? 0) <= from) next += 1;
    const isUsed = used.slice(next, next + 50).some(([start, end]) => start < to && end > from);
    return isUsed ? [] : [[from, to] as const];
  });
}
