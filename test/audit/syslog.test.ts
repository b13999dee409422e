import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { archiveMonth } from '../../src/audit/archiving.ts';
import { sendAll } from '../../src/audit/syslog.ts';
import { certificateFor } from '../operations/doctor/certificate.ts';
import { silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { portOf } from '../support/ports.ts';
import { clock, happen, key, seal, verify } from './setting.ts';

type Told = { position: number; hash: string; subject: { id: string }; details: object };
const shape =
  /^<110>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) ([\x21-\x7e]{1,255}) culture-cloud - ([\x21-\x7e]{1,32}) - (\{[\x20-\x7e]*\})$/;

/** A syslog server as RFC 6587 asks for: frames by octet counts. `breaks` says when it goes away in the middle. */
function receiving(received: Told[], breaks: (count: number) => boolean = () => false) {
  return (socket: Socket) => {
    let rest = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      for (;;) {
        const [frame, length = ''] = /^(\d{1,9}) /.exec(rest.toString('latin1', 0, 12)) ?? [];
        if (frame === undefined || rest.length < frame.length + Number(length)) return;
        const message = rest.toString('utf8', frame.length, frame.length + Number(length));
        rest = rest.subarray(frame.length + Number(length));
        const [, , , , json = ''] = shape.exec(message) ?? [];
        received.push(JSON.parse(json));
        if (breaks(received.length)) {
          socket.resetAndDestroy();
          return;
        }
      }
    });
  };
}

describe('the audit at a syslog server', function () {
  this.timeout(60_000);
  let base: TestDatabase;
  let server: Server | undefined;
  let folder: string;
  const many = 1_203;

  before(async () => {
    base = await testDatabase();
    folder = await mkdtemp(join(tmpdir(), 'ccc-syslog-'));
    await base.db.transaction(async (trx) => {
      for (let number = 1; number <= many; number += 1) await happen(trx, `馆 ${number}`, { note: '线上\n“展览”' });
    });
    while ((await base.db.transaction((trx) => seal(trx))).length > 0);
  });
  afterEach(() => server?.close());
  after(async () => {
    await base.drop();
    await rm(folder, { recursive: true });
  });

  async function listen(made: Server): Promise<number> {
    server = made.listen(0, '127.0.0.1');
    await once(made, 'listening');
    return portOf(made.address());
  }
  const send = (url: string) => sendAll({ db: base.db, log: silent, key, url });
  const message = (work: Promise<unknown>) => work.then(String, (error: Error) => error.message);

  it('has every sealed event in the order of the chain, with its proof, and continues after a break', async () => {
    const received: Told[] = [];
    const port = await listen(createServer(receiving(received)));
    expect(await send(`tcp://127.0.0.1:${port}`)).to.equal(many);
    expect(received.map(({ position }) => position)).to.deep.equal(Array.from({ length: many }, (_, at) => at + 1));
    expect(received[1]).to.deep.include({ subject: { kind: 'thing', id: '馆 2' }, details: { note: '线上\n“展览”' } });
    expect(received.at(-1)?.hash).to.equal((await verify(base.db)).head.hash.toString('hex'));
    await happen(base.db, 'one more');
    expect(await send(`tcp://127.0.0.1:${port}`), 'it is not sealed').to.equal(0);
    await base.db.transaction((trx) => seal(trx));
    expect(await send(`tcp://127.0.0.1:${port}`)).to.equal(1);
    expect(received.at(-1)?.subject.id).to.equal('one more');
  });

  it('loses nothing where the server goes away in the middle, again and again', async () => {
    const received: Told[] = [];
    const atEnd = new Set([7, 300, 1_100, 1_400]);
    const port = await listen(createServer(receiving(received, (count) => atEnd.has(count))));
    const url = `tcp://127.0.0.1:${port}`;
    for (let attempt = 0; attempt < 4; attempt += 1)
      expect(await message(send(url))).to.match(/ECONNRESET|EPIPE|closed before|went away/);
    await send(url);
    const positions = new Set(received.map(({ position }) => position));
    expect(positions.size).to.equal(many + 1);
    expect(received.length, 'some came twice').to.be.above(many + 1);
  });

  it('is not taken for sent by one that is away or closes at once', async () => {
    let leave = (socket: Socket) => void socket.end();
    const closing = await listen(createServer((socket) => leave(socket.on('error', () => undefined))));
    const url = `tcp://127.0.0.1:${closing}`;
    expect(await message(send(url))).to.match(/closed before|went away|ECONNRESET|EPIPE/);
    // One small message is in the system's buffer before the missing reader is noticed.
    await base.db.run(`update audit_receivers set position = $1`, [many]);
    for (const goes of [(socket: Socket) => void socket.end(), (socket: Socket) => void socket.destroy()]) {
      leave = goes;
      expect(await message(send(url))).to.match(/closed before|went away|ECONNRESET|EPIPE/);
    }
    await base.db.run(`update audit_receivers set position = 0`);
    server?.close();
    expect(await message(send(url))).to.match(/ECONNREFUSED|ECONNRESET/);
    expect(await base.db.row(`select position from audit_receivers where receiver = $1`, [url])).to.deep.equal({
      position: 0,
    });
  });

  it('goes by TLS to a server whose authority is named, and to no other', async () => {
    const received: Told[] = [];
    const { key: own, cert } = certificateFor('127.0.0.1', new Date(Date.now() + 86_400_000));
    const ca = join(folder, 'ca.pem');
    await writeFile(ca, cert);
    const port = await listen(createTlsServer({ key: own, cert }, receiving(received)));
    expect(await message(send(`tls://127.0.0.1:${port}`))).to.match(/self.signed certificate|unable to verify/);
    expect(await send(`tls://127.0.0.1:${port}?ca=${ca}`)).to.equal(many + 1);
    expect(received).to.have.length(many + 1);
  });

  it('is sent once by several nodes at a time, and a month stays until the server has it', async () => {
    const received: Told[] = [];
    const port = await listen(createServer(receiving(received)));
    const url = `tcp://127.0.0.1:${port}`;
    const needs = { db: base.db, log: silent, key, ownerUrl: undefined, syslogUrl: url };
    const later = { now: () => new Date('2027-03-01T00:00:00Z') };
    const away = () =>
      archiveMonth({ ...needs, clock: later }, { kind: 'operator', name: 'test' }, '2026-03', join(folder, 'a'));
    expect(await away().catch((error: unknown) => Object(error).fact.code)).to.equal('audit.not_sent');
    await Promise.all([send(url), send(url), send(url)]);
    expect(new Set(received.map(({ position }) => position)).size).to.equal(many + 1);
    expect((await away()).events).to.equal(many + 1);
    expect(clock.now().getUTCFullYear()).to.equal(2026);
  });
});
