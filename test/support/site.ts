import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';

type Content = { body: string | Buffer; type?: string; status?: number; headers?: Record<string, string> };

/** The website of a hall: content by path, with ETags; it can be switched off. */
export async function startSite() {
  const contents = new Map<string, Content>();
  const requests: { path: string; headers: IncomingHttpHeaders; status: number }[] = [];
  let isDown = false;
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const found = contents.get(path);
    const etag =
      found === undefined
        ? ''
        : `"${Buffer.from(String(found.body)).toString('base64url').slice(-40)}-${found.body.length}"`;
    const isSame = found !== undefined && found.status === undefined && request.headers['if-none-match'] === etag;
    const status = isDown ? 500 : found === undefined ? 404 : isSame ? 304 : (found.status ?? 200);
    requests.push({ path, headers: request.headers, status });
    response.writeHead(status, {
      'content-type': found?.type ?? 'text/html',
      ...(status === 200 && { etag }),
      ...found?.headers,
    });
    response.end(status === 200 ? found?.body : undefined);
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    ...{ host: `localhost:${port}`, url: `http://localhost:${port}`, contents, requests },
    setDown(down: boolean) {
      isDown = down;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export type Site = Awaited<ReturnType<typeof startSite>>;

export type Event = {
  uid: string;
  title: string;
  start: string;
  end?: string;
  place?: string;
  category?: string;
  status?: string;
  more?: string[];
};

/** A calendar as programs write it; times in Beijing: 20361205T140000. */
export const calendarOf = (events: readonly Event[], name = '青溪县文化馆'): string =>
  [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//zh', `X-WR-CALNAME:${name}`],
    ...events.flatMap(({ uid, title, start, end, place, category, status, more = [] }) => [
      ...[
        'BEGIN:VEVENT',
        `UID:${uid}`,
        'DTSTAMP:20361101T000000Z',
        `SUMMARY:${title}`,
        `URL:https://www.qx.example.cn/events/${encodeURIComponent(title)}`,
        `DTSTART;TZID=Asia/Shanghai:${start}`,
      ],
      ...(end === undefined ? [] : [`DTEND;TZID=Asia/Shanghai:${end}`]),
      ...(place === undefined ? [] : [`LOCATION:${place}`]),
      ...(category === undefined ? [] : [`CATEGORIES:${category}`]),
      ...(status === undefined ? [] : [`STATUS:${status}`]),
      ...more,
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ].join('\r\n');
