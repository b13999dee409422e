import { startOf } from '../../clock.ts';
import type { Speech } from '../../fact.ts';
import { regionNames } from '../../fields/regions/region.ts';
import { fact } from '../facts.ts';
import { dayNamed, momentOf } from '../invitations/days.ts';
import { resourceHref } from '../invitations/shown.ts';
import type { Widening } from '../listing/conditions.ts';
import type { SearchMatch } from '../listing/search-store.ts';
import type { Condition } from '../listing/when-where.ts';
import { withQuery } from './query.ts';

/** Sessions of a series that are listed beside the next one. */
const fewSessions = 12;

const placeName = (code: string): string => {
  const { province = code, city, county } = regionNames(code) ?? {};
  return county ?? city ?? province;
};

/** The conditions of a question as links: each leads to the same question without its words, so that no address holds more than the text. */
export function createUnderstood(text: string, say: Speech['say'], now: Date, channel: string | undefined) {
  const wordsOf = (asked: Condition): string => {
    switch (asked.kind) {
      case 'time': {
        const [first, last] = [asked.first, asked.last].map((day) => dayNamed(startOf(day), now));
        return first === undefined
          ? ''
          : say(fact('resources.asked_time', { first, last: asked.first === asked.last ? undefined : last }));
      }
      case 'part':
        return say(fact('resources.asked_part', { part: asked.part, hours: asked.hours?.join('—') }));
      case 'place':
        return placeName(asked.code);
      case 'fee':
        return say(fact('resources.asked_fee'));
      default:
        return say(fact('resources.asked_booking'));
    }
  };
  const without = (typed: string) => text.replace(typed, ' ').replace(/\s+/gu, ' ').trim();
  const hrefOf = (q: string) => withQuery('/search', { q, channel });

  return {
    conditionsOf: (conditions: readonly Condition[]) =>
      conditions.map((each) => ({
        kind: say(fact('resources.asked_kind', { kind: each.kind })),
        value: wordsOf(each),
        href: hrefOf(without(each.typed)),
      })),
    wider({ kind, code = '', instead, count }: Widening & { count: number }) {
      const place = kind === 'place' && code !== '' ? placeName(code) : '';
      const q = instead
        .reduce((left, typed) => left.replace(typed, ` ${place} `), text)
        .replace(/\s+/gu, ' ')
        .trim();
      return { words: say(fact('resources.wider', { kind, place, count })), href: hrefOf(q) };
    },
    sessionsOf: ({ sessions }: Pick<SearchMatch, 'sessions'>) =>
      sessions.slice(0, fewSessions).map(({ entryId, startsAt }) => ({
        href: resourceHref(entryId),
        at: startsAt,
        words: say(momentOf(startsAt, now)),
      })),
  };
}
