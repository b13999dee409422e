import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { after as later, systemClock } from '../../../src/clock.ts';
import { fetchList } from '../../../src/operations/advisories/fetching.ts';
import { listName, newestList, shippedList, signatureName } from '../../../src/operations/advisories/list.ts';
import { shown } from '../../../src/operations/advisories/shown.ts';
import { startApp, type TestApp, watching } from '../../support/app.ts';
import { minisignKey } from '../../support/minisign.ts';
import { portOf } from '../../support/ports.ts';

const list = shippedList();

describe('a node that runs on a version with a known hole', function () {
  this.timeout(60_000);
  let at: TestApp;
  let ahead = 0;
  const clock = { now: () => later(systemClock.now(), ahead) };
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());

  const ready = async () => {
    const answer = await fetch(`${at.origin}/readyz`);
    return [answer.status, await answer.text()];
  };
  const look = () => {
    ahead += 10; // the last look is returned for five seconds
    return at.app.advisories.judged();
  };

  it('says so at /readyz, in the metrics and on 系统状态, and goes on answering, until it is replaced', async () => {
    await look();
    expect(await ready()).to.eql([200, 'ready\n']);
    await at.database.db.run(
      `insert into nodes (name, version, node_version, keys, settings, skew, started_at, seen_at) values ('two:2', '1', '24.21.0', 'k', '{}', 0, $1, $1)`,
      [clock.now()],
    );
    const { parts, open, rest } = shown(await look(), clock.now());
    expect(open.find(({ id }) => id === 'CVE-2026-111497')).to.deep.include({
      ...{ name: '运行环境 Node 24.21.0', verdict: '要补', light: 'off' },
      cure: '升级到 Node 24.22.1、26.12.1 或更新，逐个替换节点',
    });
    expect(parts.find(({ name }) => name === '运行环境 Node')).to.deep.include({
      ...{ now: `${process.versions.node}、24.21.0`, verdict: '低于底线', light: 'off' },
    });
    expect(rest.every(({ light }) => light !== 'off')).to.equal(true);
    const [status, text] = await ready();
    expect(status).to.equal(200);
    expect(text)
      .to.match(/^ready\n(known hole .*\n)+$/)
      .and.include('known hole CVE-2026-111497: node 24.21.0\n');
    const metrics = await (await fetch(`${at.origin}/metrics`, { headers: watching })).text();
    expect(metrics).to.match(
      /^cloud_known_holes\{id="CVE-2026-111497",component="node",version="24.21.0",severity="critical",standing="open"\} 1$/m,
    );
    ahead += 600; // it told of itself too long ago
    await look();
    expect(await ready()).to.eql([200, 'ready\n']);
  });

  it('is not told of what an operator answers for, nor of holes that no stranger reaches, as of something to mend', async () => {
    const { open } = shown(await look(), clock.now());
    expect(open).to.eql([]);
    expect(at.app.advisories.lastOpen()).to.eql([]);
  });
});

describe('a newer list at an address of the project', () => {
  const key = minisignKey();
  const text = Buffer.from(JSON.stringify({ ...list, issued: '2999-01-01' }));
  const folder = mkdtempSync(join(tmpdir(), 'ccc-fetched-'));
  let signature = '';
  const server = createServer((request, response) =>
    response.end(request.url === '/advisories.json' ? text : request.url?.endsWith('.minisig') ? signature : ''),
  );
  before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  const from = (hosts: readonly string[]) => ({
    DATA_DIR: folder,
    ADVISORIES_URL: `http://127.0.0.1:${portOf(server.address())}/advisories.json`,
    OUTGOING_HOSTS: [...hosts],
  });
  const why = (promise: Promise<unknown>) => promise.then(String, (error: Error) => `${error.message} ${error.cause}`);

  it('is never asked for without ADVISORIES_URL', async () => {
    expect(await fetchList({ ...from([]), ADVISORIES_URL: undefined })).to.equal(undefined);
  });

  it('is fetched by the guarded fetch alone, and written only if the project signed it', async () => {
    signature = key.sign(text);
    expect(await why(fetchList(from([]), key.publicKey))).to.include('not a public address');
    signature = minisignKey().sign(text);
    expect(await why(fetchList(from(['127.0.0.1']), key.publicKey))).to.include('is refused: other_key');
    expect(existsSync(join(folder, listName))).to.equal(false);
    signature = key.sign(text);
    expect((await fetchList(from(['127.0.0.1']), key.publicKey))?.issued).to.equal('2999-01-01');
    expect(existsSync(join(folder, signatureName))).to.equal(true);
    const { list: used, isShipped } = await newestList(folder, key.publicKey);
    expect([used.issued, isShipped]).to.eql(['2999-01-01', false]);
    expect(await fetchList(from(['127.0.0.1']), key.publicKey), 'there is nothing newer').to.equal(undefined);
  });
});
