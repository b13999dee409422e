import { isBareLabel, labelBefore, opening, type Subject, subjectOf } from './labels.ts';

/** A part of a line that speaks of one subject; of none where no label stands before it. */
export type Piece = { subject: Subject | undefined; label: string; from: number; to: number; line: number };

export type Line = {
  from: number;
  to: number;
  /** Behind its number and bullets. */
  begins: number;
  /** The number or bullet before its words: 一、, 1., ★. */
  mark: string;
  isAfterGap: boolean;
  cells: readonly (readonly [from: number, to: number])[];
};

/** No announcement has more; each is looked at beside others. */
const mostLines = 1000;
const mostPieces = 2000;

export function linesOf(plain: string): Line[] {
  const lines: Line[] = [];
  let [from, isAfterGap] = [0, true];
  for (const text of plain.split('\n')) {
    const to = from + text.length;
    if (text.trim() === '') isAfterGap = true;
    else {
      const mark = opening.exec(text.slice(0, 40))?.[0] ?? '';
      lines.push({ from, to, begins: from + mark.length, mark: mark.trim(), isAfterGap, cells: cellsOf(text, from) });
      isAfterGap = false;
    }
    from = to + 1;
    if (lines.length >= mostLines) break;
  }
  return lines;
}

function cellsOf(text: string, start: number): [number, number][] {
  let from = start;
  return text.split('\t').map((cell) => {
    const at: [number, number] = [from, from + cell.length];
    from += cell.length + 1;
    return at;
  });
}

type Label = { from: number; value: number; subject: Subject };

/** Labels within a line, in order. */
function labelsIn(plain: string, line: Line): Label[] {
  const found: Label[] = [];
  const text = plain.slice(line.begins, line.to);
  const [, bracketed = ''] = /^[【[](.{2,10}?)[】\]]/.exec(text) ?? [];
  const bracket = bracketed === '' ? undefined : subjectOf(bracketed);
  const [first = line] = line.cells.map(([from, to]) => ({ from, to }));
  const head = plain.slice(line.begins, first.to).trim();
  const isLabel = isBareLabel(bracketed) || (text.startsWith('【') && bracketed.length <= 4 && bracket !== 'closure');
  if (bracket !== undefined && (isLabel || text.length <= bracketed.length + 3))
    found.push({ from: line.begins, value: line.begins + bracketed.length + 2, subject: bracket });
  else if (line.cells.length > 1 && isBareLabel(head) && subjectOf(head) !== undefined)
    found.push({ from: line.begins, value: first.to, subject: subjectOf(head) ?? 'other' });
  else if (bracket === undefined) {
    const [words = ''] = /^(?:[\p{Script=Han}] ?){2,8}/u.exec(text) ?? [];
    const behind = text[words.length] ?? '';
    const sole = words.trim();
    if (
      (isBareLabel(sole) && (behind === '' || words.endsWith(' ') || /[|丨]/.test(behind))) ||
      (behind === '/' && sole.length <= 6 && subjectOf(sole) !== undefined)
    )
      found.push({
        ...{ from: line.begins, subject: subjectOf(sole) ?? 'other' },
        value:
          line.begins +
          words.length +
          (behind === '' ? 0 : (/^[|丨/] ?/.exec(text.slice(words.length))?.[0].length ?? 0)),
      });
    else {
      // 时间 十二月五日: the blank stands between two words of characters alike.
      const [, label = ''] = /^(\p{Script=Han}{2,6}) /u.exec(text) ?? [];
      if (isBareLabel(label) || (plainEnd.test(label) && subjectOf(label) !== undefined))
        found.push({ from: line.begins, value: line.begins + label.length, subject: subjectOf(label) ?? 'other' });
    }
  }
  // TIME 03.07 14:00-16:00
  const [english = '', word = ''] =
    /^(TIME|DATE|WHEN|PLACE|VENUE|WHERE|ADDRESS|ADD|FEE|PRICE|TICKETS?|FOR|AGES?|CAPACITY|HOW|BOOKING|REGISTRATION|CONTACT|TEL|PHONE)(?: ?[\p{Script=Han}]{1,4})? ?[:/|]? (?=\S)/iu.exec(
      text,
    ) ?? [];
  const meant = englishSubjects[word.toUpperCase()];
  if (meant !== undefined && found.length === 0)
    return [{ from: line.begins, value: line.begins + english.length, subject: meant }];
  // 什么时候？……, Q：什么时候？A：……
  const [asked = '', question = ''] =
    /^(?:(?:Q|问)\d{0,2} ?: ?)?([^?\n:,]{2,12})\? ?(?:(?:A|答)\d{0,2} ?:)?/.exec(text) ?? [];
  const subject = subjectOf(question);
  if (subject !== undefined && found.length === 0)
    return [{ from: line.begins, value: line.begins + asked.length, subject }];
  const pictures = plain.slice(line.from, line.begins);
  // 📱 before words without a number says how to book.
  const isUncalled = /📱|📲/u.test(pictures) && !/\d{7}|\d{3}-\d/.test(text);
  const sign = isUncalled ? (['', 'booking'] as const) : signs.find(([form]) => form.test(pictures));
  if (
    sign !== undefined &&
    found.length === 0 &&
    labelBefore(plain, plain.indexOf(':', line.begins), line.begins) === undefined
  )
    found.push({ from: line.from, value: line.begins, subject: sign[1] });
  for (
    let colon = plain.indexOf(':', line.begins);
    colon >= 0 && colon < line.to;
    colon = plain.indexOf(':', colon + 1)
  ) {
    const label = labelBefore(plain, colon, found.at(-1)?.value ?? line.begins);
    if (label === undefined) continue;
    // 展览日期 Date：, of which the first says the same.
    const [told] = found;
    if (
      told?.value === label.from &&
      /^[A-Za-z /]+$/.test(plain.slice(label.from, colon)) &&
      /\p{Script=Han} ?$/u.test(plain.slice(told.from, told.value))
    ) {
      found[0] = { ...told, value: colon + 1 };
      continue;
    }
    // 同步开售 时间：11月6日12:00
    const before = plain.slice(found.at(-1)?.value ?? line.begins, label.from);
    const isOfBooking = label.subject === 'time' && /(?:开售|开票|报名|预约|抢票|售票|领票|开抢|放票) ?$/.test(before);
    found.push({ ...label, ...(isOfBooking && { subject: 'booking' as const }), value: colon + 1 });
  }
  return found;
}

/** Labels in English, which posters set without a colon. */
const englishSubjects: Readonly<Record<string, Subject>> = {
  TIME: 'time',
  DATE: 'time',
  WHEN: 'time',
  PLACE: 'place',
  VENUE: 'place',
  WHERE: 'place',
  ADD: 'place',
  ADDRESS: 'place',
  CAPACITY: 'capacity',
  BOOKING: 'booking',
  REGISTRATION: 'booking',
  CONTACT: 'phone',
  PHONE: 'phone',
  FEE: 'price',
  PRICE: 'price',
  TICKET: 'price',
  TICKETS: 'price',
  FOR: 'audience',
  AGE: 'audience',
  AGES: 'audience',
  HOW: 'booking',
  TEL: 'phone',
};

/** Pictures before a line that stand for its label. */
const signs: readonly (readonly [RegExp, Subject])[] = [
  [/[📅📆🗓⏰🕐-🕧⌚⏱]/u, 'time'],
  [/[📍📌🏠🏛🏫🏢🗺]/u, 'place'],
  [/[💰💴💵💲]/u, 'price'],
  [/[🎟🎫]/u, 'booking'],
  [/[📞☎📱]/u, 'phone'],
  [/[👥👪👨]/u, 'audience'],
];

const plainEnd = /(?:时间|地点|年龄|名额|收费|费用|电话|对象|方式|提示|票务|展厅|主讲|票价|通道|人数|须知)$/;

/** Lists may go on below their label: sessions, ways to book, rules. */
const goesOn = new Set<Subject>([
  'time',
  'booking',
  'notice',
  'flow',
  'place',
  'audience',
  'price',
  'phone',
  'hours',
  'organizer',
  'co_organizer',
  'title',
  'teacher',
  'capacity',
  'closure',
]);
const beginsWithDay =
  /^(?:(?:\d{4}[年./-])?\d{1,2}[月./-]\d{1,2}|\d{1,2}:\d{2}|(?:每周|本周|下周|周|星期)[一二三四五六日天末]|上午|下午|晚上|第[一二三四五六七八九十\d]{1,2}场)/;

/** 12.18 SAT, at the beginning of a line of a poster. */
const posterDay =
  /^(?:20\d{2}\.)?(?:0?[1-9]|1[0-2])\.(?:0?[1-9]|[12]\d|3[01])(?: ?-(?: ?\d{1,2}\.)? ?\d{1,2})?(?: ?\(?(?:周|星期)[一二三四五六日]\)?| ?\(?(?:MON|TUE|WED|THU|FRI|SAT|SUN)[a-z]*\)?| \d{1,2}:\d{2}|$)/i;

const soleDay =
  /^ ?(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]?(?:\([^()]{1,4}\))? ?(?:[上下]午|晚上?|中午)?(?: ?\d{1,2}(?::\d{2}|[点时]半?))? ?起? ?$/;

/** Behind a name and a comma, numbers speak of other things: 活动：小馆长体验，9:00-11:30，8-11岁. */
function otherWords(plain: string, from: number, to: number): number {
  const comma = plain.indexOf(',', from);
  return comma > from && comma < to && /\d/.test(plain.slice(comma, to)) ? comma : to;
}

/** The lines in parts, each with its subject. A label alone in its line holds for the lines below, up to the next. */
export function piecesOf(plain: string, lines: readonly Line[]): Piece[] {
  const pieces: Piece[] = [];
  let open: { subject: Subject; isEmpty: boolean; mark: string } | undefined;
  for (const [index, line] of lines.entries()) {
    if (pieces.length >= mostPieces) break;
    const labels = labelsIn(plain, line);
    const text = plain.slice(line.begins, line.to);
    const isBig = /^[一二三四五六七八九十]{1,3}[、.]|^[【★◆]/.test(line.mark + text.slice(0, 1));
    if (open !== undefined && (isBig || (line.isAfterGap && !open.isEmpty))) open = undefined;
    const before = labels[0]?.from ?? line.to;
    const isPosterDay = labels.length === 0 && posterDay.test(text);
    // 1月18日10:00电话报名：: the day before the label is that of booking.
    const isOfLabel = labels[0]?.subject === 'booking' && soleDay.test(plain.slice(line.begins, before));
    if (plain.slice(line.begins, before).trim() !== '') {
      const carries =
        open !== undefined &&
        ((open.isEmpty &&
          (open.subject === 'time' ||
            open.subject === 'booking' ||
            open.subject === 'flow' ||
            open.subject === 'notice' ||
            open.subject === 'closure' ||
            open.subject === 'hours' ||
            !beginsWithDay.test(text))) ||
          (open.subject === 'time' && beginsWithDay.test(text)) ||
          (open.subject !== 'time' &&
            line.mark !== '' &&
            open.mark !== line.mark &&
            goesOn.has(open.subject) &&
            /^[\d(①-⑩]/.test(line.mark)));
      pieces.push({
        subject: isOfLabel ? 'booking' : carries ? open?.subject : isPosterDay ? 'time' : undefined,
        label: '',
        from: line.begins,
        to: before,
        line: index,
      });
      if (!carries) open = undefined;
    }
    for (const [place, label] of labels.slice(0, mostPieces).entries()) {
      const to = labels[place + 1]?.from ?? line.to;
      const stop = label.subject === 'title' ? otherWords(plain, label.value, to) : to;
      pieces.push({
        subject: label.subject,
        label: plain.slice(label.from, label.value),
        from: label.value,
        to: stop,
        line: index,
      });
      if (stop < to) pieces.push({ subject: undefined, label: '', from: stop + 1, to, line: index });
      open = goesOn.has(label.subject)
        ? { subject: label.subject, isEmpty: plain.slice(label.value, to).trim() === '', mark: line.mark }
        : undefined;
    }
  }
  return pieces;
}
