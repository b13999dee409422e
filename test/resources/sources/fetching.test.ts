import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createOutgoing } from '../../../src/http/outgoing.ts';
import { createFetching } from '../../../src/resources/sources/fetching.ts';

const megabyte = Buffer.alloc(1024 * 1024, 'x');

describe('asking for the content of a source', function () {
  this.timeout(60_000);
  let server: Server;
  let url: string;
  let sent = 0;
  const asked: string[] = [];
  before(async () => {
    server = createServer((request, response) => {
      const path = request.url ?? '';
      asked.push(path);
      const [, status = '', rest = ''] = /^\/(\d{3})\/?(.*)$/.exec(path) ?? [];
      if (path === '/round') response.writeHead(302, { location: '/about' }).end();
      else if (path === '/about') response.writeHead(307, { location: '/round' }).end();
      else if (path === '/inside') response.writeHead(301, { location: 'http://169.254.169.254/meta' }).end();
      else if (path === '/file') response.writeHead(302, { location: 'file:///etc/passwd' }).end();
      else if (path === '/gzip') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(megabyte));
      else if (path === '/never') response.writeHead(200).write('BEGIN:VCALENDAR');
      else if (path === '/endless') {
        const more = (error?: Error | null) => {
          sent += 1;
          if (!error && sent < 200) response.write(megabyte, more);
        };
        response.writeHead(200);
        more();
      } else if (status !== '') {
        const date = 'Tue, 01 Dec 2026 02:00:00 GMT';
        response.writeHead(Number(status), { ...(rest !== '' && { 'retry-after': decodeURI(rest), date }) }).end();
      } else response.writeHead(200, { 'content-type': 'image/png; charset="gb2312"' }).end('BEGIN:VCALENDAR');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const get = (path: string, within = 10_000) =>
    createFetching({
      ...{
        fetch: createOutgoing({ allowedHosts: [new URL(url).host], most: 64 * 1024 * 1024 }),
        agent: 'test',
        within,
      },
    })(path.startsWith('/') ? `${url}${path}` : path);
  const faultOf = async (path: string, within?: number) => {
    const found = await get(path, within);
    return 'fault' in found ? found.fault : found;
  };

  it('says of each address that cannot be read why, and goes to no address inside, neither at once nor by a redirect', async () => {
    const said: Record<string, string> = {};
    for (const path of [
      '/401',
      '/403',
      '/404',
      '/410',
      '/429',
      '/503',
      '/500',
      '/round',
      '/inside',
      '/file',
      '/gzip',
    ]) {
      const fault = await faultOf(path);
      said[path] = 'code' in fault ? fault.code : 'read';
    }
    expect(said).to.deep.equal({
      ...{ '/401': 'sources.password', '/403': 'sources.password' },
      ...{ '/404': 'sources.not_there', '/410': 'sources.not_there' },
      ...{ '/429': 'sources.asked_to_wait', '/503': 'sources.asked_to_wait', '/500': 'sources.answers' },
      ...{ '/round': 'sources.many_redirects', '/inside': 'sources.not_public', '/file': 'sources.answers' },
      '/gzip': 'sources.encoded',
    });
    expect(asked.filter((path) => path === '/round' || path === '/about').length, 'bounded').to.equal(6);
    expect(await faultOf('http://10.0.0.1/')).to.include({ code: 'sources.not_public' });
    expect(await faultOf('http://[::1]:8080/')).to.include({ code: 'sources.not_public' });
    expect(await faultOf('http://qx.invalid/')).to.include({ code: 'sources.host_unknown' });
  });

  it('leaves an answer of hundreds of megabytes after twelve, and one that does not end after its time', async () => {
    expect(await faultOf('/endless')).to.deep.include({ code: 'sources.too_large', params: { megabytes: 12 } });
    expect(sent).to.be.below(200);
    expect(await faultOf('/never', 300)).to.include({ code: 'sources.no_answer_in' });
  });

  it('waits as it is told, in seconds or until a date by the clock of the source, for a day at most', async () => {
    const waitOf = async (told: string) => {
      const found = await get(`/503/${encodeURI(told)}`);
      return 'wait' in found ? found.wait : undefined;
    };
    expect(await waitOf('1200')).to.equal(1_200);
    expect(await waitOf('Tue, 01 Dec 2026 02:30:00 GMT')).to.equal(1_800);
    expect(await waitOf('9999999')).to.equal(86_400);
    expect(await waitOf('soon')).to.equal(undefined);
  });

  it('gives the content and the charset that is said of it, of any type', async () => {
    const found = await get('/a.ics');
    expect('bytes' in found && [String(found.bytes), found.charset, found.type]).to.deep.equal([
      ...['BEGIN:VCALENDAR', 'gb2312', 'image/png'],
    ]);
  });
});
