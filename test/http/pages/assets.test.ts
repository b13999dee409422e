import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createAssets } from '../../../src/http/pages/assets.ts';

const dir = fileURLToPath(new URL('../../../views/public', import.meta.url));
const css = readFileSync(`${dir}/cloud.css`);

describe('public files', () => {
  const assets = createAssets({ dir, publicUrl: new URL('https://cloud.example.cn') });
  const server = createServer((req, res) => {
    if (!assets.handle(req, res)) res.writeHead(418).end();
  });
  before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  after(() => new Promise((resolve) => server.close(resolve)));

  it('have a style sheet in which every block ends', () => {
    const open: number[] = [];
    for (const [place, line] of css
      .toString()
      .replaceAll(/\/\*[\s\S]*?\*\//g, (note) => note.replaceAll(/./g, ' '))
      .split('\n')
      .entries())
      for (const sign of line) {
        if (sign === '{') open.push(place + 1);
        else if (sign === '}') expect(open.pop(), `line ${place + 1} ends what never began`).to.be.a('number');
      }
    expect(open, 'lines with blocks that never end').to.deep.equal([]);
  });

  // Bytes as they travel: fetch would unpack them.
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      const { port } = address;
      const asked = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }),
        );
      });
      asked.on('error', reject).end();
    });

  it('may be kept for ever under the address that names their content', async () => {
    const { status, headers, body } = await get(assets.href('cloud.css'));
    expect(status).to.equal(200);
    expect(headers['cache-control']).to.equal('public, max-age=31536000, immutable');
    expect(headers['content-type']).to.equal('text/css; charset=utf-8');
    expect(headers['x-content-type-options']).to.equal('nosniff');
    // The rules as they are written; comments and indents stay here.
    const rulesOf = (sheet: Buffer) =>
      sheet
        .toString()
        .replaceAll(/\/\*[\s\S]*?\*\//g, '')
        .replaceAll(/\s+/g, ' ');
    expect(rulesOf(body)).to.equal(rulesOf(css));
    expect(body.toString()).not.to.match(/\/\*|\n\s/);
  });

  it('must be asked for again under any other address', async () => {
    for (const path of ['/public/cloud.css', '/public/cloud.css?v=old', '/public/cloud.css?v=', '/favicon.ico'])
      expect((await get(path)).headers['cache-control'], path).to.equal('no-cache');
  });

  it('travel compressed as the browser takes them, each form with a strong tag of its own', async () => {
    const path = assets.href('cloud.css');
    const br = await get(path, { 'accept-encoding': 'gzip, deflate, br' });
    const gzip = await get(path, { 'accept-encoding': 'gzip;q=1.0, br;q=0' });
    const plain = await get(path, { 'accept-encoding': 'br;q=0, gzip;q=0.0' });
    expect([br, gzip, plain].map(({ headers }) => headers['content-encoding'])).to.eql(['br', 'gzip', undefined]);
    expect(brotliDecompressSync(br.body).equals(plain.body)).to.equal(true);
    expect(gunzipSync(gzip.body).equals(plain.body)).to.equal(true);
    const tags = [br, gzip, plain].map(({ headers }) => headers.etag);
    expect(new Set(tags).size).to.equal(3);
    for (const tag of tags) expect(tag).to.match(/^"[^"]+"$/);
    for (const { headers, body } of [br, gzip, plain]) {
      expect(headers.vary).to.equal('Accept-Encoding');
      expect(headers['content-length']).to.equal(String(body.length));
    }
  });

  it('are not sent again to a browser that has them', async () => {
    const { headers } = await get('/public/page.js', { 'accept-encoding': 'br' });
    const tag = headers.etag ?? '';
    for (const known of [tag, `"x", W/${tag}`, '*']) {
      const again = await get('/public/page.js', { 'accept-encoding': 'br', 'if-none-match': known });
      expect(again.status, known).to.equal(304);
      expect(again.body.length).to.equal(0);
    }
    expect((await get('/public/page.js', { 'accept-encoding': 'gzip', 'if-none-match': tag })).status).to.equal(200);
  });

  it('answer HEAD without a body and refuse to be written', async () => {
    const head = await get('/public/cloud.css', {}, 'HEAD');
    expect([head.status, head.body.length, head.headers['content-length']]).to.eql([
      200,
      0,
      String((await get('/public/cloud.css')).body.length),
    ]);
    const post = await get('/public/cloud.css', {}, 'POST');
    expect([post.status, post.headers.allow]).to.eql([405, 'GET, HEAD']);
  });

  it('show the mark as the icon of the site', async () => {
    const { status, headers, body } = await get('/favicon.ico');
    expect([status, headers['content-type']]).to.eql([200, 'image/svg+xml; charset=utf-8']);
    expect(body.equals(readFileSync(`${dir}/mark.svg`))).to.equal(true);
  });

  it('can run and load nothing where an SVG is opened by itself', async () => {
    expect((await get('/public/mark.svg')).headers['content-security-policy']).to.include("default-src 'none'");
  });

  it('end where the folder ends', async () => {
    const outside = [
      '/public/',
      '/public/none.css',
      '/public/../src/app.ts',
      '/public/%2e%2e/package.json',
      '/public/..%2f..%2fpackage.json',
    ];
    for (const path of [...outside, '/public/constructor', '/public//cloud.css', '/public/cloud.css/'])
      expect((await get(path)).status, path).to.equal(404);
    for (const path of ['/', '/publicity', '/public', '/x/public/cloud.css'])
      expect((await get(path)).status, path).to.equal(418);
  });

  it('have no address unless they exist, so that a view with a wrong name stops at once', () => {
    expect(() => assets.href('cloud.scss')).to.throw('cloud.scss');
  });
});
