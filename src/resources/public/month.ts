import type { ParsedUrlQuery } from 'node:querystring';
import { after, type Clock, dayNumber, dayOf, days, startOf } from '../../clock.ts';
import type { Speech } from '../../fact.ts';
import { hour } from '../../http/pages/text.ts';
import { dateOf, headOf, weekdayNumber } from '../invitations/days.ts';
import { fact } from '../invitations/facts.ts';
import { resourceHref } from '../invitations/shown.ts';
import type { Listing } from '../listing/listing.ts';
import { mostCounted } from '../listing/month-store.ts';
import type { Filter } from '../listing/public-store.ts';
import type { createTurns, Day } from './lists.ts';
import type { PublicResources } from './public.ts';
import { monthOf } from './query.ts';

type Needs = { publicResources: Pick<PublicResources, 'daysOf' | 'page'>; clock: Clock };

export interface Cell {
  day: string;
  /** 12月5日，4 场 */
  label: string;
  href: string;
  /** Of this month, and neither before today. */
  look: '' | 'out' | 'now';
  isChosen: boolean;
  count: string | undefined;
  first: { href: string; words: string }[];
  more: number;
}

const monthName = (month: string, say: Speech['say']) => say(fact('invitations.month_whole', { month }));
/** How many months are shown before and after today. */
const span = 24;

/** The addresses of another day and month, and of the pages of a day on which more begins than stands on one. */
type Links = {
  link: (more: Record<string, string>) => string;
  turns: (more: Record<string, string>) => ReturnType<typeof createTurns>;
};

/** A month of beginning events, week by week from Monday, with one of its days open. */
export function createMonth({ publicResources, clock }: Needs) {
  function next(month: string, step: number): string {
    const number = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + step;
    return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;
  }
  const distance = (month: string, other: string) =>
    (Number(month.slice(0, 4)) - Number(other.slice(0, 4))) * 12 + Number(month.slice(5)) - Number(other.slice(5));

  function startOfsOf(month: string): Date[] {
    const first = startOf(`${month}-01`);
    const monday = after(first, -days((weekdayNumber(first) + 6) % 7));
    const last = after(startOf(`${next(month, 1)}-01`), -days(1));
    const weeks = Math.ceil((dayNumber(last) - dayNumber(monday) + 1) / 7);
    return Array.from({ length: weeks * 7 }, (_, place) => after(monday, days(place)));
  }

  return {
    async show(
      filter: Filter & { channel: string },
      query: ParsedUrlQuery,
      { link, turns: turnsOf }: Links,
      say: Speech['say'],
    ) {
      const now = clock.now();
      const today = dayOf(now);
      const wanted = monthOf(query, now);
      const month = Math.abs(distance(wanted, today.slice(0, 7))) > span ? today.slice(0, 7) : wanted;
      const startOfs = startOfsOf(month);
      const found = await publicResources.daysOf(filter, startOfs);
      const said = startOfs.map(dayOf);
      const isOf = (day: string) => day.startsWith(month) && said.includes(day);
      const firstWith = said.find((day, place) => isOf(day) && day >= today && (found[place]?.count ?? 0) > 0);
      const asked = String(query.day ?? '');
      const chosen = said.includes(asked) ? asked : isOf(today) ? (firstWith ?? today) : (firstWith ?? `${month}-01`);
      const from = startOf(chosen);
      const turns = turnsOf({ month, day: chosen });
      const page = await publicResources.page({
        ...filter,
        order: 'agenda',
        from,
        until: after(from, days(1)),
        limit: mostCounted,
        ...turns.cursors,
      });
      const { previous, next: rest, ...others } = turns.of(page);
      const cells = said.map((day, place): Cell => {
        const { count = 0, first = [] } = found[place] ?? {};
        const many = { count, isMore: count >= mostCounted };
        const events = fact('invitations.events', many);
        const of = dateOf(startOf(day), startOf(day));
        return {
          day: String(Number(day.slice(8))),
          label: say(count === 0 ? of : fact('invitations.day_with', { day: of, events })),
          href: `${link({ month, day })}#day`,
          look: day === today ? 'now' : day < today || !day.startsWith(month) ? 'out' : '',
          isChosen: day === chosen,
          count: count === 0 ? undefined : say(fact('invitations.events_short', many)),
          first: first.map(({ entryId, title, startsAt }) => ({
            href: resourceHref(entryId),
            words: `${hour(startsAt)} ${title}`,
          })),
          more: Math.max(0, count - first.length),
        };
      });
      const weeks = Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
      const head: Omit<Day, 'count' | 'listings'> = { ...headOf(from, now, say), id: 'day' };
      const turn = (step: number) => {
        const to = next(month, step);
        return Math.abs(distance(to, today.slice(0, 7))) > span
          ? undefined
          : { href: link({ month: to }), label: monthName(to, say) };
      };
      return {
        title: monthName(month, say),
        weeks,
        previous: turn(-1),
        next: turn(1),
        day: head,
        listings: page.listings satisfies Listing[],
        turns: { ...others, previous: previous && `${previous}#day`, next: rest && `${rest}#day` },
      };
    },
  };
}
