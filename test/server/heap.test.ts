import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { describe, it } from 'mocha';

const module = new URL('../../src/server/heap.ts', import.meta.url).href;
const program = `
  import { EventEmitter } from 'node:events';
  import { keepHeapSmall } from '${module}';
  const server = setInterval(() => {}, 10_000); // what keeps a process alive; the heap does not
  let left = Array.from({ length: 200_000 }, (_, place) => ({ place })); // survives some collections, as what a start reads does
  for (let round = 0; round < 20; round += 1) left = left.map(({ place }) => ({ place }));
  left = [];
  const before = process.memoryUsage().heapTotal;
  await keepHeapSmall(new EventEmitter());
  console.log(JSON.stringify({ before, after: process.memoryUsage().heapTotal, gc: typeof globalThis.gc }));
  clearInterval(server);
`;

const asking = `
  import { createServer } from 'node:http';
  import { connect } from 'node:net';
  import { keepHeapSmall } from '${module}';
  const shapes = [];
  const server = createServer((req, res) => {
    shapes.push(%HasFastProperties(req) && %HasFastProperties(res));
    res.end();
  }).listen(0);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  const ask = () => new Promise((resolve) => {
    const socket = connect(port).resume().on('close', resolve);
    socket.write('GET / HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n');
  });
  const collected = keepHeapSmall(server);
  for (let asked = 0; asked < before; asked += 1) await ask();
  await collected;
  for (let asked = 0; asked < 8; asked += 1) await ask();
  console.log(JSON.stringify({ slow: shapes.filter((isFast) => !isFast).length }));
  server.close();
`;
const ticking = `
  import { EventEmitter } from 'node:events';
  import { keepHeapSmall } from '${module}';
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
  const server = setInterval(() => {}, 10_000);
  const before = await cost();
  await keepHeapSmall(new EventEmitter());
  console.log(JSON.stringify({ before, after: await cost() }));
  clearInterval(server);
`;

describe('the heap of a server', () => {
  it('keeps the shape of ticks, so that one costs afterwards what it did', async () => {
    const args = ['--input-type=module', '--eval', ticking];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { before, after }: { before: number; after: number } = JSON.parse(stdout);
    expect(after / before).to.be.below(3); // 5.6, where it is collected
  });

  it('leaves no request as a dictionary, however many came before', async () => {
    for (const before of [5, 6, 7]) {
      const args = ['--allow-natives-syntax', '--input-type=module', '--eval', `const before = ${before};${asking}`];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      expect(JSON.parse(stdout), `${before} requests before`).to.eql({ slow: 0 });
    }
  });

  it('gives back what the start left, and lets nobody else collect', async () => {
    const args = ['--input-type=module', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { before, after, gc }: { before: number; after: number; gc: string } = JSON.parse(stdout);
    expect(after).to.be.below(before / 2);
    expect(gc).to.equal('undefined');
  });
});
