import { instantIn, lineOf, type SourceItem } from './item.ts';
import { isNode, type Node, plainText } from './markup.ts';

const events =
  /(Event|Festival|EventSeries|CourseInstance|ScheduledSession|SessionSeries|Slot|HeadlineEvent|OnDemandEvent)$/;
const articles = /^(NewsArticle|Article|BlogPosting|Report)$/;

/** Entries of a page are no more than these. */
const most = 10_000;

/** Events and articles among structured data, wherever in it they stand. */
export function itemsOf(nodes: readonly Node[], address: string): SourceItem[] {
  const items: SourceItem[] = [];
  const met = new Set<unknown>();
  const walk = (value: unknown, depth: number): void => {
    if (depth > 12 || items.length > most || met.has(value)) return;
    if (Array.isArray(value)) {
      met.add(value);
      for (const each of value) walk(each, depth + 1);
      return;
    }
    if (!isNode(value)) return;
    met.add(value);
    const item = itemOf(value, address);
    if (item !== undefined) items.push(item);
    else
      for (const name of [
        '@graph',
        'itemListElement',
        'item',
        'event',
        'events',
        'subEvent',
        'dataFeedElement',
        'mainEntity',
        'hasCourseInstance',
      ])
        walk(value[name], depth + 1);
  };
  walk(nodes, 0);
  return items;
}

/** The same of one object; undefined for other things and for one without a title. */
export function itemOf(node: Node, address: string): SourceItem | undefined {
  const type = typeOf(node);
  const isEvent = events.test(type);
  if (!isEvent && !articles.test(type)) return undefined;
  const title = lineOf(plainText(textOf(node.name) ?? textOf(node.headline) ?? ''), 200);
  if (title === '') return undefined;
  const startsAt = instantIn(textOf(isEvent ? node.startDate : undefined));
  const url = URL.parse(textOf(node.url) ?? '', address)?.href;
  const status = textOf(node.eventStatus) ?? '';
  const where = first(node.location);
  const price = first(node.offers);
  const free = textOf(node.isAccessibleForFree);
  const id = textOf(node['@id']) ?? textOf(node.identifier);
  return {
    key: id ?? (url !== undefined && url !== address ? url : `${title}\n${startsAt ?? ''}`),
    title,
    startsAt,
    endsAt: instantIn(textOf(isEvent ? node.endDate : undefined), true),
    place: lineOf(nameIn(where), 50) || undefined,
    address: addressOf(isNode(where) ? where.address : undefined),
    url: url ?? address,
    text: plainText(textOf(node.description) ?? textOf(node.articleBody) ?? '') || undefined,
    picture: pictureOf(node.image, address),
    organizer: lineOf(nameIn(node.organizer), 50) || undefined,
    categories: categoriesOf(node),
    isCancelled: /Cancelled$/i.test(status),
    isPostponed: /(Postponed|Rescheduled)$/i.test(status) || undefined,
    capacity: numberOf(node.maximumAttendeeCapacity),
    remaining: numberOf(node.remainingAttendeeCapacity),
    isFree:
      free === undefined
        ? isNode(price) && numberOf(price.price) === 0
          ? true
          : undefined
        : /^true$|\/True$/i.test(free),
    changedAt: instantIn(textOf(node.dateModified) ?? textOf(node.datePublished)),
  };
}

function nameIn(value: unknown): string | undefined {
  const one = first(value);
  return isNode(one) ? textOf(one.name) : textOf(one);
}

const typeOf = (node: Node): string =>
  (textOf(node['@type'] ?? node.type) ?? '').replace(/^(https?:\/\/schema\.org\/|schema:)/, '');
const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);

export function textOf(value: unknown): string | undefined {
  const one = first(value);
  if (typeof one === 'string') return one.trim() === '' ? undefined : one;
  if (typeof one === 'number' || typeof one === 'boolean') return String(one);
  return isNode(one) ? textOf(one['@value'] ?? one['@id']) : undefined;
}

export function numberOf(value: unknown): number | undefined {
  const text = textOf(value);
  const number = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}

function addressOf(value: unknown): string | undefined {
  const one = first(value);
  if (!isNode(one)) return lineOf(textOf(one), 100) || undefined;
  const parts = ['addressRegion', 'addressLocality', 'streetAddress'].map((name) => textOf(one[name]) ?? '');
  return lineOf(parts.join(''), 100) || undefined;
}

function pictureOf(value: unknown, address: string): string | undefined {
  const one = first(value);
  const said = isNode(one) ? textOf(one.url ?? one.contentUrl) : textOf(one);
  const url = said === undefined ? undefined : URL.parse(said, address);
  return url?.protocol === 'https:' ? url.href : undefined;
}

function categoriesOf(node: Node): string[] {
  const named = [node.category, node.articleSection, node.keywords, node.genre, node.activity].flatMap((each) =>
    (Array.isArray(each) ? each : [each]).flatMap((one) =>
      (isNode(one) ? (textOf(one.prefLabel) ?? textOf(one.name) ?? '') : (textOf(one) ?? '')).split(/[,，、;；]/),
    ),
  );
  return [...new Set(named.map((each) => lineOf(each, 30)).filter((each) => each !== ''))].slice(0, 10);
}
