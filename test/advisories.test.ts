import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { dayOf, systemClock } from '../src/clock.ts';
import { pins } from './support/pins.ts';
import { portOf } from './support/ports.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const mended = {
  cve: ['CVE-2026-111497'],
  vulnerable: '22.x || 24.x || 26.x',
  patched: '^22.23.4 || ^24.22.1 || ^26.12.1',
};
const postgresql = ['15.20', '16.16', '17.12', '18.7'].map((each) => {
  const [major = '', minor = ''] = each.split('.');
  return { major, latestMinor: minor, supported: true };
});

describe('npm run advisories', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'ccc-asked-'));
  const asked = join(folder, 'asked.json');
  let answers: Record<string, unknown> = {};
  // As the registry, Node and PostgreSQL answer; npm asks the first itself.
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    request.resume();
    response.writeHead(answer === undefined ? 405 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? {}));
  });
  before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  async function run(given: Record<string, unknown>) {
    answers = given;
    const origin = `http://127.0.0.1:${portOf(server.address())}`;
    const child = spawn(process.execPath, ['--import', './require-node.mjs', 'test/advisories.ts'], {
      cwd: root,
      env: {
        ...process.env,
        ...{
          ADVISORIES_ASKED: asked,
          ADVISORIES_NODE: `${origin}/node`,
          ADVISORIES_POSTGRESQL: `${origin}/postgresql`,
        },
        ...{ npm_config_registry: origin, npm_config_fetch_retries: '0', npm_config_cache: join(folder, 'cache') },
      },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    await once(child, 'close');
    return { code: child.exitCode, said, days: JSON.parse(readFileSync(asked, 'utf8')) };
  }
  const audit = '/-/npm/v1/security/advisories/bulk';

  it('fails where it could not ask, and says on which day it last could', async () => {
    writeFileSync(asked, '{ "npm": null, "node": null, "postgresql": "2026-11-20" }');
    const { code, said, days } = await run({ '/node': { 1: mended } });
    expect(code).to.equal(2);
    expect(said).to.match(/^npm: could not ask \(405 .*last asked on a day that is not known$/m);
    expect(said).to.match(/^postgresql: could not ask .*; last asked 2026-11-20$/m);
    expect(days).to.eql({ npm: null, node: dayOf(systemClock.now()), postgresql: '2026-11-20' });
  });

  it('judges runtime and database too: the pins and the floors', async () => {
    writeFileSync(asked, '{ "npm": null, "node": null, "postgresql": null }');
    const well = await run({ [audit]: {}, '/node': { 1: mended }, '/postgresql': postgresql });
    expect([well.code, well.said]).to.eql([0, '0 to mend, 0 of 3 could not be asked\n']);
    const today = dayOf(systemClock.now());
    expect(well.days).to.eql({ npm: today, node: today, postgresql: today });

    const [node = ''] = pins.node;
    const later = { ...mended, cve: ['CVE-2999-1'], patched: '^24.99.0' };
    const koa = { koa: [{ id: 1, url: 'https://x', title: 'x', severity: 'high', vulnerable_versions: '<99' }] };
    const newer = postgresql.map((each) => (each.major === '18' ? { ...each, latestMinor: '99' } : each));
    const { code, said } = await run({ [audit]: koa, '/node': { 1: later }, '/postgresql': newer });
    expect(code).to.equal(1);
    expect(said).to.include(`node ${node}: CVE-2999-1, mended in 24.99.0\n`);
    expect(said).to.include('postgresql 18.7: 18.99 is out, look at https://www.postgresql.org/support/security/\n');
    expect(said).to.match(/^koa: high, see npm audit$/m);
  });
});
