import { once } from 'node:events';
import { createServer } from 'node:http';
import { inBeijing } from '../../src/resources/sources/reading/item.ts';

/** One thing that a hall has written into a system: an event, or in feeds an article. */
export type Happening = {
  n: number;
  /** Counts the names that the system gave it: some give another one by a change, or after they were moved. */
  generation: number;
  title: string;
  starts: number;
  minutes: number;
  place: string;
  text: string;
  changed: number;
  isCancelled: boolean;
  isDeleted: boolean;
  remaining: number;
  /** Every week at the same time; `except` and `moved` (by hours) are numbers of weeks. */
  weekly?: { count: number; except: number[]; moved: Map<number, number> };
};

type Answer = { body: string | Buffer; type: string };
type Kind = 'events' | 'news';
/** A system, as it gives its contents away under a path. */
export type System = {
  name: string;
  path: string;
  kind: Kind;
  form: 'calendar' | 'feed' | 'sitemap' | 'rpde';
  /** Which part of unchanged contents it tells. */
  validator: 'etag' | 'modified' | 'none';
  /** Things that it can say. */
  can: { series?: true; cancel?: true; remaining?: true; delete?: true };
  answer(asked: URL, things: readonly Happening[], now: number): Answer | undefined;
};

const week = 7 * 86_400_000;
const local = (at: number): string => inBeijing(at).slice(0, 19).replaceAll(/[-:]/g, '');
const utc = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
const escaped = (text: string): string =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll(/([,;])/g, '\\$1')
    .replaceAll('\n', '\\n');
const markup = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Lines of at most 75 octets (RFC 5545, 3.1). */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  for (const sign of line) {
    if (Buffer.byteLength(part + sign) > 73) {
      parts.push(part);
      part = '';
    }
    part += sign;
  }
  return [...parts, part].join('\r\n ');
}
const calendar = (head: readonly string[], events: readonly string[][]): Answer => ({
  type: 'text/calendar; charset=utf-8',
  body: [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...head,
    ...events.flatMap((each) => ['BEGIN:VEVENT', ...each, 'END:VEVENT']),
    'END:VCALENDAR',
    '',
  ]
    .map(folded)
    .join('\r\n'),
});

const isThere = ({ isDeleted }: Happening) => !isDeleted;
export const endOf = ({ starts, minutes, weekly }: Happening): number =>
  starts + (weekly === undefined ? 0 : (weekly.count - 1) * week) + minutes * 60_000;
/** As programs list coming events, the next first. */
const coming = (things: readonly Happening[], now: number) =>
  things.filter((each) => isThere(each) && endOf(each) >= now).toSorted((a, b) => a.starts - b.starts || a.n - b.n);
const newest = (things: readonly Happening[], most: number) =>
  things
    .filter(isThere)
    .toSorted((a, b) => b.n - a.n)
    .slice(0, most);
/** An article was written at its number's time: its place in a feed. */
const written = ({ n }: Happening) => new Date(Date.UTC(2036, 9, 1) + n * 3_600_000);
const street = '文一西路 1 号';

const site = 'https://www.qx.example.cn';
const slug = ({ n, generation }: Happening, follows = false) =>
  `${n}${follows && generation > 0 ? `-${generation + 1}` : ''}`;

/** The zone as Outlook writes it. */
const windowsZone = [
  ...['BEGIN:VTIMEZONE', 'TZID:China Standard Time', 'BEGIN:STANDARD', 'DTSTART:16010101T000000'],
  ...['TZOFFSETFROM:+0800', 'TZOFFSETTO:+0800', 'END:STANDARD', 'END:VTIMEZONE'],
];

/** A series with its exceptions, by the words of one program. */
function seriesOf(one: Happening, time: (name: string, at: number) => string, more: readonly string[]): string[][] {
  const { weekly, starts, minutes } = one;
  const end = (at: number) => time('DTEND', at + minutes * 60_000);
  if (weekly === undefined) return [[...more, time('DTSTART', starts), end(starts)]];
  const at = (n: number) => starts + n * week;
  return [
    [
      ...more,
      time('DTSTART', starts),
      end(starts),
      `RRULE:FREQ=WEEKLY;UNTIL=${utc(at(weekly.count - 1))};INTERVAL=1;WKST=SU`,
      ...weekly.except.map((n) => time('EXDATE', at(n))),
    ],
    ...[...weekly.moved].map(([n, hours]) => [
      ...more,
      time('RECURRENCE-ID', at(n)),
      time('DTSTART', at(n) + hours * 3_600_000),
      end(at(n) + hours * 3_600_000),
    ]),
  ];
}

const inZone = (zone: string) => (name: string, at: number) => `${name};TZID=${zone}:${local(at)}`;
const inUtc = (name: string, at: number) => `${name}:${utc(at)}`;

const eventNode = (one: Happening, url: string) => ({
  ...{
    '@context': 'http://schema.org',
    '@type': 'Event',
    name: one.title,
    description: `<p>${markup(one.text)}</p>\n`,
    url,
  },
  ...{ eventAttendanceMode: 'https://schema.org/OfflineEventAttendanceMode', performer: 'Organization' },
  eventStatus: `https://schema.org/${one.isCancelled ? 'EventCancelled' : 'EventScheduled'}`,
  ...{ startDate: inBeijing(one.starts), endDate: inBeijing(endOf(one)) },
  location: { '@type': 'Place', name: one.place, address: { '@type': 'PostalAddress', streetAddress: street } },
});

type Article = { guid: string; link: string; title: string; html: string; at: Date };
const rss = (articles: readonly Article[], encoding = 'UTF-8') =>
  `<?xml version="1.0" encoding="${encoding}"?>\n<rss version="2.0"><channel><title>青溪县文化馆</title><link>${site}</link>\n${articles
    .map(
      ({ guid, link, title, html, at }) =>
        `<item><title>${markup(title)}</title><link>${link}</link><guid isPermaLink="false">${guid}</guid>` +
        `<pubDate>${at.toUTCString()}</pubDate><description><![CDATA[${html}]]></description></item>`,
    )
    .join('\n')}\n</channel></rss>\n`;

/** GB 18030 by the table of the decoder: there is no encoder in the platform. */
const signs = new Map<string, Buffer>();
function inGbk(text: string): Buffer {
  if (signs.size === 0) {
    const decoder = new TextDecoder('gbk');
    for (let high = 0x81; high <= 0xfe; high += 1)
      for (let low = 0x40; low <= 0xfe; low += 1) {
        const bytes = Buffer.from([high, low]);
        const sign = decoder.decode(bytes);
        if ([...sign].length === 1 && !signs.has(sign)) signs.set(sign, bytes);
      }
  }
  return Buffer.concat(
    [...text].map((sign) => (sign < '\x80' ? Buffer.from(sign) : (signs.get(sign) ?? Buffer.from('?')))),
  );
}

const rpdePage = 5;

/** Seven systems in the forms that they give. */
export const systems: readonly System[] = [
  {
    ...{
      name: 'WordPress, The Events Calendar',
      path: '/wp/events/?ical=1',
      kind: 'events',
      form: 'calendar',
      validator: 'none',
    },
    can: { delete: true },
    // Thirty to come; its UID has the times in it, and is another one when they change.
    answer: (_asked, things, now) =>
      calendar(
        [
          'PRODID:-//青溪县文化馆 - ECPv6.8.3//NONSGML v1.0//EN',
          'CALSCALE:GREGORIAN',
          'METHOD:PUBLISH',
          'X-WR-CALNAME:青溪县文化馆',
        ],
        coming(things, now)
          .slice(0, 30)
          .map((one) => [
            ...[inZone('Asia/Shanghai')('DTSTART', one.starts), inZone('Asia/Shanghai')('DTEND', endOf(one))],
            ...[`DTSTAMP:${utc(now)}`, `LAST-MODIFIED:${utc(one.changed)}`],
            `UID:1000${one.n}-${one.starts / 1000}-${endOf(one) / 1000}@www.qx.example.cn`,
            ...[`SUMMARY:${escaped(one.title)}`, `DESCRIPTION:${escaped(one.text)}`, `URL:${site}/event/${slug(one)}/`],
            ...[`LOCATION:${escaped(one.place)}`, 'CATEGORIES:活动'],
          ]),
      ),
  },
  {
    ...{ name: 'WordPress, pages', path: '/wp/sitemap.xml', kind: 'events', form: 'sitemap', validator: 'etag' },
    can: { delete: true, cancel: true },
    answer(asked, things, now) {
      const all = coming(things, now);
      const pageOf = (one: Happening) => `${asked.origin}/wp/event/${slug(one, true)}/`;
      if (asked.pathname === '/wp/sitemap.xml')
        return {
          type: 'text/xml',
          body: `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${all
            .map(
              (one) => `<url><loc>${pageOf(one)}</loc><lastmod>${new Date(one.changed).toISOString()}</lastmod></url>`,
            )
            .join('')}</urlset>`,
        };
      const one = all.find((each) => pageOf(each) === asked.href);
      return (
        one && {
          type: 'text/html; charset=UTF-8',
          body: `<!DOCTYPE html><html lang="zh"><head><title>${markup(one.title)}</title>
<script type="application/ld+json">\n${JSON.stringify([eventNode(one, `${site}/event/${slug(one, true)}/`)])}\n</script></head><body><h1>${markup(one.title)}</h1></body></html>`,
        }
      );
    },
  },
  {
    ...{ name: 'WordPress, RSS', path: '/wp/feed/', kind: 'news', form: 'feed', validator: 'modified' },
    can: { delete: true },
    answer: (_asked, things) => ({
      type: 'application/rss+xml; charset=UTF-8',
      body: rss(
        newest(things, 10).map((one) => ({
          ...{
            guid: `${site}/?p=${one.n}${one.generation > 0 ? `&v=${one.generation}` : ''}`,
            link: `${site}/${slug(one)}/`,
          },
          ...{ title: one.title, html: `<p>${markup(one.text)}</p>`, at: written(one) },
        })),
      ),
    }),
  },
  {
    ...{ name: 'Discuz, RSS in GBK', path: '/forum.php?mod=rss&fid=2', kind: 'news', form: 'feed', validator: 'none' },
    can: { delete: true },
    answer: (_asked, things) => ({
      type: 'application/xml', // without a charset: it stands in its first line
      body: inGbk(
        rss(
          newest(things, 20).map((one) => ({
            ...{ guid: `${site}/thread-${one.n}-1-1.html`, link: `${site}/thread-${one.n}-1-1.html` },
            ...{ title: one.title, html: markup(one.text), at: written(one) },
          })),
          'gbk',
        ),
      ),
    }),
  },
  {
    ...{
      name: 'Outlook',
      path: '/owa/calendar/reachcalendar.ics',
      kind: 'events',
      form: 'calendar',
      validator: 'none',
    },
    can: { series: true, delete: true },
    answer: (_asked, things, now) =>
      calendar(
        ['METHOD:PUBLISH', 'PRODID:Microsoft Exchange Server 2010', 'X-WR-CALNAME:日历', ...windowsZone],
        things
          .filter(isThere)
          .flatMap((one) =>
            seriesOf(one, inZone('China Standard Time'), [
              `DESCRIPTION:${escaped(`${one.text}\n`)}`,
              `UID:040000008200E00074C5B7101A82E00800000000${String(one.n).padStart(8, '0')}${one.generation}`,
              ...[
                `SUMMARY:${escaped(one.title)}`,
                `URL:${site}/o/${slug(one)}`,
                'CLASS:PUBLIC',
                'PRIORITY:5',
                `DTSTAMP:${utc(now)}`,
                'TRANSP:OPAQUE',
              ],
              ...['STATUS:CONFIRMED', 'SEQUENCE:0', `LOCATION:${escaped(one.place)}`],
              ...['X-MICROSOFT-CDO-APPT-SEQUENCE:0', 'X-MICROSOFT-CDO-BUSYSTATUS:BUSY', 'X-MICROSOFT-CDO-IMPORTANCE:1'],
            ]),
          ),
      ),
  },
  {
    ...{ name: '飞书', path: '/feishu/share.ics', kind: 'events', form: 'calendar', validator: 'etag' },
    can: { series: true, cancel: true, delete: true },
    answer: (_asked, things) =>
      calendar(
        [
          'PRODID:-//Bytedance//Lark Calendar//CN',
          'METHOD:PUBLISH',
          'X-WR-CALNAME:活动',
          'X-WR-TIMEZONE:Asia/Shanghai',
        ],
        things
          .filter(isThere)
          .flatMap((one) =>
            seriesOf(one, inUtc, [
              ...[`UID:8f2c${one.n}-${one.generation}@feishu.cn`, `DTSTAMP:${utc(one.changed)}`],
              ...[`SUMMARY:${escaped(one.title)}`, `DESCRIPTION:<p>${escaped(markup(one.text))}</p>`],
              ...[
                `URL:${site}/f/${slug(one)}`,
                `LOCATION:${escaped(one.place)}`,
                `STATUS:${one.isCancelled ? 'CANCELLED' : 'CONFIRMED'}`,
              ],
            ]),
          ),
      ),
  },
  {
    ...{ name: 'Gancio, ics', path: '/gancio/feed/ics', kind: 'events', form: 'calendar', validator: 'etag' },
    can: { delete: true },
    answer: (_asked, things, now) =>
      calendar(
        ['CALSCALE:GREGORIAN', 'PRODID:gancio', 'METHOD:PUBLISH', 'X-WR-CALNAME:Gancio'],
        coming(things, now).map((one) => [
          ...[`UID:${one.n}.${one.generation}@gancio`, `SUMMARY:${escaped(one.title)}`, `DTSTAMP:${utc(now)}`],
          ...[inUtc('DTSTART', one.starts), inUtc('DTEND', endOf(one)), `DESCRIPTION:${escaped(one.text)}`],
          ...[
            `URL:${site}/event/${slug(one)}`,
            `LOCATION:${escaped(one.place)}`,
            'STATUS:CONFIRMED',
            'CATEGORIES:活动',
          ],
        ]),
      ),
  },
  {
    ...{ name: 'Gancio, RSS', path: '/gancio/feed/rss', kind: 'news', form: 'feed', validator: 'etag' },
    can: {},
    answer: (_asked, things) => ({
      type: 'application/rss+xml; charset=utf-8',
      body: rss(
        newest(things, 20).map((one) => ({
          ...{ guid: `${site}/event/${slug(one)}`, link: `${site}/event/${slug(one)}`, title: one.title },
          // Its dates are those of the events, in no order.
          ...{ html: `<h3>${markup(one.title)}</h3>\n<pre>${markup(one.text)}</pre>`, at: new Date(one.starts) },
        })),
      ),
    }),
  },
  {
    ...{ name: 'Mobilizon, ics', path: '/@qingxi/feed/ics', kind: 'events', form: 'calendar', validator: 'etag' },
    can: { cancel: true, delete: true },
    answer: (_asked, things, now) =>
      calendar(
        ['PRODID:-//framasoft.org//Mobilizon 5.1.0//EN', 'CALSCALE:GREGORIAN'],
        coming(things, now).map((one) => [
          ...[`UID:b1d0a7e0-0000-4000-8000-${String(one.n * 10 + one.generation).padStart(12, '0')}`],
          ...[inUtc('DTSTART', one.starts), inUtc('DTEND', endOf(one)), `DTSTAMP:${utc(one.changed)}`],
          ...[`SUMMARY:${escaped(one.title)}`, `DESCRIPTION:${escaped(one.text)}`, `LOCATION:${escaped(one.place)}`],
          ...[
            `STATUS:${one.isCancelled ? 'CANCELLED' : 'CONFIRMED'}`,
            `URL:${site}/events/${slug(one)}`,
            'CATEGORIES:活动',
          ],
        ]),
      ),
  },
  {
    ...{ name: 'Mobilizon, Atom', path: '/@qingxi/feed/atom', kind: 'news', form: 'feed', validator: 'etag' },
    can: {},
    answer: (_asked, things) => ({
      type: 'application/atom+xml; charset=utf-8',
      body: `<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>${site}/@qingxi/feed/atom</id><title>青溪</title>${newest(
        things,
        20,
      )
        .map(
          (one) =>
            `<entry><id>${site}/events/${slug(one)}</id><title>${markup(one.title)}</title><link href="${site}/events/${slug(one)}" rel="alternate"/>` +
            `<published>${written(one).toISOString()}</published><updated>${new Date(one.changed).toISOString()}</updated>` +
            `<content type="html">${markup(`<p>${markup(one.text)}</p>`)}</content></entry>`,
        )
        .join('')}</feed>`,
    }),
  },
  {
    ...{ name: 'OpenActive', path: '/rpde/sessions', kind: 'events', form: 'rpde', validator: 'none' },
    can: { cancel: true, delete: true, remaining: true },
    // Changes in their order; a deletion is one of them, and the last page has none and names itself.
    answer(asked, things) {
      const [at, id] = [
        Number(asked.searchParams.get('afterTimestamp') ?? -1),
        asked.searchParams.get('afterId') ?? '',
      ];
      const idOf = ({ n, generation }: Happening) => `${n}.${generation}`;
      // An earlier name of the same is deleted with it.
      const names = things.flatMap((one) =>
        Array.from({ length: one.generation + 1 }, (_each, generation) => ({
          ...one,
          generation,
          isDeleted: one.isDeleted || generation < one.generation,
        })),
      );
      const sorted = names.toSorted((a, b) => a.changed - b.changed || (idOf(a) < idOf(b) ? -1 : 1));
      const page = sorted
        .filter((one) => one.changed > at || (one.changed === at && idOf(one) > id))
        .slice(0, rpdePage);
      const last = page.at(-1);
      const next =
        last === undefined
          ? asked.href
          : `${asked.origin}/rpde/sessions?afterTimestamp=${last.changed}&afterId=${idOf(last)}`;
      const items = page.map((one) => ({
        ...{
          state: one.isDeleted ? 'deleted' : 'updated',
          kind: 'ScheduledSession',
          id: idOf(one),
          modified: one.changed,
        },
        ...(!one.isDeleted && {
          data: {
            ...{
              '@context': 'https://openactive.io/',
              '@type': 'ScheduledSession',
              '@id': `${site}/api/sessions/${idOf(one)}`,
            },
            superEvent: {
              ...{
                '@type': 'SessionSeries',
                name: one.title,
                description: one.text,
                url: `${site}/sessions/${slug(one)}`,
              },
              location: {
                '@type': 'Place',
                name: one.place,
                address: { '@type': 'PostalAddress', streetAddress: street },
              },
            },
            ...{ startDate: new Date(one.starts).toISOString(), endDate: new Date(endOf(one)).toISOString() },
            eventStatus: `https://schema.org/${one.isCancelled ? 'EventCancelled' : 'EventScheduled'}`,
            ...{ maximumAttendeeCapacity: 40, remainingAttendeeCapacity: one.remaining },
          },
        }),
      }));
      return {
        type: 'application/vnd.openactive.rpde+json; version=1',
        body: JSON.stringify({ next, items, license: 'https://creativecommons.org/licenses/by/4.0/' }),
      };
    },
  },
];

export const outages = ['500', '503', 'cut', 'ended', 'empty', 'slow'] as const;
type Outage = (typeof outages)[number];

/** All of them on one port; each has its own things, and is out by itself. */
export async function startSystems(now: () => number) {
  const things = new Map<System, Happening[]>(systems.map((each) => [each, []]));
  const out = new Map<System, Outage>();
  const statuses: Record<number, number> = {};
  const pages = systems.find(({ form }) => form === 'sitemap');
  const server = createServer(async (request, response) => {
    const asked = new URL(request.url ?? '/', `http://${request.headers.host}`);
    // The pages behind the map have addresses of their own.
    const system = systems.find(({ path }) => new URL(path, asked).pathname === asked.pathname) ?? pages;
    if (system === undefined) throw new Error('No system has pages');
    const outage = out.get(system);
    const answer = system.answer(asked, things.get(system) ?? [], now());
    const changed = Math.max(0, ...(things.get(system) ?? []).map((one) => one.changed));
    const body = Buffer.from(answer?.body ?? '');
    const etag = `W/"${body.length}-${Buffer.from(await crypto.subtle.digest('SHA-1', body)).toString('hex')}"`;
    const modified = new Date(Math.floor(changed / 1000) * 1000).toUTCString();
    const { validator } = system;
    const isSame =
      (validator === 'etag' && request.headers['if-none-match'] === etag) ||
      (validator === 'modified' && request.headers['if-modified-since'] === modified);
    const status = outage === '500' ? 500 : outage === '503' ? 503 : answer === undefined ? 404 : isSame ? 304 : 200;
    statuses[status] = (statuses[status] ?? 0) + 1;
    const half = body.subarray(0, Math.floor(body.length / 2));
    response.writeHead(status, {
      'content-type': answer?.type ?? 'text/html',
      ...(validator === 'etag' && status < 400 && { etag }),
      ...(validator === 'modified' && status < 400 && { 'last-modified': modified }),
      ...(outage === '503' && { 'retry-after': '1200' }),
      ...(outage === 'cut' && { 'content-length': body.length }),
    });
    if (status !== 200 || outage === 'empty') return response.end();
    if (outage === 'ended') return response.end(half);
    if (outage === 'cut') return response.write(half, () => response.destroy());
    if (outage !== 'slow') return response.end(body);
    response.write(half);
    return setTimeout(() => response.end(body.subarray(half.length)), 50);
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    ...{ host: `localhost:${port}`, url: `http://localhost:${port}`, things, out, statuses },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
