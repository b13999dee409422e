import { Unreadable } from '../../../fields/workbooks/unreadable.ts';
import { fact } from '../facts.ts';
import { readCalendar } from './calendar.ts';
import { decode } from './decode.ts';
import { readFeed } from './feed.ts';
import type { SourceReading } from './item.ts';
import { readMarkup, readSitemap } from './markup.ts';
import { readJson } from './open-data.ts';
import { itemsOf } from './schema-org.ts';

export type Content = { bytes: Uint8Array; charset?: string | undefined; address: string; now: Date };

const mostItems = 10_000;

/** Reads whichever form it is, by its content: many servers give the wrong type. Throws Unreadable with the cure. */
export function readSource({ bytes, charset, address, now }: Content): SourceReading {
  const text = decode(bytes, charset).replace(/^\ufeff/, '');
  const start = text.trimStart().slice(0, 2_000);
  if (start === '') throw new Unreadable(fact('sources.empty'));
  const reading = /^BEGIN:VCALENDAR/i.test(start)
    ? readCalendar(text, now)
    : /^[[{]/.test(start)
      ? (readJson(text, address) ?? readFeed(text, address))
      : /<(rss|feed|rdf:RDF)[\s>]/i.test(start) && !/<html[\s>]/i.test(start)
        ? readFeed(text.trimStart(), address)
        : /<(urlset|sitemapindex)[\s>]/i.test(start)
          ? ofSitemap(text, address)
          : ofPage(text, start, address);
  if (reading.items.length > mostItems) throw new Unreadable(fact('sources.many_items', { most: mostItems }));
  return reading;
}

function ofSitemap(text: string, address: string): SourceReading {
  if (/<!ENTITY/i.test(text)) throw new Unreadable(fact('sources.entities'));
  const { pages, more } = readSitemap(text, address);
  const feeds = more.slice(0, 20).map((each) => ({ address: each, form: 'sitemap' as const, title: '' }));
  return {
    form: 'sitemap',
    items: [],
    isWhole: /<\/(urlset|sitemapindex)>\s*$/i.test(text.slice(-500)),
    removed: [],
    pages: pages.map((each) => each.address),
    feeds,
  };
}

function ofPage(text: string, start: string, address: string): SourceReading {
  if (!/<(!doctype|html|head|body|div|main|script|meta|title)/i.test(start))
    throw new Unreadable(fact('sources.other_form'));
  const { title, nodes, feeds } = readMarkup(text, address);
  // Of a page that broke off nothing is known to be gone.
  const isWhole = !/<html[\s>]/i.test(start) || /<\/(html|body)>/i.test(text.slice(-5_000));
  return { form: 'page', items: itemsOf(nodes, address), isWhole, removed: [], feeds, name: title || undefined };
}
