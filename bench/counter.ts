import { createTally } from '../src/statistics/counters/tally.ts';

// npm run bench:counter -- [views]
// The cost of a view for the process that counts it: hashing, bounds, the sketch and its share of the writing of each minute, without the request.
const views = Math.min(Number(process.argv[2] ?? 1_000_000), 20_000_000);
const people = Math.max(1, Math.round(views / 3));

for (const [what, perMinute, addresses] of [
  ['addresses with 30 views a minute', 30_000, 1_000],
  ['one address, as a flood', 30_000, 1],
] as const) {
  const tally = createTally('a salt of a day, 64 characters long: 0123456789abcdef0123456789ab');
  const heapBefore = process.memoryUsage().heapUsed;
  const began = process.cpuUsage();
  let bytes = 0;
  for (let n = 0; n < views; n += 1) {
    tally.view({ clientId: 'ncc_one', visitor: `id ${n % people}`, address: `192.0.${n % addresses}` });
    if (n % perMinute !== perMinute - 1) continue;
    tally.settle();
    for (const { sketch } of tally.take()) bytes += sketch.bytes().length;
  }
  const { user, system } = process.cpuUsage(began);
  tally.add('ncc_one', []);
  const [part] = tally.take();
  const heap = (process.memoryUsage().heapUsed - heapBefore) / 2 ** 20;
  console.log(
    `${what}: ${((user + system) / views).toFixed(2)} µs of CPU a view, ${part?.views} counted, ${part?.flooded} not, ` +
      `${part?.sketch.estimate()} visitors of ${people}, ${(bytes / 2 ** 20).toFixed(1)} MiB to write, ${heap.toFixed(1)} MiB of heap`,
  );
}
