import { irregularDays } from './calendar.ts';
import type { Line, LoginShape, Series } from './series.ts';
import { type OfKind, reportedCodes, type StoredDay, seenCodes } from './series-store.ts';

const inDays = (at: Date) => at.getTime() / 86_400_000;
export const numberOfDay = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000);
export const dayOfNumber = (number: number): string => new Date(number * 86_400_000).toISOString().slice(0, 10);

const blank = (length: number): Line => new Float64Array(length).fill(Number.NaN);

type Given = {
  first: string;
  last: string;
  reported: readonly StoredDay[];
  seen: readonly Omit<StoredDay, 'at'>[];
  /** Its province and kind. */
  ofKind: readonly OfKind[];
  shapeOf?: (column: number) => { day: LoginShape; usual: LoginShape | undefined } | undefined;
};

/** Holidays are the same for all of one round. */
const holidays = new Map<string, Uint8Array>();
function irregular(first: string, last: string): Uint8Array {
  const key = `${first} ${last}`;
  const known = holidays.get(key) ?? irregularDays(first, last);
  holidays.clear();
  holidays.set(key, known);
  return known;
}

/** The days of one application as they are judged. */
export function seriesOf({ first, last, reported, seen, ofKind, shapeOf }: Given): Series {
  const start = numberOfDay(first);
  const length = numberOfDay(last) - start + 1;
  const lines = (codes: readonly string[]) => Object.fromEntries(codes.map((code) => [code, blank(length)]));
  const put = (into: Readonly<Record<string, Line>>, codes: readonly string[], row: Omit<StoredDay, 'at'>) => {
    for (const [place, code] of codes.entries()) {
      const [line, value] = [into[code], row.figures[place]];
      if (line !== undefined && value !== null && value !== undefined)
        line[numberOfDay(row.day) - start] = Number(value);
    }
  };
  const [own, counted, sentAt] = [lines(reportedCodes), lines(seenCodes), blank(length)];
  for (const row of reported) {
    put(own, reportedCodes, row);
    sentAt[numberOfDay(row.day) - start] = inDays(row.at);
  }
  for (const row of seen) put(counted, seenCodes, row);
  // A day on which the Cloud saw nothing has no row.
  for (const line of Object.values(counted))
    for (let column = 0; column < length; column += 1)
      if (Number.isNaN(line[column]) && seen.length > 0) line[column] = 0;
  const others = { sum: new Float64Array(length), count: new Float64Array(length) };
  for (const { day, pv, reported: count } of ofKind) {
    const column = numberOfDay(day) - start;
    const mine = own.pv?.[column] ?? Number.NaN;
    others.sum[column] = Number(pv ?? 0) - (Number.isNaN(mine) ? 0 : mine);
    others.count[column] = count - (Number.isNaN(mine) ? 0 : 1);
  }
  return {
    ...{ start, reported: own, seen: counted, sentAt, irregular: irregular(first, last), others },
    ...(shapeOf !== undefined && { shapeOf }),
  };
}
