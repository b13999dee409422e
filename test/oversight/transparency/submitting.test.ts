import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { openCheckpoint } from '../../../src/oversight/transparency/checkpoint.ts';
import { emptyRoot, isConsistent } from '../../../src/oversight/transparency/merkle.ts';
import {
  cosign,
  cosignerVerifier,
  isSignedBy,
  newSigner,
  readNote,
  readVerifier,
  verifierText,
} from '../../../src/oversight/transparency/note.ts';
import { operator, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { asOwner } from '../../support/transparency.ts';

const signer = newSigner('witness.example.cn/waiting');
const verifier = cosignerVerifier(signer);

describe('a witness that waits for heads (C2SP tlog-witness)', function () {
  this.timeout(120_000);
  const clock = testClock('2036-11-27T12:00:00+08:00');
  let at: TestApp;
  let server: Server;
  /** Its memory of each log, and the requests with its answers. */
  const known = new Map<string, { size: number; root: Buffer }>();
  let asked: { older: number; status: number }[] = [];
  let answers = (text: string) => cosign(text, signer, clock.now());

  /** As the specification says it, without a line of our own log. */
  function take(body: string): { status: number; text: string } {
    const [, size = '', lines = ''] = /^old (\d+)\n((?:[^\n]+\n)*)\n/.exec(body) ?? [];
    const note = body.slice(body.indexOf('\n\n') + 2);
    const [origin = ''] = note.split('\n');
    const opened = openCheckpoint(
      note,
      origin,
      keys.flatMap((key) => readVerifier(key) ?? []).map((key) => ({ ...key, name: origin })),
    );
    const older = Number(size);
    const said = (status: number, text: string) => {
      asked.push({ older, status });
      return { status, text };
    };
    if (typeof opened === 'string') return said(403, opened);
    const seen = known.get(origin) ?? { size: 0, root: emptyRoot };
    if (older !== seen.size) return said(409, `${seen.size}\n`);
    const proof = lines.split('\n').slice(0, -1);
    const hashes = proof.map((line) => Buffer.from(line, 'base64'));
    if (!isConsistent(seen, opened.checkpoint, hashes)) return said(422, 'bad consistency proof');
    known.set(origin, opened.checkpoint);
    return said(200, answers(opened.note.text));
  }
  let keys: readonly string[] = [];

  const grow = async () => {
    await at.app.audit.sealNow(operator);
    await at.app.transparency.grow();
  };
  const isShown = async () => isSignedBy(readNote(await at.app.transparency.checkpoint('events')) ?? neither, verifier);
  const neither = { text: '', signatures: [] };

  before(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const isRight = request.method === 'POST' && request.url === '/logs/add-checkpoint';
      const { status, text } = isRight ? take(Buffer.concat(chunks).toString()) : { status: 404, text: '' };
      response.writeHead(status).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const env = { WITNESSES: `${verifierText(verifier)} http://127.0.0.1:${port}/logs` };
    at = await startApp(import.meta.filename, { clock, env });
    await grow();
    keys = (await at.app.transparency.standing('events')).keys;
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await at.close();
  });
  beforeEach(() => {
    asked = [];
  });

  it('is handed the first head, and the next with the proof that it continues what the witness saw', async () => {
    await at.app.transparency.submit();
    expect(asked).to.deep.equal([{ older: 0, status: 200 }]);
    expect(await isShown()).to.equal(true);
    await at.app.institutions.create(operator, { name: '青溪县文化馆', certified: true });
    await grow();
    expect(await isShown()).to.equal(undefined);
    await at.app.transparency.submit();
    expect(asked[1]?.older).to.be.above(0);
    expect(asked[1]?.status).to.equal(200);
    expect(await isShown()).to.equal(true);
  });

  it('is asked again about a head that stays the newest after ten minutes, and not each minute', async () => {
    await at.app.transparency.submit();
    expect(asked).to.deep.equal([]);
    clock.advance(11 * 60);
    await at.app.transparency.submit();
    expect(asked.map(({ status }) => status)).to.deep.equal([200]);
    const [{ at: signedAt } = { at: undefined }] = await at.app.transparency.cosigned('events');
    expect(signedAt?.getTime()).to.equal(clock.now().getTime());
  });

  it('tells a log whose memory is older how much it saw, and is sent the proof from there', async () => {
    await asOwner(at, `update transparency_cosignatures set size = 1`);
    await at.app.institutions.create(operator, { name: '白塘县文化馆', certified: true });
    await grow();
    await at.app.transparency.submit();
    expect(asked.map(({ older, status }) => [older > 1, status])).to.deep.equal([
      [false, 409],
      [true, 200],
    ]);
    expect(await isShown()).to.equal(true);
  });

  it('gives nothing that is shown where its signature is wrong, or one of a stranger', async () => {
    const right = answers;
    for (const wrong of [
      (text: string) => cosign(`${text}x`, signer, clock.now()),
      (text: string) => cosign(text, newSigner('witness.example.cn/stranger'), clock.now()),
      () => 'no line of a signature\n',
      () => 'x'.repeat(100_000),
      () => '',
    ]) {
      answers = wrong;
      await at.app.institutions.create(operator, { name: `安平县文化馆${asked.length}`, certified: true });
      await grow();
      await at.app.transparency.submit();
      expect(await isShown()).to.equal(undefined);
    }
    // Its other key comes behind, under the same name, as a witness sends that signs in two ways.
    answers = (text) => `${right(text)}${cosign(text, newSigner(signer.name), clock.now())}`;
    await at.app.transparency.submit();
    expect(await isShown()).to.equal(true);
    answers = right;
  });

  it('refuses a tree that was made anew with the right key', async () => {
    await asOwner(
      at,
      `update audit_events set verb = 'altered' where id = (select event_id from audit_seals where position = 1)`,
      ...['tiles', 'heads', 'cosignatures'].map((table) => `delete from transparency_${table} where log = 'events'`),
    );
    await grow();
    await at.app.transparency.submit();
    expect(asked.map(({ status }) => status)).to.deep.equal([409, 422]);
    expect(await isShown()).to.equal(undefined);
  });
});
