/** 活动｜地点｜时间 on three lines and more: strokes between the cells of a table. */
export function withColumns(plain: string): string {
  const lines = plain.split('\n');
  const strokes = (line: string | undefined) => (line?.match(/[|丨]/g) ?? []).length;
  const isRow = (index: number) =>
    strokes(lines[index]) >= 2 &&
    (strokes(lines[index]) === strokes(lines[index - 1]) || strokes(lines[index]) === strokes(lines[index + 1]));
  const commas = (line: string | undefined) => (line?.match(/,/g) ?? []).length;
  const head = lines.findIndex((line) => commas(line) >= 3 && /日期|时间/.test(line) && !/[:。\d]/.test(line));
  const isListed = (line: string, index: number) => head >= 0 && index >= head && commas(line) === commas(lines[head]);
  if (lines.filter(isListed).length >= 3)
    return lines.map((line, index) => (isListed(line, index) ? line.replaceAll(',', '\t') : line)).join('\n');
  // 读书会｜本周日下午3:00｜三楼书吧｜限12人 in one line: parts of a sentence.
  return withBlanks(withWholeRows(plain).split('\n'))
    .map((line, index) =>
      isRow(index) ? line.replace(/[|丨]/g, '\t') : strokes(line) >= 3 ? line.replace(/[|丨]/g, ',') : line,
    )
    .join('\n');
}

/** 3月21日 / 14:00-17:00 in one cell of two lines: a row as long as the head of its table. */
function withWholeRows(plain: string): string {
  const lines = plain.split('\n');
  const head = lines.findIndex((line) => /\t/.test(line) && /日期|时间/.test(line) && !/\d/.test(line));
  const heads = lines[head]?.split('\t') ?? [];
  if (heads.length < 3) return plain;
  const whole: string[] = [];
  for (const [index, line] of lines.entries()) {
    const last = whole.at(-1) ?? '';
    const cells = last.split('\t').length;
    const isTorn =
      index > head + 1 &&
      cells < heads.length &&
      /日期|时间/.test(heads[cells - 1] ?? '') &&
      cells + line.split('\t').length - 1 === heads.length;
    if (isTorn) whole[whole.length - 1] = `${last} ${line}`;
    else whole.push(line);
  }
  return whole.join('\n');
}

/** 周一 19:00-20:30 尤克里里入门 培训教室, in lines of as many parts side by side, each with a day: the blanks keep columns apart. */
function withBlanks(lines: readonly string[]): readonly string[] {
  // A day, its weekday and its hour are one part.
  const partsOf = (line: string) => line.trim().replace(dayAndHour, '$1\ue000').split(' ');
  const isRow = (line: string) =>
    line.length <= 80 &&
    !notRow.test(line) &&
    partsOf(line).length >= 3 &&
    partsOf(line).some((part) => timed.test(part));
  const rows = lines.filter(isRow);
  const [count = 0] = rows.map((line) => partsOf(line).length);
  const isAlike =
    rows.every((line) => partsOf(line).length === count) &&
    lines.filter((line) => timed.test(partsOf(line)[0] ?? '')).length <= rows.length;
  const isTable = isAlike && rows.length >= 3 && (count >= 4 || rows.every((line) => /《[^》]+》/.test(line)));
  // 周一 19:00-20:30 needs no further line.
  const isWeekly = (line: string) => line.length <= 80 && weekdayFirst.test(line) && partsOf(line).length >= 2;
  const isOf = (line: string | undefined) => line !== undefined && ((isTable && isRow(line)) || isWeekly(line));
  if (lines.filter(isOf).length < 2) return lines;
  return lines.map((line, index) => {
    const isHead = isTable && isOf(lines[index + 1]) && partsOf(line).length === count && !/[\d:。]/.test(line);
    return isOf(line) || isHead
      ? partsOf(line.trimEnd())
          .join('\t')
          .replaceAll('\ue000', isWeekly(line) ? '\t' : ' ')
          .padEnd(line.length)
      : line;
  });
}
/** Numbered lines, lines of a change and lines between strokes have ways of their own. */
const notRow = /^ ?(?:[A-Z][班组.、]|\d{1,2}[.、](?!\d)|[①-⑳])|[\t。|丨→]|^ ?原/;
const dayAndHour =
  /((?<![^\s\ue000])(?:每?(?:周|星期)[一二三四五六日天](?:[、和至-](?:周|星期)?[一二三四五六日天])*|\d{1,2}月\d{1,2}[日号]?(?:\([^() ]{1,6}\))?|\d{1,2}[./]\d{1,2}(?:\([^() ]{1,6}\))?|\d{1,2}[日号](?:\([^() ]{1,6}\))?)) (?=(?:[上下中]午|晚上?)? ?\d{1,2}[:点]|(?:周|星期)[一二三四五六日天] )/g;
const timed =
  /^(?:每?(?:周|星期)[一二三四五六日天]|(?:20\d{2}年)?\d{1,2}月\d{1,2}[日号]|\d{1,2}[./]\d{1,2}(?:$|\()|\d{1,2}[日号](?:$|\())/;
const weekdayFirst =
  /^ ?每?(?:周|星期)[一二三四五六日天](?:[、和至-](?:周|星期)?[一二三四五六日天])* (?:[上下中]午|晚上?)? ?\d{1,2}[:点]/;
