import { METHODS } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../../support/app.ts';

/** A million take some minutes: `ODD_REQUESTS=1000000 npm test -- test/http/gate/metrics-bounded.test.ts` (docs/reliability.md). */
const all = Number(process.env.ODD_REQUESTS ?? 2_000);
const together = 50;
const marker = 'odd-one';

const heads = [
  (n: number) => `GET /${marker}/${n} HTTP/1.1\r\nHost: HERE`,
  (n: number) => `GET /oidc/${marker}${n}?client_id=${marker}${n} HTTP/1.1\r\nHost: HERE`,
  (n: number) => `${METHODS[n % METHODS.length]} /api/v1/${marker}/${n} HTTP/1.1\r\nHost: HERE`,
  (n: number) => `GET /status/${marker}-${n} HTTP/1.1\r\nHost: ${marker}-${n}.example`,
  (n: number) => `GET /console/applications/${marker}${n} HTTP/1.1\r\nHost: HERE\r\nUser-Agent: ${marker}/${n}`,
  (n: number) => `GET /%2e%2e/${marker}%00${n} HTTP/1.1\r\nHost: HERE\r\nAccept: ${marker}/${n}`,
  (n: number) => `GET http://${marker}-${n}.example/ HTTP/1.1\r\nHost: ${marker}-${n}.example`,
  (n: number) => `GET /oidc/auth?client_id=${marker}${n}&redirect_uri=${n} HTTP/1.1\r\nHost: HERE`,
  (n: number) => `GET /oidc/userinfo HTTP/1.1\r\nHost: HERE\r\nAuthorization: Bearer ${marker}${n}`,
];

describe('the labels of metrics', function () {
  this.timeout(3_600_000);
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
  });
  after(() => at.close());

  /** One after the other on a connection of its own, which a refusal may close. */
  async function send(from: number, count: number): Promise<number> {
    const { hostname, port, host } = new URL(at.origin);
    let answered = 0;
    for (let n = from; n < from + count; ) {
      const socket = connect(Number(port), hostname);
      socket.setEncoding('latin1');
      socket.on('error', () => undefined); // closed by a refusal, and opened again
      let isOpen = true;
      // events.once would fail with the reset of a connection, which is an answer here.
      const closed = new Promise<false>((resolve) =>
        socket.once('close', () => {
          isOpen = false;
          resolve(false);
        }),
      );
      while (isOpen && n < from + count) {
        const head = heads[n % heads.length]?.(n).replace('HERE', host) ?? '';
        n += 1;
        const answer = Promise.race([new Promise<true>((resolve) => socket.once('data', () => resolve(true))), closed]);
        socket.write(`${head}\r\nContent-Length: 0\r\n\r\n`);
        if (await answer) answered += 1;
        await new Promise(setImmediate);
      }
      socket.destroy();
      await closed;
    }
    return answered;
  }
  const flood = async (from: number, count: number) =>
    (
      await Promise.all(
        Array.from({ length: together }, (_, k) => send(from + (k * count) / together, Math.floor(count / together))),
      )
    ).reduce((sum, each) => sum + each, 0);
  /** The values of each label. */
  async function labels(): Promise<Record<string, Set<string>>> {
    const text = await at.app.metrics.text();
    expect(text).not.to.include(marker);
    const found: Record<string, Set<string>> = {};
    for (const [, name = '', value = ''] of text.matchAll(/(method|route|application)="([^"]*)"/g))
      found[name] = (found[name] ?? new Set()).add(value);
    return found;
  }

  it(`stay as many as they are, whatever paths, methods, hosts, programs and clients ${all} odd requests name`, async () => {
    await flood(0, Math.max(all / 10, 700));
    const few = await labels();
    const answered = await flood(all, all);
    expect(answered, 'most were answered').to.be.above(all * 0.5);
    const many = await labels();
    expect(many.method?.size).to.be.within(2, 8);
    for (const name of ['method', 'route', 'application']) expect(many[name], name).to.eql(few[name]);
  });
});
