import { type At, type Block, houseEnd, notEntries, type Split, soleKind, type Text } from './blocks.ts';
import { daysIn } from './days.ts';
import { categoryIn } from './kinds.ts';
import { countIn } from './people.ts';
import type { Line, Piece } from './pieces.ts';
import { priceIn } from './prices.ts';
import { timesIn } from './times.ts';
import { bookingWords } from './when.ts';

/** Things of which a list may be: each kind by the words that its lines have beside their names. */
type UnitKind = 'event' | 'book' | 'ware' | 'room' | 'recording';
/** One of several things in lines that begin alike: its name, and the parts that are its own. */
type Unit = { name: At; pieces: readonly Piece[]; start: number; end: number };
type Units = { units: readonly Unit[]; shared: readonly Piece[] };

/** Numbers of one list are alike: 1. and 2.; pictures as well. */
const classOf = (mark: string): string =>
  mark
    .replace(/\p{Extended_Pictographic}+/gu, 'e')
    .replace(/[①-⑳❶-❿⓫-⓴㈠-㈩⑴-⒇Ⅰ-Ⅻ]/g, 'o')
    .replace(/\d+/g, '1')
    .replace(/[一二三四五六七八九十]+/g, '一')
    .replace(/ /g, '');
/** A班, B. and 第1场 number a list as well. */
const lettered =
  /^(?:[A-Z](?:[班组][ :]{0,2}|[.、:]) ?|第 ?[一二三四五六七八九十\d]{1,3} ?[讲场期站回][ :]{1,2}|【[^】\n]{1,6}】)(?=\S)/;

const isPlaceWords = ({ rooms }: Text, words: string): boolean =>
  words.length >= 2 &&
  words.length <= 20 &&
  !/[!?]/.test(words) &&
  (rooms.some((room) => words.startsWith(room)) ||
    (!/[:\d]{3}/.test(words) && (houseEnd.test(words) || /^(?:腾讯会议|线上|视频号|直播间)/.test(words))));
const person =
  /^(?:教师|老师|主讲|指导|歌师|领读|授课|讲师)? ?:? ?[\p{Script=Han}·]{2,4}(?:老师|教练|师傅|教授|主讲)?$/u;
const titled = /老师|教练|师傅|教授|主讲|教师|授课|讲师/;

type Role = 'time' | 'place' | 'teacher' | 'count' | 'price';
type Segment = { at: At; role: Role | undefined };

/** Parts of a line between strokes, commas and blanks, each with the role that its words have. */
function segmentsOf(text: Text, [from, to]: At): Segment[] {
  const { plain, base } = text;
  // (周六), and 9:00 - 10:30 are no parts.
  return [
    ...plain
      .slice(from, to)
      .matchAll(
        /(?:\([^()\n]{0,30}\)|《[^《》\n]*》|“[^“”\n]*”|(?<=[\d)] ?)[ ,](?=\d{1,2}[:点时]|[上下中]午|晚|周|星期|每)|[^|丨,;。\t ])+/g,
      ),
  ].map(({ 0: words, index }) => {
    const at: At = [from + index, from + index + words.length];
    const days = daysIn(plain, ...at, base, { isLoose: true, isWithoutFestivals: true });
    const isTimed = days.length > 0 || timesIn(plain, ...at).length > 0;
    const bare = words.replace(/^[:【]|】$/g, '');
    const role = isTimed
      ? 'time'
      : isPlaceWords(text, bare)
        ? 'place'
        : titled.test(bare) && person.test(bare)
          ? 'teacher'
          : countIn(plain, ...at) !== undefined || /^(?:余|剩)?\d{1,4} ?[人名位组]$/.test(bare)
            ? 'count'
            : priceIn(plain, ...at) !== undefined || /^(?:[¥￥] ?\d|\d{1,5}(?:\.\d{1,2})? ?(?:元|块))/.test(bare)
              ? 'price'
              : undefined;
    return { at, role };
  });
}

/** The name at the beginning of a line: up to the first part that is none of it. */
function nameIn(text: Text, from: number, to: number): At | undefined {
  const { plain } = text;
  const isSole = segmentsOf(text, [from, to]).every(({ role }) => role === undefined);
  if (
    isSole &&
    to - from >= 2 &&
    to - from <= 60 &&
    !/[。;,]$/.test(plain.slice(from, to)) &&
    !notNames.test(plain.slice(from, to))
  )
    return [from, to];
  const [marked = ''] =
    /^[^《》,;|。:\t]{0,12}《[^《》\n]{1,40}》(?:\([^()\n]{1,12}\))?/.exec(plain.slice(from, to)) ?? [];
  if (marked !== '' && !segmentsOf(text, [from, from + marked.length]).some(({ role }) => role === 'time'))
    return [from, from + marked.length];
  const colon = plain.slice(from, to).search(/(?<!\d):|:(?!\d)/);
  // 小小程序员：让机器人走迷宫 goes on behind the colon where no day, hour, place or person stands there.
  const [behind] = colon > 1 ? segmentsOf(text, [from + colon + 1, to]) : [];
  const isWhole =
    behind !== undefined &&
    behind.role === undefined &&
    !/\d/.test(plain.slice(...behind.at)) &&
    behind.at[1] - from <= 30;
  const segments = segmentsOf(text, [from, isWhole ? behind.at[1] : colon > 1 ? from + colon : to]);
  let end = from;
  for (const { at, role } of segments) {
    const isApart = end > from && /[|,;。\t]/.test(plain.slice(end, at[0]));
    if ((role !== undefined && at[0] > from) || isApart) break;
    if (role === 'time' || role === 'price') return undefined;
    [, end] = at;
  }
  const name = plain.slice(from, end);
  const isName =
    name.length >= 2 &&
    name.length <= 40 &&
    /\p{Script=Han}{2}/u.test(name) &&
    !/[。!?]./.test(name) &&
    !notNames.test(name);
  return isName ? [from, end] : undefined;
}
/** 讲座, or a room, alone in its line: the name stands below. */
const isNoName = (text: Text, words: string): boolean =>
  soleKind.test(words.trim()) ||
  (isPlaceWords(text, words.trim().replace(/^【|】$/g, '')) && categoryIn(words, 0, words.length) === undefined);
/** The first words of rules, labels and calls, and numbers of groups: 第一期（7-9岁）. */
const notNames =
  /^(?:有[事问](?:请|题|打)|联系人|负责|(?:第 ?[一二三四五六七八九十\d]{1,3} ?[期批组场]|[营班]期[一二三四五六七八九十\d]{1,2}|[一二三四五六七八九十\d] ?[期批]|(?:初赛|复赛|决赛|海选))(?: ?\([^()]{0,16}\))?[: ]*$|请|凡|如[需遇有因]|若|由于|我馆|本[馆次]|每[人位个组]|所有|参[加与赛]|不[得可需能]|须|需|报名|预约|时间|地点|对象|费用|咨询|联系|主办|承办|温馨|注意|扫|关注|登录|点击|通过|免费|活动(?:时间|地点|对象)|展品|奖|[一二三]等奖|优秀奖|(?:成人|儿童|学生|老人|成年人)(?:票|[ :]|\d)|池座|楼座|[一二三甲乙丙] ?[区档等座])/;

type Signs = Readonly<Record<UnitKind, (text: Text, unit: Unit, words: string) => boolean>>;
const hasTime = ({ plain, base }: Text, { pieces }: Unit): { day: boolean; hour: boolean; weekly: boolean } => {
  const said = pieces.filter(({ subject }) => subject !== 'booking' && subject !== 'phone' && subject !== 'hours');
  // 时间：冬至当晚7点 needs no day that is known, 展览时间： no hour.
  const isTold = said.some(({ subject, label }) => subject === 'time' && label !== '');
  const days = said.flatMap(({ from, to }) =>
    daysIn(plain, from, to, base, { isLoose: true, isWithoutFestivals: true }),
  );
  return {
    day: isTold || days.some(({ kind }) => kind === 'day' || kind === 'range' || kind === 'now'),
    weekly: days.some(({ kind }) => kind === 'weekly'),
    hour: isTold || said.some(({ from, to }) => timesIn(plain, from, to).length > 0),
  };
};
const classNoun = /[班课营团社]$|班级|[教学]唱|入门|基础|提高|初级|中级/;
const roomNoun = /[室厅房馆场棚院](?:\([^()]*\))?$|空间|工坊|剧场|舞台/;
/** Signs by which a line is one of several things of a kind. */
const signs: Signs = {
  book: (_, __, words) =>
    /《[^《》]+》/.test(words) && /出版社|书局|书店|ISBN|索书号|[著编译](?:[,;。 \n]|$)|[文图绘]\//.test(words),
  recording: (text, unit, words) =>
    /(?:共|全) ?\d{1,4} ?[集讲期节课回]|每[集讲期节回][约长]? ?\d|时长|片长|\d ?分钟|\d{1,3}[:：]\d{2}$/.test(words) &&
    !hasTime(text, unit).day &&
    !hasTime(text, unit).weekly,
  room: ({ plain }, { name }, words) =>
    roomNoun.test(plain.slice(...name)) && /面积|㎡|平方|平米|容纳|可坐|座位|\d ?[座席]|配[备有置]?|设备/.test(words),
  event: (text, unit, words) => {
    const { day, weekly, hour } = hasTime(text, unit);
    const isClass = classNoun.test(text.plain.slice(...unit.name));
    const isPlaced = unit.pieces.some(({ subject }) => subject === 'place' || subject === 'teacher');
    return ((day || weekly) && hour) || (isClass && isPlaced && (hour || /\d ?[人名位]/.test(words)));
  },
  ware: ({ plain }, { pieces, name }, words) =>
    /[¥￥] ?\d|\d ?(?:元|块)/.test(words) &&
    !pieces.some(({ from, to }) => timesIn(plain, from, to).length > 0) &&
    !/邮|票|费|卡$|[座区档价]$|押金|合计|特惠|规格|成人|儿童|学生|会员|^满/.test(plain.slice(...name)),
};

/** A line without a label in parts: those that only say the time, the place or the organiser have these subjects, words between them stay whole. */
function partsOf(text: Text, piece: Piece): Piece[] {
  const { plain } = text;
  const words = plain.slice(piece.from, piece.to);
  if (piece.subject !== undefined || words.length > 160 || /。./.test(words)) return [piece];
  const parts: Piece[] = [];
  for (const {
    at: [from, to],
    role,
  } of segmentsOf(text, [piece.from, piece.to])) {
    const last = parts.at(-1);
    // 一楼服务台报名，12月11日截止: days behind a word of booking are its own.
    const isBooked =
      last !== undefined && last.subject === undefined && bookingWords.test(plain.slice(last.from, last.to));
    const isTime =
      role === 'time' && !isBooked && !bookingWords.test(plain.slice(from, to)) && isWhen(text, [from, to]);
    const isSole = role === 'place' || role === 'teacher' || isTime;
    if (isSole) parts.push({ ...piece, subject: role, from, to });
    else if (last !== undefined && last.subject === undefined) parts[parts.length - 1] = { ...last, to };
    else parts.push({ ...piece, from, to });
  }
  return parts;
}

/** Days and hours, and hardly a word beside them. */
function isWhen({ plain, base }: Text, [from, to]: At): boolean {
  const marks = [...daysIn(plain, from, to, base, { isLoose: true }), ...timesIn(plain, from, to)];
  const rest = Array.from(plain.slice(from, to)).filter(
    (sign, index) =>
      /\p{Script=Han}/u.test(sign) && !marks.some((mark) => from + index >= mark.from && from + index < mark.to),
  );
  return rest.length <= 3;
}

/** 10月2日（周六）10:00 少儿阅览室: a day and an hour, and no more than a place beside them. */
function isWhenAndWhere(text: Text, at: At): boolean {
  if (isWhen(text, at)) return true;
  const segments = segmentsOf(text, at);
  return (
    segments.some(({ role }) => role === 'time') && segments.every(({ role }) => role === 'time' || role === 'place')
  );
}

/** Lines at which one of several things may begin; each reaches to the next. */
type Starts = { lines: readonly number[]; isMarked?: boolean; isApart?: boolean };

/** Lines that begin alike, paragraphs, and lines with a day and its hour. */
function startsIn(text: Text): Starts[] {
  const { lines, plain } = text;
  const classes = new Map<string, number[]>();
  for (const [index, line] of lines.entries()) {
    const own = lettered.exec(plain.slice(line.begins, line.to))?.[0] ?? '';
    const mark = own === '' ? classOf(line.mark) : classOf(own.replace(/^[A-Z]/, 'A').replace(/【[^】]*】/, '【】'));
    if (mark !== '' && index > 0) classes.set(mark, [...(classes.get(mark) ?? []), index]);
  }
  const linesWhere = (is: (line: Line) => boolean) => lines.flatMap((line, index) => (is(line) ? [index] : []));
  // A line without a label above one with a label, or 剧目：.
  const labelOf = (index: number) => {
    const line = lines[index];
    return text.pieces.find(
      (piece) =>
        piece.line === index && piece.label !== '' && piece.from - piece.label.length <= (line?.begins ?? 0) + 1,
    );
  };
  const headings = lines.flatMap(({ begins, to }, index) => {
    const [own, next] = [labelOf(index), labelOf(index + 1)];
    const isTimed = timesIn(plain, begins, to).length > 0;
    return own?.subject === 'title' || (own === undefined && next !== undefined && !isTimed) ? [index] : [];
  });
  return [
    ...[...classes.values()].map((each) => ({ lines: each, isMarked: true })),
    {
      lines: belowHeading(
        linesWhere(({ isAfterGap }) => isAfterGap),
        lines.length,
      ),
      isApart: true,
    },
    { lines: headings },
    { lines: linesWhere(({ begins, to }) => priced.test(plain.slice(begins, to))) },
    { lines: linesWhere(({ begins, to }) => isWhenAndWhere(text, [begins, to])) },
  ];
}

/** Where the first paragraph has a line more than the others, it begins with the heading of all. */
function belowHeading(starts: readonly number[], end: number): number[] {
  const [top = 0, ...rest] = starts;
  const lengths = starts.map((start, index) => (starts[index + 1] ?? end) - start);
  const isLonger = rest.length > 1 && lengths.slice(1, -1).every((length) => length === (lengths[0] ?? 0) - 1);
  return isLonger ? [top + 1, ...rest] : [...starts];
}

/** 玉琮冰箱贴 39元 */
const priced = /^[^\d¥￥:。;,]{2,31}[ ,(][^。;]{0,12}(?:[¥￥] ?\d|\d ?(?:元|块))/;

/** Things of one kind in lines that begin alike, or in paragraphs. */
export function unitsIn(text: Text, kind: UnitKind): Units | undefined {
  const found = startsIn(text).flatMap((starts) =>
    starts.lines.length < 2 ? [] : (unitsAt(text, kind, starts) ?? []),
  );
  return found.toSorted((one, other) => other.units.length - one.units.length)[0];
}

type Named = { start: number; end: number; name: At; above: readonly At[] };

/** The line with the name of a thing: its first, or one below a kind, a room or a day. */
function namedAt(text: Text, start: number, end: number): Named | undefined {
  const { lines, plain, pieces } = text;
  const above: At[] = [];
  for (const [index, line] of lines.slice(start, Math.min(end, start + 3)).entries()) {
    const skipped = index > 0 ? '' : (lettered.exec(plain.slice(line.begins, line.to))?.[0] ?? '');
    const from = line.begins + skipped.replace(/【.*/, '').length;
    const [label] = pieces.filter((piece) => piece.line === start + index && piece.label !== '');
    // 时间： at the beginning is no name; 剧目： is.
    const isLabelled = label !== undefined && label.from - label.label.length <= from + 1;
    if (isLabelled && label.subject !== 'title') return undefined;
    // 专题讲座：12月13日14:00 has none.
    if (isLabelled && isWhen(text, [label.from, label.from + 12])) return undefined;
    // A班（5-7岁）：7月5日: where no name stands behind it, the letter is one.
    const [group = ''] =
      index > 0 ? [] : (/^[A-Z]班(?=(?:\([^()\n]{1,12}\))?:)/.exec(plain.slice(line.begins, line.to)) ?? []);
    const name = isLabelled
      ? ([label.from, label.to] as const)
      : (nameIn(text, from, line.to) ??
        (group === '' ? undefined : ([line.begins, line.begins + group.length] as const)));
    const isApart =
      name === undefined
        ? isWhenAndWhere(text, [from, line.to])
        : name[1] >= line.to - 1 && isNoName(text, plain.slice(...name));
    if (isApart) above.push([from, line.to]);
    else if (name === undefined || notEntries.test(plain.slice(...name).replace(/《[^《》]*》/g, ''))) return undefined;
    else return { start, end, name, above };
  }
  return undefined;
}

/** 非遗展演：8:30，古戏台 below a day: parts of one day are events where most name a kind, and they are in several places; else they are its order. */
function isDayOf({ plain, lines, pieces, base }: Text, units: readonly Unit[]): boolean {
  const begins = lines[units[0]?.start ?? 0]?.from ?? 0;
  const places = units.flatMap((unit) =>
    unit.pieces.filter(({ subject }) => subject === 'place').map(({ from, to }) => plain.slice(from, to).trim()),
  );
  return (
    new Set(places).size > 1 &&
    units.filter(({ name }) => categoryIn(plain, ...name) !== undefined).length > units.length / 2 &&
    pieces.some(
      ({ from, to, subject }) =>
        to <= begins && subject !== 'booking' && daysIn(plain, from, to, base).some(({ kind }) => kind === 'day'),
    )
  );
}

function unitsAt(text: Text, kind: UnitKind, starts: Starts): Units | undefined {
  const { lines, plain, pieces } = text;
  const named = starts.lines.flatMap(
    (start, index) => namedAt(text, start, starts.lines[index + 1] ?? lines.length) ?? [],
  );
  if (named.length < 2) return undefined;
  const others = named.slice(0, -1);
  const longest = Math.max(...others.map(({ start, end }) => end - start));
  const marks = new Set(
    others.flatMap(({ start, end }) => lines.slice(start + 1, end).map(({ mark }) => classOf(mark))),
  );
  const labelsOf = ({ start, end }: { start: number; end: number }) =>
    pieces.flatMap(({ line, label, subject }) => (line >= start && line < end && label !== '' ? [subject] : []));
  const labels = new Set(others.flatMap(labelsOf));
  /** The last ends where lines begin that none of the others has. */
  const endOf = ({ start, end }: Named): number => {
    const most = Math.min(end, start + longest);
    for (let line = start + 1; line < most; line += 1) {
      const mark = classOf(lines[line]?.mark ?? '');
      if (
        (mark !== '' && !marks.has(mark)) ||
        labelsOf({ start: line, end: line + 1 }).some((each) => !labels.has(each))
      )
        return line;
    }
    return most;
  };
  const units = named.map((each, index): Unit => {
    const { start, name, above } = each;
    const end = index === named.length - 1 && starts.isApart !== true ? endOf(each) : each.end;
    const held = pieces
      .filter(({ line, from }) => line >= start && line < end && !above.some((at) => from >= at[0] && from < at[1]))
      .flatMap((piece) => {
        const begins = piece.from - piece.label.length;
        // “守艺”讲座：14:00: a label that ends the name is none.
        const isLabel = piece.label !== '' && (begins <= name[0] || begins >= name[1]);
        const isOfName = !isLabel && begins < name[1] && piece.to > name[0];
        const from = isOfName ? Math.max(name[1], piece.label === '' ? 0 : piece.from) : piece.from;
        // A label above a list is none of the words in its lines.
        const subject = piece.line === start && !isLabel ? undefined : piece.subject;
        const label = isLabel ? piece.label : '';
        return from >= piece.to ? [] : partsOf(text, { ...piece, subject, label, from });
      });
    const top = above.flatMap(([from, to]) => partsOf(text, { subject: undefined, label: '', from, to, line: start }));
    return { name, pieces: [...held, ...top], start, end };
  });
  const wordsOf = ({ start, end }: Unit) => plain.slice(lines[start]?.from ?? 0, lines[end - 1]?.to ?? 0);
  const isOfDay = kind === 'event' && isDayOf(text, units);
  const isOf = (unit: Unit) =>
    signs[kind](text, unit, wordsOf(unit)) ||
    (isOfDay && timesIn(plain, lines[unit.start]?.from ?? 0, lines[unit.end - 1]?.to ?? 0).length > 0);
  const count = units.filter(isOf).length;
  if (count < 2 || (starts.isMarked === true && count <= units.length / 2)) return undefined;
  // A paragraph with several numbered days is a list of its own.
  const isList = ({ start, end }: Unit) =>
    starts.isMarked !== true &&
    lines
      .slice(start, end)
      .filter((line) => line.mark !== '' && daysIn(plain, line.begins, line.to, text.base).length > 0).length > 1;
  const most = units.filter((unit) => {
    if (isList(unit)) return false;
    const { day, weekly, hour } = hasTime(text, unit);
    return isOf(unit) || (starts.isMarked === true && kind === 'event' && (day || weekly || hour));
  });
  if (new Set(most.map(({ name }) => plain.slice(...name))).size < 2) return undefined;
  const used = new Set(
    most.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, each) => start + each)),
  );
  return { units: most, shared: pieces.filter(({ line }) => !used.has(line)) };
}

/** Events and classes in lines that begin alike. */
export function byUnits(text: Text): Split | undefined {
  const found = unitsIn(text, 'event');
  if (found === undefined) return undefined;
  const blocks = found.units.map(
    ({ name, pieces, start, end }): Block => ({
      // Behind 剧目： the name stands for itself.
      ...{
        heading: pieces.some(({ subject, label }) => subject === 'title' && label !== '') ? undefined : name,
        pieces,
      },
      ...{ from: text.lines[start]?.from ?? 0, to: text.lines[end - 1]?.to ?? text.plain.length },
    }),
  );
  return { blocks, shared: found.shared };
}
