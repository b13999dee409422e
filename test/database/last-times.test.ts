import { expect } from 'chai';
import { describe, it } from 'mocha';
import { days, seconds } from '../../src/clock.ts';
import { createLastTimes } from '../../src/database/last-times.ts';
import { testClock } from '../support/clock.ts';

describe('last times', () => {
  const create = (fails = () => false) => {
    const clock = testClock();
    const writes: { key: string; at: Date }[][] = [];
    const { note, settled } = createLastTimes<{ key: string }>({
      clock,
      async write(times) {
        if (fails()) throw new Error('the database is away');
        writes.push([...times]);
      },
    });
    return { clock, writes, settled, note: (key: string) => note(key, { key }) };
  };

  it('of many are written together, each once', async () => {
    const { clock, writes, note } = create();
    const at = clock.now();
    await Promise.all(['one', 'other', 'one', 'third'].map(note));
    expect(writes).to.eql([
      [
        { key: 'one', at },
        { key: 'other', at },
        { key: 'third', at },
      ],
    ]);
  });

  it('are kept to the minute: nothing is written of the same until then, and the next time after it', async () => {
    const { clock, writes, note } = create();
    await note('one');
    for (const [step, count] of [
      [seconds(59), 1],
      [seconds(1), 2],
      [seconds(30), 2],
      [seconds(30), 3],
      [days(1), 4],
      [seconds(59), 4],
    ] as const) {
      clock.advance(step);
      await note('one');
      expect(writes, `${step} s later`).to.have.length(count);
    }
  });

  it('of one are told apart to the second where others are noted between', async () => {
    const { clock, writes, note } = create();
    clock.advance(seconds(50));
    await note('one');
    clock.advance(seconds(20)); // a minute since the beginning, and not since that
    await note('other');
    await note('one');
    expect(writes.flat().map(({ key }) => key)).to.eql(['one', 'other']);
    clock.advance(seconds(40));
    await note('one');
    expect(writes.flat().map(({ key }) => key)).to.eql(['one', 'other', 'one']);
  });

  it('are waited for at the end, and a failure is reported to the caller who noted them', async () => {
    let isAway = true;
    const { writes, settled, note } = create(() => isAway);
    const heard = note('one').catch(String);
    await settled();
    expect(await heard).to.equal('Error: the database is away');
    isAway = false;
    void note('one'); // within the same minute: a failed write is no reason to wait
    await settled();
    expect(writes).to.have.length(1);
    await note('one');
    expect(writes, 'and now it is').to.have.length(1);
  });
});
