/** Formats of the public pages for programs: RSS 2.0, iCalendar (RFC 5545), sitemaps. Pure texts. */

export interface FeedItem {
  id: string;
  href: string;
  title: string;
  summary: string;
  category: string;
  author: string;
  publishedAt: Date;
}

export interface Feed {
  title: string;
  description: string;
  /** The page that this is the feed of. */
  href: string;
  self: string;
  items: readonly FeedItem[];
}

export const rss = ({ title, description, href, self, items }: Feed): string =>
  xml(`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>${xmlText(title)}</title>
<link>${xmlText(href)}</link>
<description>${xmlText(description)}</description>
<language>zh-CN</language>
<ttl>5</ttl>
<atom:link href="${xmlText(self)}" rel="self" type="application/rss+xml"/>
${items.map(item).join('\n')}
</channel></rss>`);

const item = (each: FeedItem) => `<item>
<title>${xmlText(each.title)}</title>
<link>${xmlText(each.href)}</link>
<guid isPermaLink="false">${xmlText(`urn:uuid:${each.id}`)}</guid>
<description>${xmlText(each.summary)}</description>
<category>${xmlText(each.category)}</category>
<dc:creator>${xmlText(each.author)}</dc:creator>
<pubDate>${each.publishedAt.toUTCString()}</pubDate>
</item>`;

export interface CalendarEvent {
  id: string;
  href: string;
  title: string;
  summary: string;
  place: string | undefined;
  /** As satellites know it. */
  position?: readonly [longitude: number, latitude: number] | undefined;
  startsAt: Date;
  endsAt: Date | undefined;
  changedAt: Date;
  cancelled: boolean;
}

/** Lines end in CR LF and are folded at 75 bytes; times are UTC, which every calendar shows in its own. */
export const calendar = (name: string, events: readonly CalendarEvent[]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//culture-cloud-connect//resources//ZH',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${plain(name)}`,
    'X-WR-TIMEZONE:Asia/Shanghai',
    ...events.flatMap((event) => [
      'BEGIN:VEVENT',
      `UID:${event.id}@culture-cloud-connect`,
      `DTSTAMP:${utc(event.changedAt)}`,
      `DTSTART:${utc(event.startsAt)}`,
      ...(event.endsAt === undefined ? [] : [`DTEND:${utc(event.endsAt)}`]),
      `SUMMARY:${plain(event.title)}`,
      `DESCRIPTION:${plain(event.summary)}`,
      ...(event.place === undefined ? [] : [`LOCATION:${plain(event.place)}`]),
      ...(event.position === undefined ? [] : [`GEO:${event.position[1].toFixed(6)};${event.position[0].toFixed(6)}`]),
      `URL:${event.href}`,
      `STATUS:${event.cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ]
    .map(fold)
    .join('');

const utc = (at: Date) => at.toISOString().replace(/[-:]|\.\d{3}/g, '');
const plain = (text: string) => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');

function fold(line: string): string {
  let folded = '';
  let bytes = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (bytes + size > 75) {
      folded += '\r\n ';
      bytes = 1;
    }
    folded += character;
    bytes += size;
  }
  return `${folded}\r\n`;
}

export const sitemap = (pages: readonly { href: string; changedAt?: Date }[]): string =>
  xml(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${pages.map(({ href, changedAt }) => `<url><loc>${xmlText(href)}</loc>${changedAt ? `<lastmod>${changedAt.toISOString()}</lastmod>` : ''}</url>`).join('\n')}
</urlset>`);

export const sitemapIndex = (hrefs: readonly string[]): string =>
  xml(`<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${hrefs.map((href) => `<sitemap><loc>${xmlText(href)}</loc></sitemap>`).join('\n')}
</sitemapindex>`);

const xml = (root: string) => `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const xmlText = (text: string) =>
  text
    .replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
    // Characters impossible in XML 1.0.
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
