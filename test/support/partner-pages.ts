import { once } from 'node:events';
import { createServer } from 'node:http';

export type Answer = {
  status?: number;
  type?: string;
  body?: string | Buffer;
  location?: string;
  waitMs?: number;
  /** The answer is sent after this. */
  until?: Promise<unknown>;
};

/** A partner's site: each path answers as the test sets it, and requests are counted. */
export async function startPartnerPages() {
  const pages = new Map<string, Answer | ((asked: number) => Answer)>();
  const visits: string[] = [];
  const agents = new Set<string>();
  const server = createServer((req, res) => {
    const path = req.url ?? '/';
    visits.push(path);
    agents.add(String(req.headers['user-agent']));
    const known = pages.get(path) ?? { status: 404, body: 'nothing here' };
    const answer = typeof known === 'function' ? known(visits.filter((each) => each === path).length) : known;
    const { status = 200, type = 'text/html; charset=utf-8', body = '', location, waitMs = 0, until } = answer;
    const headers = { 'content-type': type, ...(location !== undefined && { location }) };
    const send = () => res.writeHead(location === undefined ? status : 302, headers).end(body);
    if (until === undefined) setTimeout(send, waitMs).unref();
    else void until.then(send);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const origin = `http://127.0.0.1:${port}`;
  return {
    host: `127.0.0.1:${port}`,
    origin,
    visits,
    agents,
    /** From now on this path answers so. */
    set(path: string, answer: Answer | ((asked: number) => Answer)): string {
      pages.set(path, answer);
      return `${origin}${path}`;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export type PartnerPages = Awaited<ReturnType<typeof startPartnerPages>>;

/** A home page as such sites have it, with this in its links at the bottom. */
export const homePage = (
  friends: string,
  title = '青溪县文化馆',
): string => `<!doctype html><html><head><title>${title}</title></head><body>
<header class="top"><a href="/">首页</a></header><nav><a href="/news">动态</a><a href="/venue">场馆</a><a href="/course">课程</a></nav>
<main><h1>青溪的文化生活</h1>${'<p>活动报名、场馆预订、线上展览和慕课，都在这里。</p>'.repeat(12)}<img src="/a.jpg" alt=""><a href="/more">更多</a></main>
<footer><h3>友情链接</h3><a href="https://www.example.cn/">县政府</a>${friends}<a href="https://lib.example.cn/">县图书馆</a></footer></body></html>`;
