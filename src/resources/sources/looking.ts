import type { Clock } from '../../clock.ts';
import type { Fact } from '../../fact.ts';
import type { Data } from '../../fields/form.ts';
import type { Collect } from './collecting.ts';
import { fact } from './facts.ts';
import { mapped, targetOf } from './mapping.ts';
import {
  type Form,
  lastMomentOf,
  millisecondsOf,
  type NamedFeed,
  type SourceItem,
  type SourceReading,
} from './reading/item.ts';
import type { Settings, Target } from './source.ts';
import { type Certain, cutOf, type Hall } from './texts.ts';

/** Feeds of a page that are tried. */
const tried = 4;

export type Discovery = { address: string; reading: SourceReading; why: Fact };

type Looking = { address: string; reading: SourceReading };

function foundAs(form: Form, host: string): Fact {
  switch (form) {
    case 'calendar':
      return fact('sources.found_calendar', { host });
    case 'feed':
      return fact('sources.found_feed', { host });
    case 'rpde':
      return fact('sources.found_rpde', { host });
    case 'open':
      return fact('sources.found_open', { host });
    case 'sitemap':
      return fact('sources.found_sitemap', { host });
    case 'page':
      return fact('sources.found_page', { host });
  }
}

const withTime = ({ items }: SourceReading) => items.filter(({ startsAt }) => startsAt !== undefined).length;

/** Finds out which form an address has; a page may name better ones. Calendars first: they have times and places, which feeds of news lack. */
export function createLooking({ collect }: { collect: Collect }) {
  async function lookAt(address: string): Promise<Looking | { fault: Fact }> {
    const collected = await collect(address);
    if ('fault' in collected) return collected;
    return 'reading' in collected ? collected : { fault: fact('sources.unreadable') };
  }

  async function firstOf(feeds: readonly NamedFeed[], isGood: (reading: SourceReading) => boolean) {
    for (const { address } of feeds.slice(0, tried)) {
      const looked = await lookAt(address);
      if ('reading' in looked && isGood(looked.reading)) return looked;
    }
    return undefined;
  }

  return async function discover(address: string): Promise<Discovery | { fault: Fact }> {
    const own = await lookAt(address);
    if ('fault' in own) return own;
    const { reading } = own;
    const feeds = reading.feeds ?? [];
    const of = (form: NamedFeed['form']) => feeds.filter((feed) => feed.form === form);
    const host = URL.parse(own.address)?.host ?? '';
    if (reading.form === 'sitemap' && reading.items.length === 0 && feeds.length > 0) {
      const map = await firstOf(feeds, ({ items }) => items.length > 0);
      if (map !== undefined) return { ...map, why: fact('sources.found_sitemap', { host }) };
    }
    if (reading.form !== 'page')
      return reading.items.length > 0 || reading.form === 'rpde'
        ? { ...own, why: foundAs(reading.form, host) }
        : { fault: fact('sources.no_items') };
    const calendar = await firstOf(of('calendar'), (each) => withTime(each) > 0);
    if (calendar !== undefined)
      return { ...calendar, why: fact('sources.page_names_calendar', { host, alsoFeed: of('feed').length > 0 }) };
    if (reading.items.length > 0) return { ...own, why: fact('sources.found_page', { host }) };
    const maps = [
      ...of('sitemap'),
      { address: new URL('/sitemap.xml', own.address).href, form: 'sitemap' as const, title: '' },
    ];
    const map = await firstOf(maps, ({ items }) => items.length > 0);
    if (map !== undefined) return { ...map, why: fact('sources.page_names_sitemap', { host }) };
    const feed = await firstOf(of('feed'), ({ items }) => items.length > 0);
    if (feed !== undefined) return { ...feed, why: fact('sources.page_names_feed', { host }) };
    return { fault: fact('sources.page_has_none') };
  };
}

/** Categories of a source with their numbers, the largest first. */
export function categoriesOf(items: readonly SourceItem[]): { name: string; count: number }[] {
  const all = new Map<string, number>();
  for (const { categories } of items) {
    const [first] = categories;
    if (first !== undefined) all.set(first, (all.get(first) ?? 0) + 1);
  }
  return [...all]
    .map(([name, count]) => ({ name, count }))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, 30);
}

/** Words of a category that leave no doubt; internal ones, and those that no word tells, are for the hall to say. */
export function guessed(category: string, items: readonly SourceItem[]): Target | undefined {
  if (/内部|例会|值班|会议|测试/.test(category)) return undefined;
  if (/公告|通知|新闻|资讯|动态|招聘|政策|快讯|报道/.test(category)) return 'news';
  const own = items.filter(({ categories }) => categories[0] === category);
  return own.every(({ startsAt }) => startsAt !== undefined)
    ? 'activity'
    : own.every(({ startsAt }) => startsAt === undefined)
      ? 'news'
      : undefined;
}

/** Rooms by the source's words, the most frequent first. */
export function placesOf(items: readonly SourceItem[]): { name: string; count: number }[] {
  const all = new Map<string, number>();
  for (const { place } of items) if (place !== undefined) all.set(place, (all.get(place) ?? 0) + 1);
  return [...all]
    .map(([name, count]) => ({ name, count }))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, 10);
}

export type Preview = {
  item: SourceItem;
  state: 'fits' | 'same' | 'none' | 'refused';
  reason?: Fact | undefined;
  target: Target | undefined;
  /** As it would be proposed. */
  data?: Data | undefined;
};

/** Those that are to come or have no time, the next first. */
export function current(items: readonly SourceItem[], clock: Clock): SourceItem[] {
  const now = clock.now().getTime();
  return items
    .filter((item) => {
      const last = lastMomentOf(item);
      return !item.isCancelled && (last === undefined || millisecondsOf(last) >= now);
    })
    .toSorted((a, b) =>
      (a.startsAt ?? '') < (b.startsAt ?? '') ? -1 : (a.startsAt ?? '') > (b.startsAt ?? '') ? 1 : 0,
    );
}

/** The item as it would be here. */
export function preview(
  item: SourceItem,
  about: { settings: Settings; address: string; hall: Hall; firstAt: Date; certain?: Certain | undefined },
): Preview {
  const target = targetOf(item, about.settings);
  const result = mapped(item, about);
  if (result === 'none') return { item, state: 'none', target };
  return 'reason' in result
    ? { item, state: 'refused', reason: result.reason, target }
    : { item, state: 'fits', reason: cutOf(item), target, data: result.data };
}
