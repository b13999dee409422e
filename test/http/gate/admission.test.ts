import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text as read } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { classOf, createAdmission } from '../../../src/http/gate/admission.ts';
import { createLog } from '../../../src/log.ts';
import { until } from '../../support/until.ts';

const publicUrl = new URL('https://sso.example.cn');

/** The same request on so many connections at once, as often as it is written in it. */
function flood({ port, request, connections }: { port: number; request: string; connections: number }) {
  let refused = 0;
  let closed = 0;
  const sockets = Array.from({ length: connections }, () => {
    const socket = connect(port, '127.0.0.1');
    socket
      .on('error', () => undefined)
      .on('close', () => {
        closed += 1;
      });
    socket.setEncoding('utf8').on('data', (text: string) => {
      refused += text.split('HTTP/1.1 503').length - 1;
    });
    socket.write(request);
    return socket;
  });
  return {
    refused: () => refused,
    closed: () => closed,
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

describe('admission', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  /** A server whose work is never done before `held` is answered. */
  async function open(isBusy = () => true) {
    const held: ServerResponse[] = [];
    const events: string[] = [];
    server = createServer(
      createAdmission({
        ...{ publicUrl, longest: 0, isBusy, waitingKey: randomBytes(32), log: createLog('silent') },
        metrics: { event: (event) => events.push(event), pools: () => undefined },
        app: (req, res) => {
          req.resume();
          held.push(res);
        },
      }),
    ).listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
    return { held, events, ask, port };
  }

  it('knows the class of work by the path', () => {
    const classes = Object.entries({
      '/oidc/token': 'tokens',
      '/oidc/userinfo': 'tokens',
      '/.well-known/openid-configuration': 'tokens',
      '/oidc/auth?client_id=a': 'arrivals',
      '/oidc/auth/abc': 'logins',
      '/interaction/abc/login': 'logins',
      '/account': 'logins',
      '/api/v1/resources/news': 'api',
      '/api/v1/files': 'files',
      '/console/resources/news/import': 'files',
      '/admin/audit/export.csv': 'files',
      '/status': 'status',
      '/status/feed.xml': 'status',
      '/': 'pages',
      '/console': 'pages',
    });
    for (const [url, expected] of classes) {
      expect(classOf({ url, headers: {} }), url).to.equal(expected);
      const [path = '', query] = url.split('?');
      for (const other of [`${path}/`, path.toUpperCase()].map((each) => (query ? `${each}?${query}` : each)))
        expect(classOf({ url: other, headers: {} }), other).to.equal(expected);
    }
    const headers = { 'content-type': 'multipart/form-data; boundary=a' };
    expect(classOf({ url: '/console/submissions/1', method: 'POST', headers })).to.equal('files');
    expect(classOf({ url: '/console/submissions/1', method: 'GET', headers })).to.equal('pages');
    expect(classOf({ url: '/oidc/auth', method: 'POST', headers })).to.equal('arrivals');
  });

  it('has the place of a token free again at once where it is answered at once, and else when it is answered', async () => {
    const held: ServerResponse[] = [];
    const busy: (number | undefined)[] = [];
    let pools: () => Readonly<Record<string, { busy: number }>> = () => ({});
    const admit = createAdmission({
      ...{ publicUrl, longest: 0, waitingKey: randomBytes(32), log: createLog('silent') },
      metrics: {
        event: () => undefined,
        pools(read) {
          pools = read;
        },
      },
      app: (req, res) => {
        if (req.url === '/oidc/jwks') res.end('{}');
        else held.push(res);
      },
    });
    const taken = () => pools().requests_tokens?.busy;
    server = createServer((req, res) => {
      admit(req, res);
      busy.push(taken());
    }).listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await fetch(`http://127.0.0.1:${port}/oidc/jwks`);
    const waiting = fetch(`http://127.0.0.1:${port}/oidc/userinfo`);
    await until(() => held.length === 1, 'a request that waits');
    expect(busy).to.eql([0, 1]);
    held[0]?.end('{}');
    await waiting;
    await until(() => taken() === 0, 'a free place');
  });

  it('has the place of a slow answer free after five seconds, once, and not once more when it is given', async function () {
    this.timeout(20_000);
    const held: ServerResponse[] = [];
    let pools: () => Readonly<Record<string, { busy: number }>> = () => ({});
    server = createServer(
      createAdmission({
        ...{ publicUrl, longest: 0, waitingKey: randomBytes(32), log: createLog('silent') },
        metrics: {
          event: () => undefined,
          pools(read) {
            pools = read;
          },
        },
        app: (_req, res) => held.push(res),
      }),
    ).listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const busy = () => pools().requests_pages?.busy;
    const answers = [1, 2].map(() => fetch(`http://127.0.0.1:${port}/`));
    await until(() => busy() === 2, 'two that are served');
    await until(() => busy() === 0, 'two free places');
    for (const res of held) res.end('late');
    for (const each of answers) await (await each).text();
    await sleep(50);
    expect(busy()).to.equal(0);
  });

  it('serves so many, lets some wait, and answers all others at once with the time to come again', async () => {
    const { held, events, ask } = await open();
    const answers = Array.from({ length: 50 }, () => ask('/', { headers: { accept: 'text/html' } }));
    const refused: Response[] = [];
    for (const each of answers) void each.then((answer) => answer.status === 503 && refused.push(answer));
    await until(() => refused.length === 18, 'refusals'); // eight places, and 24 wait
    expect(held).to.have.length(8);
    const [first] = refused;
    const text = (await first?.text()) ?? '';
    const seconds = first?.headers.get('retry-after') ?? '';
    expect(Number(seconds)).to.be.within(2, 6);
    expect(text)
      .to.contain('服务正忙')
      .and.contain('href="/status"')
      .and.contain(`<meta http-equiv="refresh" content="${seconds}">`);
    expect(first?.headers.get('content-type')).to.equal('text/html; charset=utf-8');
    expect(first?.headers.get('cache-control')).to.equal('no-store');
    expect(events.filter((event) => event === 'refused.pages')).to.have.length(18);
    for (let n = 0; n < 32; n += 1) {
      await until(() => held.length > n, 'the next one');
      held[n]?.end('served');
    }
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).to.have.length(32);
  });

  it('has four times as many arrivals under way where they wait for a database that is far away, and eight while the thread is busy', async () => {
    let isBusy = true;
    const { held, ask } = await open(() => isBusy);
    const arrive = (count: number) => {
      for (let n = 0; n < count; n += 1) void ask('/oidc/auth').catch(() => undefined);
    };
    for (let wave = 0; wave < 6; wave += 1) {
      arrive(8);
      await until(() => held.length === 8, 'all of them');
      await sleep(80);
      for (const each of held.splice(0)) each.end('served');
    }
    arrive(60);
    await until(() => held.length === 8, 'as many as ever');
    isBusy = false;
    held.shift()?.end('served');
    await until(() => held.length > 8, 'those who stood in line');
    arrive(60);
    await until(() => held.length === 32, 'more places');
  });

  it('says so in English where the browser has chosen that, in its colours, with no database and no file', async () => {
    const { ask, held } = await open();
    const cookie = 'lang=en; theme=dark; elder=1';
    const answers = Array.from({ length: 40 }, () => ask('/', { headers: { accept: 'text/html', cookie } }));
    const refused = await Promise.any(
      answers.map(async (answer) => {
        const { status, text } = { status: (await answer).status, text: await (await answer).text() };
        return status === 503 ? text : Promise.reject(new Error('served'));
      }),
    );
    expect(refused)
      .to.contain('<html lang="en" data-theme="dark" data-elder>')
      .and.contain('Busy just now')
      .and.not.match(/\p{Script=Han}|<(script|link|img)/u);
    for (let n = 0; n < 32; n += 1) {
      await until(() => held.length > n, 'the next one');
      held[n]?.end('served');
    }
    await Promise.all(answers);
  });

  it('keeps the classes apart: while pages are full, a token is asked for and a login goes on', async () => {
    const { held, ask } = await open();
    for (let n = 0; n < 40; n += 1) void ask('/').catch(() => undefined);
    await until(() => held.length === 8, 'full pages');
    for (const path of ['/oidc/token', '/oidc/auth/abc', '/oidc/auth', '/api/v1/me']) {
      const answer = ask(path);
      const before = held.length;
      await until(() => held.length === before + 1, path);
      held.at(-1)?.end('served');
      expect(await (await answer).text()).to.equal('served');
    }
  });

  it('answers programs in their words', async () => {
    const { ask } = await open();
    const flood = (path: string, count: number, init?: RequestInit) =>
      Promise.any(
        Array.from({ length: count }, async () => {
          const answer = await ask(path, init);
          if (answer.status !== 503) throw new Error('served');
          return answer;
        }),
      );
    const token = await flood('/oidc/token', 200, { method: 'POST', body: new URLSearchParams({ a: '1' }) });
    expect(await token.json()).to.include({ error: 'temporarily_unavailable' });
    const api = await flood('/api/v1/resources/news', 40);
    expect(api.headers.get('content-type')).to.equal('application/problem+json; charset=utf-8');
    expect(await api.json()).to.include({ status: 503, code: 'maintenance' });
    const form = await flood('/console/x', 40, { method: 'POST', body: 'a=1', headers: { accept: 'text/html' } });
    expect(await form.text())
      .to.contain('选择重新提交')
      .and.not.contain('http-equiv');
  });

  it('gives no place to a body that is still on its way: a slow sender delays no one, and is admitted once it is complete', async () => {
    const { held, ask, port } = await open();
    const slow = Array.from({ length: 60 }, () => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write('POST /console/x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na=1');
      return socket;
    });
    await sleep(50);
    expect(held).to.have.length(0);
    const page = ask('/');
    await until(() => held.length === 1, 'a page');
    held.at(-1)?.end('served');
    expect((await page).status).to.equal(200);
    slow[0]?.write('&b=234');
    await until(() => held.length === 2, 'the one that is complete');
    for (const socket of slow) socket.destroy();
  });

  it('passes a body to its reader as if it had never been held: at once, in pieces, chunked, and larger than the buffer', async () => {
    const long = 'a'.repeat(300_000);
    server = createServer(
      createAdmission({
        ...{ publicUrl, longest: 0, waitingKey: randomBytes(32), log: createLog('silent') },
        metrics: { event: () => undefined, pools: () => undefined },
        app: (req, res) => {
          const chunks: Buffer[] = [];
          req.on('data', (chunk: Buffer) => chunks.push(chunk));
          req.on('end', () => res.end(Buffer.concat(chunks)));
        },
      }),
    ).listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const bodies: (() => AsyncIterable<Buffer>)[] = [['a=1'], ['a=', '1&', 'b=2'], [''], [long], [long, long]].map(
      (pieces) =>
        async function* body() {
          for (const piece of pieces) {
            yield Buffer.from(piece);
            await sleep(5);
          }
        },
    );
    for (const path of ['/oidc/token', '/console/x', '/oidc/auth', '/api/v1/files'])
      for (const body of bodies) {
        let expected = '';
        for await (const piece of body()) expected += piece.toString();
        const url = `http://127.0.0.1:${port}${path}`;
        const chunked = await fetch(url, { method: 'POST', body: body(), duplex: 'half' });
        expect((await chunked.text()) === expected, `${path} ${expected.length} chunked`).to.equal(true);
        const whole = await fetch(url, { method: 'POST', body: expected });
        expect((await whole.text()) === expected, `${path} ${expected.length}`).to.equal(true);
      }
  });

  it('lets so many uploads in that are on their way, and counts those that are there', async () => {
    const { held, port } = await open();
    const head = 'POST /api/v1/files HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n';
    const { refused, close } = flood({ port, request: `${head}a=1`, connections: 150 });
    await until(() => refused() === 150 - 96, 'those whom there is no room for');
    expect(held).to.have.length(96);
    close();
  });

  it('refuses once on a connection, whatever else was pipelined on it, and closes it', async () => {
    const { held, events, port } = await open();
    const request = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(30);
    const { refused, closed, close } = flood({ port, request, connections: 100 });
    // On the first two connections all places and the line are taken; on each of the others the first is refused.
    await until(() => closed() >= 98, 'closed connections');
    expect(held).to.have.length(8);
    expect(refused()).to.be.within(98, 100);
    expect(events.filter((event) => event === 'refused.pages').length).to.be.within(98, 100);
    close();
  });

  it('keeps the connection open for a client that waits for an answer before the next request', async () => {
    const { port } = await open();
    const { close } = flood({ port, request: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', connections: 32 });
    const polite = connect(port, '127.0.0.1');
    let text = '';
    polite.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    for (let n = 1; n < 4; n += 1) {
      polite.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      await until(() => text.split('HTTP/1.1 503').length === n + 1, 'a refusal');
    }
    expect(text).not.to.match(/connection: close/i);
    polite.destroy();
    close();
  });

  describe('at the beginning of a login', () => {
    const browser = { accept: 'text/html' };

    /** All of them the same address to the routers, and nothing in them that a stranger could not write. */
    const waysToAsk: Readonly<Record<string, string>> = {
      'as a browser': 'GET /oidc/auth?a HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\n\r\n',
      'as a program': 'GET /oidc/auth?a HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\n\r\n',
      'with no word of what is accepted': 'GET /oidc/auth?a HTTP/1.1\r\nHost: a\r\n\r\n',
      'in a hidden frame':
        'GET /oidc/auth?a HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\nSec-Fetch-Dest: iframe\r\n\r\n',
      'by HEAD': 'HEAD /oidc/auth?a HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\n\r\n',
      'with a byte of body': 'GET /oidc/auth?a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na',
      'with a chunked body':
        'GET /oidc/auth?a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n',
      'by a form': 'POST /oidc/auth HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na=1',
      'by a form with files':
        'POST /oidc/auth HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=a\r\nContent-Length: 3\r\n\r\na=1',
      'with a method said besides': 'GET /oidc/auth?a HTTP/1.1\r\nHost: a\r\nX-HTTP-Method-Override: POST\r\n\r\n',
      'with a slash at the end': 'GET /oidc/auth/?a HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\n\r\n',
      'in large letters': 'GET /oidc/AUTH?a HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\n\r\n',
    };
    for (const [way, request] of Object.entries(waysToAsk))
      it(`serves eight of a crowd and lets sixteen stand in line, asked ${way}`, async () => {
        const { held, port } = await open();
        const { refused, close } = flood({ port, request, connections: 200 });
        await until(() => refused() === 200 - 24, 'all others');
        expect(held).to.have.length(8);
        close();
      });

    /** Eight are served, sixteen queue, and there is no more room. */
    async function crowded() {
      const { held, events, ask, port } = await open();
      /** As browsers ask: fetch would say that it is none. */
      const visit = async (path: string, headers: Record<string, string> = browser) => {
        const asked = get({ port, path, headers, agent: false });
        const answer: IncomingMessage = (await once(asked, 'response'))[0];
        const cookie = answer.headers['set-cookie']?.[0] ?? '';
        return {
          ...{ status: answer.statusCode, headers: answer.headers, cookie, place: cookie.split(';', 1)[0] ?? '' },
          text: await read(answer),
        };
      };
      let waiting = 0;
      for (let n = 0; n < 32; n += 1)
        void visit('/oidc/auth').then(
          ({ status }) => {
            waiting += status === 503 ? 1 : 0;
          },
          () => undefined,
        );
      await until(() => held.length === 8 && waiting === 8, 'a full house');
      return { held, events, ask, visit };
    }

    it('shows browsers the waiting room, which keeps their place, and lets them in at their turn', async () => {
      const { held, events, visit } = await crowded();
      const { status, headers, cookie, place, text } = await visit('/oidc/auth?state=a');
      expect(status).to.equal(503);
      expect(text).to.match(
        /<p role="status">(您前面还有 <b>\d+<\/b> 人，约 <b>\d+<\/b> 秒|轮到您了，正在为您打开)。<\/p>/,
      );
      expect(text).to.contain(`<meta http-equiv="refresh" content="${headers['retry-after']}">`);
      expect(text)
        .to.contain('<a href="">')
        .and.not.to.match(/<script|nonce|src=/);
      expect(Buffer.byteLength(text)).to.be.below(5_000);
      expect(headers).to.include({ 'cache-control': 'no-store', 'cross-origin-opener-policy': 'unsafe-none' });
      expect(cookie).to.match(/^__Host-waiting=[\w.-]+; Path=\/; Max-Age=1800; HttpOnly; SameSite=Lax; Secure$/);
      expect(events).to.include('waiting.arrivals');
      expect((await visit('/oidc/auth?state=a', { ...browser, cookie: place })).place).to.equal(place);

      let isIn = false;
      const served = (async () => {
        for (;;) {
          const answer = await visit('/oidc/auth?state=a', { ...browser, cookie: place });
          isIn = answer.status === 200;
          if (isIn) return answer.text;
        }
      })();
      await until(() => {
        for (const each of held.splice(0)) each.end('served');
        return isIn;
      }, 'the one who waited');
      expect(await served).to.equal('served');
    });

    it('speaks as the browser has chosen: English, colours, large', async () => {
      const { visit } = await crowded();
      const { text } = await visit('/oidc/auth', { ...browser, cookie: 'lang=en; theme=contrast; elder=1' });
      expect(text).to.contain('<html lang="en" data-theme="contrast" data-elder>');
      expect(text)
        .to.match(/before you|your turn/)
        .and.not.to.match(/\p{Script=Han}/u);
    });

    it('is for page visitors: programs and hidden frames get 503, and a login in progress continues', async () => {
      const { held, ask, visit } = await crowded();
      const others: Record<string, string>[] = [
        { accept: 'application/json' },
        { ...browser, 'sec-fetch-dest': 'iframe', 'sec-fetch-mode': 'navigate' },
        { ...browser, 'sec-fetch-mode': 'cors' },
      ];
      for (const headers of others) {
        const refusal = await visit('/oidc/auth', headers);
        expect(refusal.status).to.equal(503);
        expect(refusal.headers['retry-after']).to.match(/^[2-6]$/);
        expect(refusal.cookie).to.equal('');
      }
      const before = held.length;
      const post = ask('/interaction/abc/login', { method: 'POST', body: 'a=1', headers: browser });
      const pages = Array.from({ length: 12 }, () => visit('/interaction/abc'));
      await until(() => held.length === before + 13, 'all of them');
      for (const each of held.slice(before)) each.end('served');
      expect((await post).status).to.equal(200);
      for (const page of pages) expect((await page).status).to.equal(200);
    });
  });
});
