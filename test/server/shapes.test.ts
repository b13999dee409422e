import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { systemClock } from '../../src/clock.ts';
import { testDatabase } from '../support/database.ts';
import { folderWithKeys } from '../support/keys.ts';
import { startServer } from '../support/server.ts';

const module = new URL('../../src/server/shapes.ts', import.meta.url).href;
/** What gives memory back, as V8 does in a process of which little is asked. */
const collecting = `
  const collect = () => gc({ type: 'major', flavor: 'last-resort', execution: 'sync' });
`;
const asking = `
  import { createServer } from 'node:http';
  import { connect } from 'node:net';
  import { keepShapes } from '${module}';
  ${collecting}
  const shapes = [];
  const server = createServer((req, res) => {
    shapes.push(%HasFastProperties(req) && %HasFastProperties(res));
    res.end();
  });
  if (keeps) keepShapes(server);
  server.listen(0);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  const ask = () => new Promise((resolve) => {
    const socket = connect(port).resume().on('close', resolve);
    socket.write('GET / HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n');
  });
  for (let asked = 0; asked < before; asked += 1) await ask();
  collect();
  for (let asked = 0; asked < 8; asked += 1) await ask();
  console.log(JSON.stringify({ slow: shapes.filter((isFast) => !isFast).length, listeners: server.listenerCount('request') }));
  server.close();
`;
const ticking = `
  import { EventEmitter } from 'node:events';
  import { keepShapes } from '${module}';
  ${collecting}
  const cpu = () => { const { user, system } = process.cpuUsage(); return user + system; };
  const ticks = (count) => new Promise((resolve) => {
    const next = (left) => (left === 0 ? resolve() : process.nextTick(next, left - 1));
    next(count);
  });
  async function cost() { // the least of some, in µs of CPU
    let least = Infinity;
    for (let round = 0; round < 8; round += 1) {
      const before = cpu();
      await ticks(50_000);
      least = Math.min(least, cpu() - before);
    }
    return least;
  }
  keepShapes(new EventEmitter());
  const before = await cost();
  for (let round = 0; round < 3; round += 1) await new Promise((resolve) => setTimeout(() => resolve(collect()), 10));
  console.log(JSON.stringify({ before, after: await cost() }));
`;

/** In a process of the product: collects after each of the first requests, and says what became of the later ones. */
const looking = `data:text/javascript,${encodeURIComponent(`
  import { Server } from 'node:http';
  import { setFlagsFromString } from 'node:v8';
  import { runInNewContext } from 'node:vm';
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc');
  ${collecting}
  const { emit } = Server.prototype;
  let asked = 0;
  Server.prototype.emit = function (event, ...given) {
    if (event === 'request') {
      asked += 1;
      if (asked < 8) setTimeout(collect, 5);
      else console.log('a request and its answer:', given.every((each) => %HasFastProperties(each)) ? 'objects' : 'dictionaries');
    }
    return emit.call(this, event, ...given);
  };
`)}`;

async function outputOf<T>(program: string): Promise<T> {
  const args = ['--expose-gc', '--allow-natives-syntax', '--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

type Asked = { slow: number; listeners: number };
const asked = (before: number, keeps: boolean) =>
  outputOf<Asked>(`const before = ${before}, keeps = ${keeps};${asking}`);

describe('shapes that each request needs', () => {
  it('leaves no request and no response as a dictionary, however many came before a collection', async () => {
    for (const before of [1, 2, 3, 4, 5, 6, 7])
      expect(await asked(before, true), `${before} requests before`).to.eql({ slow: 0, listeners: 1 });
    expect((await asked(6, false)).slow, 'without').to.be.above(0);
  });

  it('is at work in the product', async () => {
    const database = await testDatabase();
    const keysDir = await folderWithKeys(systemClock);
    const flags = `--allow-natives-syntax --import ./require-node.mjs --import "${looking}"`;
    const server = await startServer({
      ...{ file: import.meta.filename, url: database.url, keysDir },
      execStart: `${process.execPath} ${flags} src/server.ts`,
    });
    for (let asked = 0; asked < 16; asked += 1) {
      await (await server.fetch(`${server.origin}/healthz`)).arrayBuffer();
      await sleep(20);
    }
    const said = server.output().match(/(?<=a request and its answer: )\w+/g) ?? [];
    await server.kill();
    await database.drop();
    rmSync(keysDir, { recursive: true });
    expect(said).to.have.length.above(7);
    expect(said).not.to.include('dictionaries');
  });

  it('lets a tick cost after a collection what it did before', async () => {
    const { before, after } = await outputOf<{ before: number; after: number }>(ticking);
    expect(after / before).to.be.below(3); // 5.6, where its shape is collected
  });
});
