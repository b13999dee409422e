import { type At, type Block, houseEnd, notEntries, type Split, type Text } from './blocks.ts';
import { daysIn } from './days.ts';
import { categoryIn } from './kinds.ts';
import type { Subject } from './labels.ts';
import type { Piece } from './pieces.ts';
import { timesIn } from './times.ts';
import { clauseIn, namedIn, nounIn } from './titles.ts';

/** A clause that begins with a day: there an event of its own may begin. */
type Anchor = { from: number; days: readonly At[]; hours: readonly At[]; rest: number; hasHour: boolean };

/** Prose is looked through up to here. */
const longest = 10_000;
const sentences = /[^\n。;!?]{6,400}/g;
const other =
  /报名|预约|截止|领票|取票|购票|售票|开票|放票|抢票|退票|登记|闭馆|休馆|放假|停电|原定|发布|公布|推送|恢复|推迟|延期|改期|取消|移至|改到/;
const sameDay = /(?:当[天日晚]|同[日天晚]|同一天)/g;
/** A number of events, said before they are listed: 三场活动, 两件小事. */
const several =
  /(?:好?几|[两二三四五六七八九]|(?<!\d)[2-9]) ?(?:大|个|场|项|件|次|样|组)(?!小时|月|天|人|班|小组)[\p{Script=Han}]{0,6}/u;

/** Clauses of a sentence that begin with a day, in order. */
function anchorsIn({ plain }: Text, named: readonly At[], [from, to]: At, before: Anchor | undefined): Anchor[] {
  const anchors: Anchor[] = [];
  const days = named.filter((at) => at[0] >= from && at[1] <= to).map(([begin, end]) => ({ from: begin, to: end }));
  const relative = [...plain.slice(from, to).matchAll(sameDay)].map(({ 0: words, index }) => ({
    from: from + index,
    to: from + index + words.length,
    isRelative: true,
  }));
  const times = timesIn(plain, from, to);
  // 周六上午十点……；下午两点半……: a sentence that begins with an hour goes on with the day before it.
  const [hour] = times;
  const goesOn =
    hour !== undefined &&
    hour.from - from <= 1 &&
    /^(?:[上下]午|中午|傍晚|晚上?)/.test(plain.slice(hour.from, hour.to)) &&
    !days.some((day) => day.from <= hour.to + 1)
      ? [{ from: hour.from, to: hour.from, isRelative: true }]
      : [];
  const marks = [
    ...days.map((day) => ({ from: day.from, to: day.to, isRelative: false })),
    ...relative,
    ...goesOn,
  ].toSorted((one, other) => one.from - other.from);
  for (const [index, mark] of marks.entries()) {
    const clause = from + plain.slice(from, mark.from).search(/[^,:，：、]*$/);
    const last = anchors.at(-1);
    const next = marks[index + 1]?.from ?? to;
    const own = times.filter((time) => time.from >= mark.from && time.to <= next);
    const joined = last !== undefined && /^[,、和及与至到() ]{0,4}$/.test(plain.slice(last.rest, mark.from));
    const rest = Math.max(mark.to, ...own.filter((time) => time.from - mark.to <= 16).map((time) => time.to));
    const at: At = [mark.from, mark.to];
    const hours = own.map((time): At => [time.from, time.to]);
    if (last !== undefined && (joined || mark.from < last.rest)) {
      anchors[anchors.length - 1] = {
        ...last,
        days: [...last.days, at],
        hours: [...last.hours, ...hours],
        rest,
        hasHour: last.hasHour || own.length > 0,
      };
      continue;
    }
    const ahead = plain.slice(clause, mark.from);
    const behind = plain.slice(rest, Math.min(to, rest + 12)).split(/[,，;]/)[0] ?? '';
    const isBound =
      /(?:展至|延续至|持续[至到]|截[至止]|至|到)$/.test(ahead) || /^ ?(?:前|之前|以前|止|为止)/.test(behind);
    if (ahead.length > 14 || other.test(ahead) || other.test(behind) || isBound) continue;
    const day = mark.isRelative ? (last ?? before)?.days : [at];
    if (day === undefined) continue;
    // 下周六同一时间: the hour stands in the event before.
    const [same = ''] = /^ ?(?:同一时间|同时段|相同时间)/.exec(plain.slice(rest, to)) ?? [];
    const theirs = same === '' ? hours : ((last ?? before)?.hours ?? []);
    const hasHour = theirs.length > 0 || /^[^,]{0,4}全天/.test(behind);
    anchors.push({ from: clause, days: day, hours: theirs, rest: rest + same.length, hasHour });
  }
  return anchors;
}

const verbs =
  '(?:将|会|还|则|也|都|两天下午)?(?:都有|有|是|在|举办|举行|上演|开讲|开展|放映|放电影|演出|组织|推出|带来|安排|请来|邀请|为大家|开放|放|演|讲|教|办|做|下|跟着?)';
const toVerb = new RegExp(`^(?:${verbs})?(?:了|的)?(?:一?[场个次部台])?`, 'u');

/** The name behind the time: past the place and the verb, up to the end of its clause. */
function verbName({ plain, rooms }: Text, from: number, to: number): At | undefined {
  let begin = from;
  for (let count = 0; count < 4; count += 1) {
    const words = plain.slice(begin, to);
    const [gap = ''] = /^[\s,:，：)）]*(?:的|在)?/.exec(words) ?? [];
    begin += gap.length;
    const rest = plain.slice(begin, to);
    const room = rooms.find((title) => rest.startsWith(title));
    const clause = /^[^,，。;]{2,10}(?=[,，])/.exec(rest)?.[0];
    if (room !== undefined) begin += room.length;
    else if (clause !== undefined && houseEnd.test(clause)) begin += clause.length;
    else break;
  }
  begin += /^[\s,，:：]*/.exec(plain.slice(begin, to))?.[0].length ?? 0;
  const isVerbKept = /^(?:做|写|画|打|包|扎|跟|读|晒|猜|捏)/.test(plain.slice(begin, to));
  if (!isVerbKept) begin += toVerb.exec(plain.slice(begin, to))?.[0].length ?? 0;
  const [name = ''] = /^[^,，。;!?()（）\n]{2,20}/.exec(plain.slice(begin, to)) ?? [];
  const isName =
    name.length >= 3 && !/\d|[元点]|不用|免费|欢迎|报名|预约|时间|地点|电话/.test(name) && !houseEnd.test(name);
  return isName ? [begin, begin + name.length] : undefined;
}

type Found = Anchor & { name: At; isKind: boolean; isMarked: boolean };

function nameOf(text: Text, anchor: Anchor, to: number): Found | undefined {
  const { plain } = text;
  const isKind = (from: number, end: number) => categoryIn(plain, from, end) !== undefined;
  const marked = namedIn(plain, anchor.rest, to)?.at;
  const behindVerb = verbName(text, anchor.rest, to);
  const name =
    marked ??
    (behindVerb !== undefined && isKind(...behindVerb) ? behindVerb : undefined) ??
    clauseIn(plain, anchor.rest, to, isKind)?.at ??
    behindVerb ??
    nounIn(plain, anchor.rest, to)?.at;
  if (name === undefined) return undefined;
  const isInRoom = name === behindVerb && text.rooms.some((room) => plain.slice(anchor.rest, name[0]).includes(room));
  const isOwn = isInRoom || isKind(...name) || /^[《“]/.test(plain.slice(...name)) || plain[name[0] - 1] === '“';
  return { ...anchor, name, isKind: isOwn, isMarked: marked !== undefined };
}

type Event = { from: number; end: number; name: At; isMarked: boolean; time: readonly At[] };

/** Events in prose: each in a clause that begins with its day, or each in a sentence of its own. */
export function byProse(text: Text): Split | undefined {
  const { pieces } = text;
  const labelled = new Set(pieces.flatMap(({ subject, label }) => (label === '' ? [] : [subject])));
  if (labelled.has('time')) return undefined;
  const found = byClauses(text, labelled) ?? bySentences(text);
  if (found === undefined) return undefined;
  const blocks = found.map(({ from, end, name, isMarked, time }): Block => {
    const line = pieces.find((piece) => piece.from <= from && piece.to >= from)?.line ?? 0;
    const piece = (begin: number, to: number): Piece => ({ subject: undefined, label: '', from: begin, to, line });
    const times = time.map((at): Piece => ({ ...piece(...at), subject: 'time' }));
    return { heading: name, isUnsure: !isMarked, pieces: [...times, piece(from, end)], from, to: end };
  });
  const begins = found[0]?.from ?? 0;
  const ends = found.at(-1)?.end ?? 0;
  const shared = pieces.flatMap((piece): Piece[] => [
    ...(piece.from < begins ? [{ ...piece, to: Math.min(piece.to, begins) }] : []),
    ...(piece.to > ends ? [{ ...piece, from: Math.max(piece.from, ends) }] : []),
  ]);
  return { blocks, shared };
}

const isSeveral = (plain: string, found: readonly { name: At }[]) =>
  found.length > 1 && new Set(found.map(({ name }) => plain.slice(...name))).size > 1;

/** Sentences with a day, an hour and a name each, wherever they stand in it. */
function bySentences({ plain, base }: Text): Event[] | undefined {
  const found: Event[] = [];
  for (const { 0: words, index } of plain.slice(0, longest).matchAll(sentences)) {
    const at: At = [index, index + words.length];
    const days = daysIn(plain, ...at, base).filter(({ kind }) => kind === 'day' || kind === 'range');
    const hasHour = timesIn(plain, ...at).length > 0 || /同一时间|全天/.test(words);
    if (
      days.length === 0 ||
      !hasHour ||
      notEntries.test(words.slice(0, 12)) ||
      /截止|闭馆|休馆|退票|原定|开票|放票|开抢|售票|抢票|发布|公布/.test(words)
    )
      continue;
    const name =
      namedIn(plain, ...at) ??
      clauseIn(plain, ...at, (from, to) => categoryIn(plain, from, to) !== undefined) ??
      nounIn(plain, ...at);
    if (name !== undefined) found.push({ from: at[0], end: at[1], name: name.at, isMarked: true, time: [] });
  }
  return isSeveral(plain, found)
    ? found.map((each, index) => ({ ...each, end: found[index + 1]?.from ?? each.end }))
    : undefined;
}

function byClauses(text: Text, labelled: ReadonlySet<Subject | undefined>): Event[] | undefined {
  const { plain, base } = text;
  const isOne = ['title', 'place', 'audience', 'capacity', 'teacher', 'lessons'] as const;
  // Labels speak of one thing.
  if (isOne.filter((each) => labelled.has(each)).length >= 2) return undefined;
  const anchors: (Anchor & { end: number })[] = [];
  const days = daysIn(plain, 0, Math.min(plain.length, longest), base).flatMap((each): At[] =>
    each.kind === 'day' || each.kind === 'range' || (each.kind === 'weekly' && each.isSingle)
      ? [[each.from, each.to]]
      : [],
  );
  for (const { 0: words, index } of plain.slice(0, longest).matchAll(sentences)) {
    const own = anchorsIn(text, days, [index, index + words.length], anchors.at(-1));
    for (const [place, anchor] of own.entries())
      anchors.push({ ...anchor, end: own[place + 1]?.from ?? index + words.length });
  }
  const first = anchors[0]?.from ?? 0;
  const isCounted = several.test(plain.slice(Math.max(0, first - 60), first));
  const found = anchors.flatMap((anchor) => {
    if (notEntries.test(plain.slice(anchor.rest, anchor.rest + 12))) return [];
    const read = nameOf(text, anchor, anchor.end);
    if (read === undefined || (!read.isKind && !isCounted) || (!read.hasHour && !read.isKind)) return [];
    return [{ ...read, end: anchor.end }];
  });
  if (!isSeveral(plain, found) || found.filter(({ hasHour }) => hasHour).length < 2) return undefined;
  return found.map(({ from, days, hours, rest, name, isMarked, end }): Event => {
    // The day of 当天 stands in the event before.
    const far = [...days, ...hours].filter(([begin]) => begin < from);
    return { from, end, name, isMarked, time: far.length === 0 ? [] : [...far, [from, rest]] };
  });
}
