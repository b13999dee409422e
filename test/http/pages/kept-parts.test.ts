import { expect } from 'chai';
import { describe, it } from 'mocha';
import { mayBeBehind } from '../../../src/database/behind.ts';
import { createKeptParts } from '../../../src/http/pages/kept-parts.ts';
import { testClock } from '../../support/clock.ts';

/** The subjects of a part, as a process knows them: undefined while nothing is certain. */
function createPart(maxBytes = 1_000) {
  const clock = testClock('2026-11-24T10:00:10+08:00');
  const standing: { now: string | undefined } = { now: '1' };
  let count = 0;
  const parts = createKeptParts({ changes: { standOf: () => standing.now }, clock, maxBytes });
  const ask = async (key: string, meanwhile: () => void = () => undefined) => {
    const before = count;
    await parts({ key, tells: ['totals'] }, async () => {
      count += 1;
      meanwhile();
      return 'x'.repeat(200);
    });
    return count === before ? 'kept' : 'made';
  };
  return { clock, standing, ask };
}

describe('parts of pages that a process keeps', () => {
  it('are made once for a key, as long as nothing changes', async () => {
    const { ask, standing } = createPart();
    expect([await ask('a'), await ask('a'), await ask('b')]).to.deep.equal(['made', 'kept', 'made']);
    standing.now = '2';
    expect([await ask('a'), await ask('a')]).to.deep.equal(['made', 'kept']);
  });

  it('are neither found nor kept while notifications may be missing', async () => {
    const { ask, standing } = createPart();
    await ask('a');
    standing.now = undefined;
    expect([await ask('a'), await ask('c')]).to.deep.equal(['made', 'made']);
    standing.now = '1';
    expect([await ask('c'), await ask('a')]).to.deep.equal(['made', 'kept']);
  });

  it('are not kept where something changed while they were made', async () => {
    const { ask, standing } = createPart();
    const change = () => {
      standing.now = '2';
    };
    expect([await ask('a', change), await ask('a'), await ask('a')]).to.deep.equal(['made', 'made', 'kept']);
  });

  it('are no older than ten minutes: by then also changes by SQL are seen', async () => {
    const { ask, clock } = createPart();
    await ask('a');
    clock.set('2026-11-24T10:09:59+08:00');
    expect(await ask('a')).to.equal('kept');
    clock.set('2026-11-24T10:10:00+08:00');
    expect(await ask('a')).to.equal('made');
  });

  it('go when there are too many, the oldest first', async () => {
    const { ask } = createPart();
    for (const key of ['a', 'b', 'c']) await ask(key);
    expect([await ask('b'), await ask('c'), await ask('a')]).to.deep.equal(['kept', 'kept', 'made']);
  });

  it('that may come from a standby are not shown to a visitor who has just written', async () => {
    const { ask } = createPart();
    const behind = (key: string) => mayBeBehind(() => ask(key));
    expect([await behind('a'), await behind('a'), await ask('a'), await ask('a')]).to.deep.equal([
      ...['made', 'kept', 'made', 'kept'],
    ]);
  });
});
