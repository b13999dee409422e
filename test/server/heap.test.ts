import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { describe, it } from 'mocha';

const module = new URL('../../src/server/heap.ts', import.meta.url).href;
const program = `
  import { keepHeapSmall } from '${module}';
  const server = setInterval(() => {}, 10_000); // what keeps a process alive; the heap does not
  let left = Array.from({ length: 200_000 }, (_, place) => ({ place })); // survives some collections, as what a start reads does
  for (let round = 0; round < 20; round += 1) left = left.map(({ place }) => ({ place }));
  left = [];
  const before = process.memoryUsage().heapTotal;
  await keepHeapSmall();
  console.log(JSON.stringify({ before, after: process.memoryUsage().heapTotal, gc: typeof globalThis.gc }));
  clearInterval(server);
`;

describe('the heap of a server', () => {
  it('gives back what the start left, and lets nobody else collect', async () => {
    const args = ['--input-type=module', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { before, after, gc }: { before: number; after: number; gc: string } = JSON.parse(stdout);
    expect(after).to.be.below(before / 2);
    expect(gc).to.equal('undefined');
  });
});
