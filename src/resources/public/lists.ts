import type { ParsedUrlQuery } from 'node:querystring';
import { dayOf } from '../../clock.ts';
import type { Speech } from '../../fact.ts';
import { headOf } from '../invitations/days.ts';
import type { presentListing } from '../invitations/shown.ts';
import type { createPublicCursors } from './cursors.ts';
import type { Page } from './public.ts';
import { pageNumber, withQuery } from './query.ts';

export type Listed = ReturnType<typeof presentListing>;
/** A day of a list: its date, and the events that begin on it. `count` where all of them are here. */
export type Day = {
  at: Date;
  day: string;
  isToday: boolean;
  /** In the page. */
  id: string;
  label: string;
  count: number | undefined;
  listings: Listed[];
};

/** Which parts of a list are days that are there whole: one at an end goes on where the list goes on. */
export function byDay(
  listings: readonly Listed[],
  now: Date,
  { isFirst, isLast, say }: { isFirst: boolean; isLast: boolean; say: Speech['say'] },
): Day[] {
  const groups = [...Map.groupBy(listings, ({ startsAt }) => (startsAt === undefined ? '' : dayOf(startsAt)))];
  return groups.flatMap(([, group], place) => {
    const at = group[0]?.startsAt;
    if (at === undefined) return [];
    const isWhole = (place > 0 || isFirst) && (place < groups.length - 1 || isLast);
    return [{ ...headOf(at, now, say), count: isWhole ? group.length : undefined, listings: group }];
  });
}

/** 上一页, 第 3 页, 下一页. */
export type Turns = {
  number: number | undefined;
  first: string;
  previous: string | undefined;
  next: string | undefined;
};

type Cursors = ReturnType<typeof createPublicCursors>;

/** Links to the previous and next page: `chosen` is the rest of the address. */
export function createTurns(
  places: Cursors,
  query: ParsedUrlQuery,
  path: string,
  chosen: Readonly<Record<string, string | undefined>>,
) {
  const whose = { path, ...chosen };
  const [after, before] = [places.find(whose, query.after), places.find(whose, query.before)];
  const isLater = after !== undefined || before !== undefined;
  const number = isLater ? pageNumber(query) : 1;
  const first = withQuery(path, chosen);
  const numbered = (step: number) => (number === undefined ? undefined : String(number + step));
  return {
    isLater,
    /** The cursors of a page of the list. */
    cursors: after === undefined ? { before } : { after },
    of({ next, previous }: Page): Turns {
      // The second page goes back to the first by its own address, which has no place in it.
      const back =
        number === 2 || previous === undefined
          ? first
          : withQuery(path, { ...chosen, page: numbered(-1), before: places.write(whose, previous) });
      return {
        ...{ number, first },
        previous: isLater && number !== 1 ? back : undefined,
        next: next && withQuery(path, { ...chosen, page: numbered(1), after: places.write(whose, next) }),
      };
    },
  };
}
