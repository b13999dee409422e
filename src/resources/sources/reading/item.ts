import { dayOf, timeOfDay } from '../../../clock.ts';

/** The forms that a source may have. */
export type Form = 'calendar' | 'feed' | 'page' | 'sitemap' | 'rpde' | 'open';

export type Session = { startsAt: string; endsAt?: string | undefined };

/** One thing of a source, the same whichever form it came in. Instants are written in Beijing's time, 2026-12-05T14:00:00+08:00. */
export type SourceItem = {
  /** The source's own name of it; the same again is the same thing. */
  key: string;
  title: string;
  startsAt?: string | undefined;
  endsAt?: string | undefined;
  /** Of something that repeats, where there are two or more. */
  sessions?: readonly Session[] | undefined;
  place?: string | undefined;
  address?: string | undefined;
  url?: string | undefined;
  text?: string | undefined;
  picture?: string | undefined;
  organizer?: string | undefined;
  categories: readonly string[];
  isCancelled: boolean;
  isPostponed?: boolean | undefined;
  capacity?: number | undefined;
  remaining?: number | undefined;
  /** Only where the source says it. */
  isFree?: boolean | undefined;
  changedAt?: string | undefined;
};

/** A look at the content of one address. */
export type SourceReading = {
  form: Form;
  items: SourceItem[];
  /** All that the source has: something that is missing is gone there. A feed of the newest ten is not. */
  isWhole: boolean;
  /** Keys that the source says are deleted. */
  removed: string[];
  /** Where it goes on; an absolute address. */
  next?: string | undefined;
  /** Pages that a sitemap names, the latest change first. */
  pages?: string[] | undefined;
  /** Other forms that a page names. */
  feeds?: NamedFeed[] | undefined;
  name?: string | undefined;
};

export type NamedFeed = { address: string; form: 'calendar' | 'feed' | 'sitemap'; title: string };

/** Its end, or where the source says none the last time at which it begins. */
export const lastMomentOf = ({ startsAt, endsAt, sessions }: Pick<SourceItem, 'startsAt' | 'endsAt' | 'sessions'>) =>
  [endsAt ?? '', sessions?.at(-1)?.startsAt ?? '', startsAt ?? ''].toSorted().at(-1) || undefined;

/** An instant in Beijing's time. */
export const inBeijing = (milliseconds: number): string => {
  const at = new Date(milliseconds);
  return `${dayOf(at)}T${timeOfDay(at)}+08:00`;
};

export const millisecondsOf = (written: string): number => new Date(written).getTime();

/** Written with or without a zone, where Beijing's is meant; a day alone is its beginning, or its last second. */
export function instantIn(written: string | undefined, end = false): string | undefined {
  const text = written?.trim() ?? '';
  const [, day, time, offset] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?$/i.exec(text) ?? [];
  if (day === undefined) {
    const zoned = /\b(GMT|UTC?|[+-]\d{4})\b|[+-]\d{4}$/.test(text) ? new Date(text).getTime() : Number.NaN;
    return Number.isNaN(zoned) ? undefined : inBeijing(zoned);
  }
  const clock = time ?? (end ? '23:59:59' : '00:00:00');
  const zone = offset === undefined ? '+08:00' : offset.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2').toUpperCase();
  const at = new Date(`${day}T${clock}${zone}`).getTime();
  return Number.isNaN(at) ? undefined : inBeijing(at);
}

/** One line without signs that cannot be seen, of at most so many characters. */
export const lineOf = (text: string | undefined, most: number): string =>
  [...(text ?? '').replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim()].slice(0, most).join('');
