import { Client } from 'undici';

export type Answer = { status: number; headers: Record<string, string | string[] | undefined>; text: string };

/**
 * One connection, one request at a time: a closed loop measures the work of the server, not the length of a queue. `host` is the server's name, if
 * it is not the address.
 */
export function connect(origin: string, host = new URL(origin).host) {
  if (!/^http:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/.test(origin))
    throw new Error(`not this machine: ${origin}`);
  const client = new Client(origin, { pipelining: 1, keepAliveTimeout: 60_000 });

  /** By `dispatch`: streams and abort signals would cost the load generator as much as a whole answer costs the server. */
  function send(
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    body: string | null = null,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const parts: Buffer[] = [];
      let status = 0;
      let answered: Answer['headers'] = {};
      client.dispatch(
        { method, path, headers: { host, ...headers }, body },
        {
          onRequestStart() {},
          onResponseStart(_controller, statusCode, responseHeaders) {
            status = statusCode;
            answered = responseHeaders;
          },
          onResponseData(_controller, part) {
            parts.push(part);
          },
          onResponseEnd() {
            const [first] = parts;
            const whole = first !== undefined && parts.length === 1 ? first : Buffer.concat(parts);
            resolve({ status, headers: answered, text: whole.toString() });
          },
          onResponseError: (_controller, error) => reject(error),
        },
      );
    });
  }

  return {
    get: (path: string, headers: Record<string, string> = {}) => send('GET', path, headers),
    post: (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      send(
        'POST',
        path,
        { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        new URLSearchParams(fields).toString(),
      ),
    close: () => client.destroy(),
  };
}

export type Wire = ReturnType<typeof connect>;

/** The cookies of one browser on one origin, by path. */
export function createJar() {
  const cookies = new Map<string, { pair: string; path: string }>();
  return {
    take({ headers }: Answer) {
      for (const line of [headers['set-cookie'] ?? []].flat()) {
        const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
        const path = attributes.find((part) => /^path=/i.test(part))?.slice(5) ?? '/';
        const name = pair.slice(0, pair.indexOf('='));
        const isGone = pair.endsWith('=') || attributes.some((part) => /^expires=Thu, 01 Jan 1970/i.test(part));
        if (isGone) cookies.delete(`${name} ${path}`);
        else cookies.set(`${name} ${path}`, { pair, path });
      }
    },
    header(path: string): Record<string, string> {
      const pairs = [...cookies.values()].filter((cookie) => path.startsWith(cookie.path)).map(({ pair }) => pair);
      return pairs.length === 0 ? {} : { cookie: pairs.join('; ') };
    },
  };
}

export type Jar = ReturnType<typeof createJar>;

const unescaped = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&#34;', '"').replaceAll('&quot;', '"');

/** The first form of a page, as sent untouched. */
export function formOf(html: string): { action: string; fields: Record<string, string> } {
  const form = /<form\b[^>]*>[\s\S]*?<\/form>/i.exec(html)?.[0] ?? '';
  const attribute = (tag: string, name: string) =>
    unescaped(new RegExp(`\\s${name}="([^"]*)"`, 'i').exec(tag)?.[1] ?? '');
  const fields: Record<string, string> = {};
  for (const [tag] of form.matchAll(/<input\b[^>]*>/gi)) fields[attribute(tag, 'name')] = attribute(tag, 'value');
  delete fields[''];
  return { action: attribute(/<form\b[^>]*>/i.exec(form)?.[0] ?? '', 'action'), fields };
}
