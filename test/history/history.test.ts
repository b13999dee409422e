import { expect } from 'chai';
import { describe, it } from 'mocha';
import { play } from './play.ts';

/** The short form of `npm run drill -- history`: as many operations as fit into 24 seconds. */
describe('a history of two nodes, a primary and a standby', function () {
  this.timeout(300_000);

  it('contradicts nothing that the product promises while nodes and servers are killed, cut off, frozen and replaced', async () => {
    const { findings, lines, figures, broken } = await play({
      file: import.meta.filename,
      operations: 10_000,
      minutes: 0.4,
      seed: Number(process.env.SEED ?? Date.now() % 100_000),
      faults: ['kill', 'cut', 'swallow', 'crash', 'fail over', 'freeze the standby'],
      ...{ seconds: 1, every: 3 },
      say: (line) => process.stdout.write(`      ${line}\n`),
    });
    for (const line of figures) process.stdout.write(`      (${line})\n`);
    expect({ findings, broken }).to.deep.equal({ findings: [], broken: undefined });
    const done = new Set(lines.filter(({ phase }) => phase === 'ok').map(({ operation }) => operation));
    // On a crowded machine nodes are away for most of it: a longer history is the drill's.
    expect([...done]).to.include.members(['grant', 'read', 'write', 'audit', 'fault']);
  });
});
