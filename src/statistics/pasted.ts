import { isDay } from './closing.ts';

const most = 40;

/** 2026-11-23, 2026/11/23, 11月23日, or only 23. */
function dayIn(text: string, month: string): string | undefined {
  const plain = text.normalize('NFKC').replace(/\s/g, '');
  const two = (number: string) => number.padStart(2, '0');
  const [, year, whole, date] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(plain) ?? [];
  if (year !== undefined && whole !== undefined && date !== undefined)
    return valid(`${year}-${two(whole)}-${two(date)}`);
  const [, only, day] = /^(?:(\d{1,2})月)?(\d{1,2})[日号]?$/.exec(plain) ?? [];
  if (day === undefined || (only !== undefined && two(only) !== month.slice(5))) return undefined;
  return valid(`${month}-${two(day)}`);
}

const valid = (day: string) => (isDay(day) ? day : undefined);

/** Rows pasted from a spreadsheet: a date and then the figures in the order of the table, with tabs or commas between them. A heading is passed over. */
export function pastedRows(
  text: string,
  codes: readonly string[],
  month: string,
): { values: Record<string, string> } | { problem: string } {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length > most) return { problem: `一次最多粘贴 ${most} 行，现在是 ${lines.length} 行` };
  const values: Record<string, string> = {};
  for (const [place, line] of lines.entries()) {
    const [first = '', ...rest] = line.includes('\t') ? line.split('\t') : line.trim().split(/\s*[,，]\s*|\s+/);
    const day = dayIn(first, month);
    if (day === undefined) {
      if (place === 0 && !/\d/.test(line)) continue;
      return { problem: `第 ${place + 1} 行开头应为日期，例如 ${month}-01` };
    }
    if (!day.startsWith(month)) return { problem: `第 ${place + 1} 行是 ${day}，不在 ${month} 里` };
    if (rest.length < codes.length)
      return { problem: `第 ${place + 1} 行有 ${rest.length} 个数，应有 ${codes.length} 个` };
    for (const [column, code] of codes.entries()) values[`${day}.${code}`] = rest[column]?.trim() ?? '';
  }
  return { values };
}
