import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { expect } from 'chai';
import Koa from 'koa';
import { after, before, describe, it } from 'mocha';
import { Problem } from '../../../src/errors.ts';
import type { State } from '../../../src/http/context.ts';
import { readUpload } from '../../../src/http/requests/upload.ts';

type Part = { name?: string; filename?: string; type?: string; body: string | Buffer; headers?: string };
const boundary = 'edge-7f3k';

const partOf = ({ name, filename, type, body, headers }: Part) =>
  Buffer.concat([
    Buffer.from(
      [
        `--${boundary}`,
        headers ??
          `Content-Disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}`,
        ...(type === undefined ? [] : [`Content-Type: ${type}`]),
        '',
        '',
      ].join('\r\n'),
    ),
    Buffer.from(body),
    Buffer.from('\r\n'),
  ]);
const bodyOf = (...parts: Part[]) => Buffer.concat([...parts.map(partOf), Buffer.from(`--${boundary}--\r\n`)]);
const file = (name: string, size: number, filename = `${name}.bin`): Part => ({
  name,
  filename,
  type: 'application/octet-stream',
  body: Buffer.alloc(size, 'x'),
});
const megabytes = (n: number) => n * 1024 * 1024;

describe('an upload', () => {
  const koa = new Koa<State>();
  koa.use(async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      ctx.status = error.status;
      ctx.body = { code: error.code, message: error.message };
    } finally {
      ctx.req.resume();
    }
  });
  koa.use(async (ctx) => {
    const small = { bytes: 1000, files: 2, text: 2000 };
    const limits = { '/small': small, '/told': { ...small, tells: true } as const }[ctx.path];
    const { form, uploads } = await readUpload(ctx, limits);
    ctx.body = {
      form,
      uploads: uploads.map(({ field, name, bytes, refused }) => ({
        field,
        name,
        ...(refused && { refused: refused.code }),
        size: bytes.length,
        hex: bytes.toString('hex', 0, 8),
      })),
    };
  });
  koa.silent = true;
  const server = createServer(koa.callback());
  let port = 0;
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  type Answer = {
    code?: string;
    message?: string;
    form?: Record<string, string>;
    uploads?: { field: string; name: string; size: number; hex: string; refused?: string }[];
  };
  async function send(body: Buffer | string, type = `multipart/form-data; boundary=${boundary}`, path = '/') {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : new Uint8Array(body),
      headers: { 'content-type': type },
    });
    const answer: Answer = JSON.parse(await response.text());
    return { status: response.status, ...answer };
  }

  it('gives the fields and the files, byte by byte', async () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const answer = await send(
      bodyOf(
        { name: 'csrf', body: 'token' },
        { name: 'name', body: '青溪县文化馆 𠮷' },
        { name: 'upload.proof', filename: '登记证书.png', type: 'image/png', body: all },
        { name: 'upload.proof', filename: 'b.png', type: 'image/png', body: 'x' },
        { name: 'upload.none', filename: '', type: 'application/octet-stream', body: '' },
      ),
    );
    expect(answer.form).to.eql({ csrf: 'token', name: '青溪县文化馆 𠮷' });
    expect(answer.uploads).to.eql([
      { field: 'upload.proof', name: '登记证书.png', size: 256, hex: '0001020304050607' },
      { field: 'upload.proof', name: 'b.png', size: 1, hex: '78' },
    ]);
  });

  it('reads a form without files as such', async () => {
    const answer = await send('a=1&b=%E9%9D%92', 'application/x-www-form-urlencoded');
    expect(answer).to.deep.include({ form: { a: '1', b: '青' }, uploads: [] });
    expect((await send('{}', 'application/json')).status).to.equal(415);
    expect((await send('a=1', 'multipart/mixed; boundary=a')).status).to.equal(415);
  });

  it('removes dangerous parts of a file’s name', async () => {
    const named = async (filename: string) => (await send(bodyOf({ ...file('f', 1), filename }))).uploads?.[0]?.name;
    expect(await named('../../etc/passwd')).to.equal('passwd');
    expect(await named('C:\\\\Users\\\\a\\\\证书.pdf')).to.equal('证书.pdf');
    expect(await named('a\u202egnp.exe')).to.equal('agnp.exe');
    expect([...((await named(`${'长'.repeat(300)}.pdf`)) ?? '')].length).to.equal(120);
  });

  it('refuses a text field that comes twice, also when it is named like a part of every object', async () => {
    const twice = await send(bodyOf({ name: 'a', body: '1' }, { name: 'a', body: '2' }));
    expect(twice).to.include({ status: 400, message: 'http.twice {"name":"a"}' });
    const proto = await send(bodyOf({ name: '__proto__', body: '1' }, { name: 'constructor', body: '2' }));
    expect(proto.status).to.equal(200);
  });

  it('refuses invalid UTF-8, and NUL, in names and in values', async () => {
    for (const part of [
      { name: 'a', body: Buffer.from([0xff, 0xfe]) },
      { name: 'a', body: Buffer.from([0xe9]), type: 'text/plain; charset=latin1' },
      { name: 'a', body: Buffer.from('青', 'utf16le'), type: 'text/plain; charset=utf-16le' },
      { name: 'a', body: 'x\0y' },
      { name: 'a', body: '1', headers: 'Content-Disposition: form-data' },
    ])
      expect(await send(bodyOf(part))).to.include({ status: 400, code: 'bad_request' });
    expect((await send(bodyOf(file('f', 1, 'a\u0007b.png')))).status).to.equal(400);
    const badName = Buffer.from(
      bodyOf(file('f', 1, 'NAME.png'))
        .toString('latin1')
        .replace('NAME', '\xff\xfe'),
      'latin1',
    );
    expect((await send(badName)).status).to.equal(400);
  });

  it('takes a file of exactly 10 MB and refuses one byte more, by its name', async () => {
    const whole = await send(bodyOf(file('f', megabytes(10))));
    expect(whole.uploads?.[0]?.size).to.equal(megabytes(10));
    const more = await send(bodyOf(file('f', megabytes(10) + 1, '证书.pdf')));
    expect(more).to.include({
      status: 413,
      code: 'payload_too_large',
      message: 'http.file_too_large {"name":"证书.pdf","most":"10 MB"}',
    });
  });

  it('tells the form of a file that is too large, with all that was typed before it, where the route asks for that', async () => {
    for (const size of [1_001, 50_000]) {
      const answer = await send(
        bodyOf({ name: 'text', body: '写了很久' }, file('f', size, '日志.png')),
        undefined,
        '/told',
      );
      expect(answer).to.deep.include({ status: 200, form: { text: '写了很久' } });
      expect(answer.uploads).to.deep.equal([
        { field: 'f', name: '日志.png', refused: 'http.file_too_large', size: 0, hex: '' },
      ]);
    }
  });

  it('takes six files and refuses seven; inputs that were left empty do not count', async () => {
    const six = Array.from({ length: 6 }, (_, place) => file(`f${place}`, 3));
    const empty = Array.from({ length: 9 }, (_, place) => ({ ...file(`e${place}`, 0), filename: '' }));
    expect((await send(bodyOf(...empty, ...six))).uploads).to.have.length(6);
    expect(await send(bodyOf(...six, file('f6', 3)))).to.include({
      status: 413,
      message: 'http.too_many_files {"most":6}',
    });
  });

  it('refuses more than 64 KB of text, in one field, in many, or in names', async () => {
    const one = [{ name: 'a', body: 'x'.repeat(64 * 1024) }];
    const many = Array.from({ length: 70 }, (_, place) => ({ name: `a${place}`, body: 'x'.repeat(1000) }));
    const names = Array.from({ length: 400 }, (_, place) => ({ name: `${'n'.repeat(180)}${place}`, body: '' }));
    const thousands = Array.from({ length: 2000 }, (_, place) => ({ name: `a${place}`, body: '' }));
    for (const parts of [one, many, names, thousands])
      expect(await send(bodyOf(...parts))).to.include({ status: 413, code: 'payload_too_large' });
  });

  it('refuses by its length a body that is too long, and counts where no length is given', async () => {
    expect((await send(Buffer.alloc(8000), undefined, '/small')).status).to.equal(413);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(
        {
          port,
          path: '/small',
          method: 'POST',
          headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
        },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      );
      sent.on('error', reject);
      sent.write(partOf({ ...file('f', 900), headers: 'X-Nothing: 1' }));
      for (let i = 0; i < 10; i += 1) sent.write(Buffer.alloc(1000));
      sent.end();
    });
    expect(status).to.equal(413);
  });

  it('answers 400 to a body that ends early or makes no sense', async () => {
    const whole = bodyOf({ name: 'a', body: '1' }, file('f', 2000));
    for (const body of [
      whole.subarray(0, 30),
      whole.subarray(0, 200),
      whole.subarray(0, -5),
      Buffer.from(''),
      Buffer.from('nothing of the kind'),
      Buffer.from(`--${boundary}\r\n${'a'.repeat(100_000)}`),
    ])
      expect(await send(body), body.toString('latin1', 0, 40)).to.include({ status: 400, code: 'bad_request' });
    expect((await send(whole, 'multipart/form-data')).status).to.equal(400);
    expect((await send(whole, 'multipart/form-data; boundary=')).status).to.equal(400);
  });

  it('gets over a sender that goes away in the middle, and one that sends byte by byte', async () => {
    const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\n`;
    const body = bodyOf({ name: 'a', body: '1' }, file('f', 40));
    const gone = connect(port, '127.0.0.1');
    gone.write(`${head}Content-Length: ${body.length}\r\n\r\n`);
    gone.write(body.subarray(0, 150));
    await new Promise((resolve) => setImmediate(resolve));
    gone.destroy();

    const slow = connect(port, '127.0.0.1');
    slow.setNoDelay(true);
    slow.write(`${head}Connection: close\r\nContent-Length: ${body.length}\r\n\r\n`);
    for (const byte of body) {
      slow.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const chunks: Buffer[] = [];
    for await (const chunk of slow) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).to.include('"size":40');
    expect((await send(bodyOf(file('f', 3)))).status).to.equal(200);
  });
});
