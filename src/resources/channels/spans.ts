import type { Data } from '../../fields/form.ts';
import { readRange } from '../../fields/written-time.ts';

/** Fields of a beginning, with their ends. */
const spans = [
  ['start_at', 'end_at'],
  ['booking_start', 'booking_end'],
  ['publish_at', 'expire_at'],
] as const;

/** 2026-12-05 14:00-16:00 in the first of two, each part in its own; also where both say all of it. */
export function tidySpans(data: Data, names: ReadonlySet<string>): Data {
  const found = spans.flatMap(([first, last]) => {
    const typed = data[first] ?? '';
    const end = (data[last] ?? '').trim();
    const range = names.has(last) && (end === '' || end === typed.trim()) ? readRange(typed) : undefined;
    return range === undefined ? [] : [[first, range.start] as const, [last, range.end] as const];
  });
  return found.length === 0 ? data : { ...data, ...Object.fromEntries(found) };
}

/** The same in the line of a session: 2026-12-05 14:00-16:00｜40. */
export function looseSession(line: string): string[] | undefined {
  const [first = '', ...rest] = line.split(/[｜|]/);
  const range = readRange(first);
  return range && [range.start, range.end, ...rest.map((member) => member.trim())];
}
