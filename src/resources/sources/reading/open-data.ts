import { Unreadable } from '../../../fields/workbooks/unreadable.ts';
import { fact } from '../facts.ts';
import { instantIn, lineOf, type SourceItem, type SourceReading } from './item.ts';
import { isNode, type Node } from './markup.ts';
import { itemOf, itemsOf, numberOf, textOf } from './schema-org.ts';

const mostItems = 10_000;

/** JSON: OpenActive RPDE, our own open form, JSON Feed (read elsewhere), or schema.org in a file. Undefined for JSON Feed. */
export function readJson(text: string, address: string): SourceReading | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Unreadable(fact('sources.json_broken'), { cause: error });
  }
  if (isNode(value) && /jsonfeed\.org/.test(String(value.version ?? ''))) return undefined;
  if (isNode(value) && Array.isArray(value.items)) {
    const items = value.items.filter(isNode);
    if (items.length > mostItems) throw new Unreadable(fact('sources.many_items', { most: mostItems }));
    if (
      typeof value.next === 'string' &&
      (value.license !== undefined || items.length === 0 || items.some(({ state }) => state !== undefined))
    )
      return readRpde(items, value.next, address);
    if (items.some(({ channel, live_state }) => channel !== undefined && live_state !== undefined)) {
      const next = nextOf(value.next, address);
      return { form: 'open', items: items.flatMap(ofOpenForm), isWhole: true, removed: [], ...(next && { next }) };
    }
  }
  const nodes = (Array.isArray(value) ? value : [value]).filter(isNode);
  return { form: 'page', items: itemsOf(nodes, address), isWhole: true, removed: [] };
}

/** RPDE: a page of changes; a deletion is one of them, and the end is a page without items. */
function readRpde(items: readonly Node[], next: string, address: string): SourceReading {
  const removed: string[] = [];
  const found = new Map<string, SourceItem>();
  for (const { state, kind, id, modified, data } of items) {
    const key = `${textOf(kind) ?? ''} ${textOf(id) ?? ''}`;
    if (state === 'deleted') {
      found.delete(key);
      removed.push(key);
      continue;
    }
    const item = isNode(data) ? itemOf(withSeries(data), address) : undefined;
    if (item === undefined) continue;
    const changed = numberOf(modified);
    found.set(key, {
      ...item,
      key,
      changedAt: changed !== undefined && changed > 1e12 ? instantIn(new Date(changed).toISOString()) : undefined,
    });
  }
  return { form: 'rpde', items: [...found.values()], isWhole: false, removed, next: URL.parse(next, address)?.href };
}

/** A session of OpenActive has the title and the place of its series. */
function withSeries(data: Node): Node {
  const series = isNode(data.superEvent) ? withSeries(data.superEvent) : {};
  const {
    '@type': _type,
    type: _plain,
    '@id': _id,
    identifier: _identifier,
    startDate: _start,
    endDate: _end,
    ...shared
  } = series;
  return { ...shared, ...data };
}

function nextOf(next: unknown, address: string): string | undefined {
  const url = URL.parse(address);
  if (typeof next !== 'string' || next === '' || url === null) return undefined;
  url.searchParams.set('cursor', next);
  return url.href;
}

/** The form in which the Cloud itself gives its data away (/docs/open). */
function ofOpenForm(given: Node): SourceItem[] {
  const title = lineOf(textOf(given.title), 200);
  const id = textOf(given.id);
  if (title === '' || id === undefined) return [];
  const content = isNode(given.content) ? given.content : {};
  const live = isNode(given.live_state) ? given.live_state : {};
  const status = textOf(live.event_status);
  const fee = textOf(content.fee_type);
  return [
    {
      key: id,
      title,
      startsAt: instantIn(textOf(given.starts_at)),
      endsAt: instantIn(textOf(given.ends_at)),
      place: lineOf(textOf(content.place_name), 50) || undefined,
      address: lineOf(textOf(content.address), 100) || undefined,
      url: textOf(given.url),
      text: textOf(given.summary),
      organizer: lineOf(textOf(content.organizer), 50) || undefined,
      categories: [textOf(given.channel) ?? ''].filter((each) => each !== ''),
      isCancelled: status === 'cancelled',
      isPostponed: status === 'postponed' || undefined,
      capacity: numberOf(content.capacity),
      remaining: numberOf(live.remaining),
      isFree: fee === undefined ? undefined : fee.startsWith('free'),
      changedAt: instantIn(textOf(given.changed_at)),
    },
  ];
}
