import { isBareLabel, opening } from './labels.ts';

/** A line that stands by itself: a label, an item of a list, a heading. */
function beginsOwn(line: string): boolean {
  const [mark = ''] = opening.exec(line.slice(0, 40)) ?? [];
  if (mark.trim() !== '' || /^[【★◆]/.test(line)) return true;
  const words = line.slice(mark.length);
  if (
    /^(?:报名|预约|咨询|联系|购票|活动|集合|上课)?(?:电话|热线|地点|时间|费用|票价|名额|对象|方式)[: \d(]/.test(words)
  )
    return true;
  if (/^(?:\d{1,2}[月./]\d{1,2}|\d{1,2}:\d{2}|(?:每周|本周|下周|周|星期)[一二三四五六日]|[《“])/.test(words))
    return true;
  return (
    /^(?:\p{Script=Han} ?){2,10}:/u.test(words) ||
    isBareLabel(words.trim()) ||
    /^第[一二三四五六七八九十\d]{1,3}[场期讲]/.test(words)
  );
}

const unclosed = (line: string) =>
  Math.max(line.lastIndexOf('('), line.lastIndexOf('“'), line.lastIndexOf('《')) >
  Math.max(line.lastIndexOf(')'), line.lastIndexOf('”'), line.lastIndexOf('》'));

const spaced =
  /(?<=\d) (?=[年月日号时点分元人名](?![\p{Script=Han}]{0,2}[:：]))|(?<=\d ?[年月]) (?=\d)|(?<=(?:^|[ \n])\p{Script=Han}) (?=\p{Script=Han}(?: |$|\n))/gmu;
/** Blanks within a date or between the signs of one word, as a printed page sets them. */
function spacedSigns(plain: string): number[] {
  let from = 0;
  const isSpaced = isLetterSpacedPage(plain.split('\n'));
  return [
    ...[...plain.matchAll(spaced)].map(({ index }) => index),
    ...plain.split('\n').flatMap((line) => {
      const begin = from;
      from += line.length + 1;
      return isLetterSpaced(line, isSpaced) ? [...line.matchAll(/ /g)].map(({ index }) => begin + index) : [];
    }),
  ];
}

const isLetterSpacedPage = (lines: readonly string[]) => lines.filter((line) => isLetterSpaced(line)).length >= 3;

/** 免 费 ，限 3 0 人: each sign by itself. */
function isLetterSpaced(line: string, isOnPage = false): boolean {
  const words = line.trim().split(' ');
  const single = words.filter((word) => word.replace(/[^\p{L}\p{N}]/gu, '').length <= 1).length;
  if (isOnPage && words.length >= 2 && /^(?:\p{Script=Han} ){1,6}\p{Script=Han}$/u.test(line.trim())) return true;
  return words.length >= 4 && single >= words.length * 0.7 && (line.match(/\p{Script=Han}/gu)?.length ?? 0) >= 2;
}

/** A line that ends within a date, a time, a number or brackets. */
function isCutBetween(line: string, next: string): boolean {
  return (
    (/\d ?$/.test(line) &&
      /^ ?(?:(?:[年月日号时点分元人名岁位座张前])(?![龄级货额称单师数员享馆组谈位旦宵期程间置台往来])|[.:-]\d)/.test(
        next,
      )) ||
    (/(?:\d ?[年月]|[-至:、(]|\d ?:)$/.test(line) &&
      !/[\p{Script=Han}”》)] ?:$/u.test(line) &&
      /^ ?\d/.test(next) &&
      !/^\d{1,2}[、.．]/.test(next)) ||
    (/\d-$/.test(line) && /^\d/.test(next)) ||
    (/月 ?[123]$/.test(line) && /^\d ?[日号]/.test(next)) ||
    (/(?:[上下中]午|晚上?) ?[12]$/.test(line) && /^\d:\d\d/.test(next)) ||
    (/\d ?[:：] ?[0-5]$/.test(line) && /^\d(?!\d)/.test(next)) ||
    // A telephone in two lines.
    (/(?<!\d)\d{3,4}[ -]?\d{1,3}$/.test(line) && /^\d{1,3}$/.test(next)) ||
    (/第$/.test(line) && /^[一二三四五六七八九十百\d]{1,4}[期场讲届季回]/.test(next)) ||
    (/^.{0,20}关于/.test(line) &&
      !/(?:通知|公告|启事|通告|预告|函|方案)$/.test(line) &&
      /^[^:\d]{1,24}(?:通知?|公告|启事|通告|预告|函)$/.test(next)) ||
    (/的(?:通|公|启|预)$/.test(line) && /^[知告事]$/.test(next)) ||
    (/(?:星期|周|上|下|晚)$/.test(line) && /^[一二三四五六日天午上]/.test(next)) ||
    (unclosed(line) && line.length > 6 && !beginsOwn(next) && /^[^()“”《》\n]{0,30}[)”》]/.test(next))
  );
}

/** Line ends that a PDF put into a sentence, by their places. A short line ends by itself; a full one goes on, unless the next begins its own. */
export function tornEnds(plain: string): ReadonlySet<number> {
  const written = plain.split('\n');
  const isSpaced = isLetterSpacedPage(written);
  const lines = written.map((line) => (isLetterSpaced(line, isSpaced) ? line.replaceAll(' ', '') : line));
  const lengths = lines.map((line) => line.length).filter((length) => length > 8);
  const sorted = lengths.toSorted((one, other) => one - other);
  const widest = sorted.at(Math.floor(sorted.length * 0.9)) ?? 0;
  const full = lengths.filter((length) => length >= widest - 5).length;
  // A text of one width, that of the page it was printed on; a list of lines alike is none.
  const cuts = lines.filter((line, index) => isCutBetween(line, lines[index + 1] ?? '')).length;
  const isPage =
    sorted.length >= 5 && widest >= 14 && widest <= 60 && full >= sorted.length * 0.3 && (cuts > 0 || full >= 8);
  const torn = new Set<number>(spacedSigns(plain));
  let at = 0;
  for (const [index, line] of lines.entries()) {
    const end = at + (written[index] ?? line).length;
    const next = lines[index + 1];
    at = end + 1;
    if (next === undefined || line === '' || next === '' || line.includes('\t') || next.includes('\t')) continue;
    const begins = beginsOwn(next);
    const isCut = isCutBetween(line, next);
    const isFull =
      isPage &&
      line.length >= widest - (cuts > 0 ? 5 : 3) &&
      line.length <= widest + 4 &&
      !/[。!?;:！？；]$/.test(line) &&
      !begins;
    // 展名：“慢铁路”摄影文 / 献展
    const isName =
      isSpaced &&
      /^\p{Script=Han}?(?:名|题目?|名称|主题):.{4,}[^。!?;]$/u.test(line) &&
      /^\p{Script=Han}{1,6}$/u.test(next);
    if (isCut || isFull || isName) torn.add(end);
  }
  return torn;
}
