import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { createFailover } from '../../src/sms/failover.ts';
import { openGateways } from '../../src/sms/gateways.ts';
import { createSms } from '../../src/sms/service.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Desk, openDesk } from '../support/messages.ts';
import { plainWords } from '../support/words.ts';

const message = { to: '13800138000', text: '【国家公共文化云】验证码 012345，5 分钟内有效', code: '012345' };
type Behaviour = 'takes' | 'fails' | 'is silent' | 'hangs up' | 'garbage' | 'endless' | 'refuses' | 'moves';

/** A real gateway that answers on demand. */
async function openGateway() {
  const heard: { path: string; headers: IncomingHttpHeaders; body: string }[] = [];
  let behaviour: Behaviour = 'takes';
  const server = createServer(async (request, response) => {
    heard.push({ path: request.url ?? '', headers: request.headers, body: await textOf(request) });
    const answers: Record<Behaviour, () => unknown> = {
      takes: () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"code":0,"msg":"ok"}'),
      fails: () => response.writeHead(503).end(),
      'is silent': () => undefined,
      'hangs up': () => request.socket.destroy(),
      garbage: () => response.writeHead(200).end('<html>登录页'),
      endless: () => {
        response.writeHead(200);
        const write = () => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
        };
        response.on('drain', write);
        write();
      },
      refuses: () => response.writeHead(422).end(),
      moves: () => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    };
    answers[behaviour]();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    heard,
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/send`,
    from(next: Behaviour) {
      behaviour = next;
    },
    close: () => new Promise<void>((resolve) => void server.close(() => resolve()).closeAllConnections()),
  };
}

describe('two gateways of short messages', () => {
  let base: TestDatabase;
  let desk: Desk;
  let first: Awaited<ReturnType<typeof openGateway>>;
  let second: Awaited<ReturnType<typeof openGateway>>;
  let folder: string;
  before(async () => {
    base = await testDatabase();
  });
  after(() => base.drop());
  beforeEach(async () => {
    desk = await openDesk(base);
    await base.db.run('truncate sms_gateways');
    [first, second] = [await openGateway(), await openGateway()];
    folder = mkdtempSync(join(tmpdir(), 'ccc-sms-'));
  });
  afterEach(async () => {
    await Promise.all([first.close(), second.close(), desk.close()]);
    rmSync(folder, { recursive: true });
  });

  function described(...gateways: object[]): string {
    const path = join(folder, 'gateways.json');
    writeFileSync(path, JSON.stringify(gateways));
    return pathToFileURL(path).href;
  }
  const both = (more: object = {}) =>
    described(
      { name: 'one', url: first.url, accepted: { code: 0 }, seconds: 1, ...more },
      { name: 'two', url: second.url, accepted: { code: 0 }, seconds: 1 },
    );
  /** As one node delivers. */
  const nodeOf = (from = both()) =>
    createFailover({ db: base.db, clock: desk.clock, log: desk.log, gateways: openGateways(from, desk.clock) });
  const heard = () => [first.heard.length, second.heard.length];

  for (const behaviour of ['fails', 'is silent', 'hangs up', 'garbage', 'endless', 'refuses', 'moves'] as const)
    it(`a message that the first does not take goes to the second: it ${behaviour}`, async () => {
      first.from(behaviour);
      await nodeOf()(message, 'id-1');
      expect(heard()).to.eql([1, 1]);
      expect(JSON.parse(second.heard[0]?.body ?? '')).to.eql({ phone: message.to, text: message.text });
    });

  it('the first is left alone after three failures, by every node, and tried again by one after a minute', async () => {
    first.from('fails');
    const [here, there] = [nodeOf(), nodeOf()];
    for (let n = 1; n <= 3; n += 1) await here(message, `id-${n}`);
    for (let n = 4; n <= 9; n += 1) await there(message, `id-${n}`);
    expect(heard(), 'nobody waits for it').to.eql([3, 9]);
    desk.clock.advance(61);
    await Promise.all([here, there, here, there, here].map((node, n) => node(message, `probe-${n}`)));
    expect(first.heard.length, 'one tries').to.equal(4);
    desk.clock.advance(61);
    await here(message, 'id-10');
    expect(first.heard.length, 'after another failure it rests twice as long').to.equal(4);
    desk.clock.advance(61);
    first.from('takes');
    await there(message, 'id-11');
    await here(message, 'id-12');
    expect(first.heard.length, 'it is back').to.equal(6);
    expect(await base.db.rows('select name from sms_gateways')).to.eql([]);
  });

  it('where both rest a message is tried all the same, and fails where both fail', async () => {
    for (const gateway of [first, second]) gateway.from('fails');
    const node = nodeOf();
    for (let n = 1; n <= 4; n += 1) {
      const failure = await node(message, `id-${n}`).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(String(failure)).to.include('The SMS gateway two did not take a message (503)');
    }
    expect(heard()).to.eql([4, 4]);
    second.from('takes');
    await node(message, 'id-5');
    expect(heard()).to.eql([5, 5]);
  });

  it('get requests in their own format: fields, headers, a form, a signature', async () => {
    const from = described({
      ...{ name: 'one', url: first.url, as: 'form', key: 'a-key-of-sixteen-and-more' },
      headers: { authorization: 'Bearer of-the-gateway' },
      body: { Mobile: '{phone}', TemplateParam: { code: '{code}' }, Out: '{id}', Fixed: 7 },
    });
    await nodeOf(from)(message, 'id-1');
    const [{ headers, body } = { headers: {} as IncomingHttpHeaders, body: '' }] = first.heard;
    const fields = Object.fromEntries(new URLSearchParams(body));
    expect(fields).to.eql({ Mobile: message.to, TemplateParam: '{"code":"012345"}', Out: 'id-1', Fixed: '7' });
    expect(headers).to.include({
      authorization: 'Bearer of-the-gateway',
      'idempotency-key': 'id-1',
      'webhook-id': 'id-1',
    });
    const signed = createHmac('sha256', 'a-key-of-sixteen-and-more').update(
      `id-1.${headers['webhook-timestamp']}.${body}`,
    );
    expect(headers['webhook-signature']).to.equal(`v1,${signed.digest('base64')}`);
  });

  it('says a code aloud by a gateway that can, and by no other', async () => {
    const spoken = { ...message, voice: true };
    const from = described(
      { name: 'one', url: first.url },
      { name: 'two', url: second.url, voice: { url: `${second.url}/call`, body: { to: '{phone}', say: '{code}' } } },
    );
    await nodeOf(from)(spoken, 'id-1');
    expect(heard()).to.eql([0, 1]);
    expect(second.heard[0]).to.include({ path: '/send/call', body: '{"to":"13800138000","say":"012345"}' });
    expect(createSms({ ...desk, words: plainWords, db: base.db, url: from }).speaks).to.equal(true);
    expect(createSms({ ...desk, words: plainWords, db: base.db, url: both() }).speaks).to.equal(false);
    expect(
      createSms({ ...desk, words: plainWords, db: base.db, url: undefined }).speaks,
      'the development outbox',
    ).to.equal(true);
  });

  it('are refused at the start where their file is wrong, with the place and none of its content', () => {
    const refused = (from: string) => {
      try {
        openGateways(from, desk.clock);
      } catch (error) {
        return String(error);
      }
      return 'taken';
    };
    const one = { name: 'one', url: first.url };
    expect(refused(`file://${folder}/none.json`))
      .to.include('SMS_URL')
      .and.include('cannot be read (ENOENT)');
    expect(refused(described({ ...one, url: 'ftp://secret' }))).to.include('0.url is wrong: an http(s) address');
    expect(refused(described({ ...one, name: 'Ä' }))).to.include('0.name is wrong');
    expect(refused(described({ ...one, kay: 'secret' }))).to.include('is wrong');
    expect(refused(described(one, one))).to.include('two have one name');
    expect(refused(described(one, { ...one, name: 'b' }, { ...one, name: 'c' }))).to.include('one or two gateways');
    expect(refused(described())).to.include('one or two gateways');
    expect(refused(described({ ...one, key: 'short' })))
      .to.include('0.key is wrong')
      .and.not.include('short');
    writeFileSync(join(folder, 'gateways.json'), '{"key":"secret');
    expect(refused(pathToFileURL(join(folder, 'gateways.json')).href))
      .to.include('no JSON')
      .and.not.include('secret');
  });
});
