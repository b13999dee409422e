/** The hours, on the clock of 24, that a part of a day can mean. */
const spans: readonly (readonly [words: string, first: number, last: number])[] = [
  ['凌晨', 0, 6],
  ['清晨|早上|早晨|早', 3, 11],
  ['上午', 0, 12],
  ['am', 0, 11],
  ['中午', 10, 14],
  ['下午|午后|pm', 12, 22],
  ['傍晚', 16, 20],
  ['晚上|晚间|夜间|夜晚|夜里|夜|晚', 17, 24],
];
const spanOf = new Map(spans.flatMap(([words, ...span]) => words.split('|').map((word) => [word, span] as const)));

/**
 * 下午 3 is 15, by a clock of twelve hours or of 24; undefined where the part of the day has no such hour (上午 15), or where it may be of the
 * day or of the one before it (晚上 12, 晚上 1).
 */
export function hourOfDay(hour: number, part: string): number | undefined {
  const [first, last] = spanOf.get(part.toLowerCase()) ?? [0, 24];
  const others = hour < 12 ? [hour + 12] : hour === 12 ? [0] : [];
  return [hour, ...others].find((each) => each >= first && each <= last);
}
