import { parseFeed } from 'feedsmith';
import { Unreadable } from '../../../fields/workbooks/unreadable.ts';
import { fact } from '../facts.ts';
import { instantIn, lineOf, type SourceItem, type SourceReading } from './item.ts';
import { plainText } from './markup.ts';

const mostItems = 10_000;

/** RSS, RDF, Atom and JSON Feed: the newest entries of a site. */
export function readFeed(text: string, address: string): SourceReading {
  if (/<!ENTITY/i.test(text)) throw new Unreadable(fact('sources.entities'));
  if ((text.match(/<(item|entry)[\s>]/gi)?.length ?? 0) > mostItems)
    throw new Unreadable(fact('sources.many_items', { most: mostItems }));
  // A program that died in the middle of it: parsers take the rest as it is, and its last article would be half.
  if (text.startsWith('<') && !/<\/(\w+:)?(rss|feed|RDF)\s*>/i.test(text.slice(-5_000)))
    throw new Unreadable(fact('sources.feed_broken'));
  const parsed = feedOf(text);
  const { title } = parsed.feed;
  const name = lineOf(plainText(typeof title === 'string' ? title : (title?.value ?? '')), 50);
  return { form: 'feed', items: entriesOf(parsed, address), isWhole: false, removed: [], name: name || undefined };
}

const dayIn = (value: unknown) => (typeof value === 'string' ? instantIn(value) : undefined);

type Parsed = ReturnType<typeof parseFeed>;

function feedOf(text: string): Parsed {
  try {
    return parseFeed(text);
  } catch (error) {
    throw new Unreadable(fact('sources.feed_broken'), { cause: error });
  }
}

type Entry = {
  id?: string | undefined;
  title?: string | undefined;
  html?: string | undefined;
  href?: string | undefined;
  at?: unknown;
  changed?: unknown;
  picture?: string | undefined;
  categories: readonly (string | undefined)[];
};

function entriesOf(parsed: Parsed, address: string): SourceItem[] {
  return plainEntries(parsed).flatMap((entry): SourceItem[] => {
    const title = lineOf(plainText(entry.title ?? ''), 200);
    if (title === '') return [];
    const url = entry.href === undefined ? undefined : URL.parse(entry.href, address)?.href;
    const picture = entry.picture ?? /<img[^>]{1,500}?\bsrc=["'](https:[^"']{1,1000})/i.exec(entry.html ?? '')?.[1];
    return [
      {
        key: entry.id ?? url ?? title,
        title,
        url,
        text: withoutTitle(plainText(entry.html ?? ''), title) || undefined,
        picture: picture?.startsWith('https:') ? picture : undefined,
        categories: [...new Set(entry.categories.map((each) => lineOf(each, 30)).filter((each) => each !== ''))].slice(
          0,
          10,
        ),
        isCancelled: false,
        changedAt: dayIn(entry.at) ?? dayIn(entry.changed),
      },
    ];
  });
}

/** Some programs (Gancio) begin the text with the title once more. */
function withoutTitle(text: string, title: string): string {
  const [first = '', ...rest] = text.split('\n');
  return lineOf(first, 200) === title ? rest.join('\n') : text;
}

function plainEntries(parsed: Parsed): Entry[] {
  switch (parsed.format) {
    case 'rss':
      return (parsed.feed.items ?? []).map((item) => ({
        id: item.guid?.value,
        title: item.title,
        html: item.content?.encoded ?? item.description,
        href: item.link,
        at: item.pubDate ?? item.dc?.dates?.[0],
        picture: item.enclosures?.find(({ type }) => type?.startsWith('image/'))?.url,
        categories: (item.categories ?? []).map(({ name }) => name),
      }));
    case 'atom':
      return (parsed.feed.entries ?? []).map((entry) => ({
        id: entry.id,
        title: entry.title?.value,
        html: entry.content?.value ?? entry.summary?.value,
        href: (entry.links?.find(({ rel }) => rel === undefined || rel === 'alternate') ?? entry.links?.[0])?.href,
        at: entry.published,
        changed: entry.updated,
        picture: entry.links?.find(({ rel, type }) => rel === 'enclosure' && type?.startsWith('image/'))?.href,
        categories: (entry.categories ?? []).map(({ label, term }) => label ?? term),
      }));
    case 'rdf':
      return (parsed.feed.items ?? []).map((item) => ({
        id: item.link,
        title: item.title,
        html: item.content?.encoded ?? item.description,
        href: item.link,
        at: item.dc?.dates?.[0],
        categories: [],
      }));
    case 'json':
      return (parsed.feed.items ?? []).map((item) => ({
        id: item.id,
        title: item.title,
        html: item.content_html ?? item.content_text ?? item.summary,
        href: item.url,
        at: item.date_published,
        changed: item.date_modified,
        picture: item.image,
        categories: item.tags ?? [],
      }));
  }
}
