import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createQueue } from '../src/queue.ts';

describe('a queue', () => {
  const crowd = (queue: ReturnType<typeof createQueue>, size: number) => {
    const told: string[] = [];
    for (let n = 0; n < size; n += 1)
      queue.enter(
        () => told.push(`served ${n}`),
        () => told.push(`refused ${n}`),
      );
    return told;
  };

  it('serves a sudden crowd in order, as far as it can within the longest wait', () => {
    const queue = createQueue({ places: 2, longest: 50 }); // 5 ms each is its first estimate: twenty may wait
    const told = crowd(queue, 25);
    expect(told).to.eql(['served 0', 'served 1', 'refused 22', 'refused 23', 'refused 24']);
    for (let n = 0; n < 22; n += 1) queue.left(performance.now());
    expect(told.slice(5)).to.eql(Array.from({ length: 20 }, (_, n) => `served ${n + 2}`));
  });

  it('takes a crowd that comes little by little for a sudden one while it would soon be through', async () => {
    const [patient, hurried] = [{ sudden: 10_000 }, {}].map((more) =>
      createQueue({ places: 1, longest: 10_000, ...more }),
    );
    for (const queue of [patient, hurried]) if (queue) expect(crowd(queue, 20).slice(1)).to.eql([]);
    await sleep(200);
    const refused = [patient, hurried].map((queue) => queue && crowd(queue, 100).length);
    expect(refused).to.eql([0, 100]);
  });

  it('lets only as many wait as are being served after a first refusal: admitted requests wait hardly longer than usual', () => {
    const queue = createQueue({ places: 2, longest: 50 });
    crowd(queue, 25);
    for (let n = 0; n < 22; n += 1) queue.left(performance.now());
    expect(crowd(queue, 7)).to.eql(['served 0', 'served 1', 'refused 4', 'refused 5', 'refused 6']);
  });

  it('keeps the time of the recent ones in mind: the longer they take, the fewer may wait', () => {
    const queue = createQueue({ places: 1, longest: 1_000 });
    for (let n = 0; n < 100; n += 1) {
      crowd(queue, 1);
      queue.left(performance.now() - 100);
    }
    const told = crowd(queue, 100);
    expect(told.filter((each) => each.startsWith('refused'))).to.have.length.within(87, 90);
  });

  it('has more capacity while its requests wait for remote servers and the thread is not busy', () => {
    let isThreadBusy = false;
    const queue = createQueue({ places: 2, longest: 0, far: { places: 20, work: 2, isBusy: () => isThreadBusy } });
    const serve = (milliseconds: number) => {
      for (let n = 0; n < 200; n += 1) {
        crowd(queue, 1);
        queue.left(performance.now() - milliseconds);
      }
      const { places } = queue.state();
      isThreadBusy = true;
      const { places: whileBusy } = queue.state();
      isThreadBusy = false;
      return { places, whileBusy };
    };
    expect(serve(4)).to.eql({ places: 2, whileBusy: 2 });
    expect(serve(31).places).to.be.within(14, 16); // two milliseconds of the thread in each 31
    expect(serve(100)).to.eql({ places: 20, whileBusy: 2 });

    const told = crowd(queue, 25);
    expect(told).to.eql(Array.from({ length: 20 }, (_, n) => `served ${n}`));
    isThreadBusy = true;
    for (let n = 0; n < 18; n += 1) queue.left(performance.now() - 100);
    expect(told).to.have.length(20); // they are more than two still
    queue.left(performance.now() - 100);
    expect(told.slice(20)).to.eql(['served 20']);
  });

  it('leads a long line on whose work is done at once', () => {
    const queue = createQueue({ places: 1, longest: 0 });
    const refuse = () => expect.fail('nobody is refused');
    let done = 0;
    const work = () => {
      done += 1;
      queue.left(performance.now());
    };
    queue.enter(() => undefined, refuse);
    for (let n = 0; n < 20_000; n += 1) queue.enter(work, refuse, Number.POSITIVE_INFINITY);
    queue.left(performance.now());
    expect(done).to.equal(20_000);
    expect(queue.state()).to.eql({ places: 1, busy: 0, waiting: 0 });
  });

  it('counts work that does not queue together with the others', () => {
    const queue = createQueue({ places: 2, longest: 0 });
    let passed = 0;
    while (queue.hasRoom()) {
      queue.pass();
      passed += 1;
    }
    expect(passed).to.equal(2 + 8);
    expect(queue.hasRoom()).to.equal(false);
    while (passed-- > 0) queue.left(performance.now());
    expect(crowd(queue, 5)).to.eql(['served 0', 'served 1', 'refused 4']);
  });
});
