import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import * as store from '../../src/webhooks/event-store.ts';
import { startApp, type TestApp } from '../support/app.ts';

describe('the feed of changes', () => {
  let at: TestApp;
  let institutionId: string;
  before(async () => {
    at = await startApp(import.meta.filename);
    const { id } = await at.app.institutions.create(
      { kind: 'operator', name: 'test' },
      { name: '青溪县文化馆', certified: true },
    );
    institutionId = id;
  });
  after(() => at.close());

  const tell = (
    name: string,
    { wait = 0, key, fails = false }: { wait?: number; key?: string; fails?: boolean } = {},
  ) =>
    at.app.db.transaction(async (trx) => {
      await at.app.webhooks.tell(trx, {
        type: 'certification.approved',
        institutionId,
        isShared: true,
        subject: { kind: 'submission', id: name },
        data: { name },
        at: at.app.clock.now(),
        ...(key !== undefined && { key }),
      });
      await sleep(wait);
      if (fails) throw new Error('rolled back');
    });
  const after_ = (id: number, limit = 7) =>
    at.app.webhooks.after({ institutionId, clientId: 'ncc_aaaaaaaaaaaaaaaaaaaa' }, id, limit);

  it('skips nothing and repeats nothing, though transactions end in another order than they began', async () => {
    const writers = Array.from({ length: 60 }, (_, place) =>
      tell(`n${place}`, { wait: (place * 37) % 120, fails: place % 10 === 9 }).catch(() => undefined),
    );
    let isOver = false;
    const writing = Promise.all(writers).then(() => {
      isOver = true;
    });
    const read = async () => {
      const names: unknown[] = [];
      for (let last = 0; ; ) {
        const wasOver: boolean = isOver;
        const events = await after_(last);
        names.push(...events.map(({ data }) => data.name));
        last = events.at(-1)?.id ?? last;
        if (wasOver && events.length === 0) return names;
      }
    };
    const [one, other] = await Promise.all([read(), read(), writing]);
    const wanted = Array.from({ length: 60 }, (_, place) => `n${place}`).filter((_, place) => place % 10 !== 9);
    expect(one.toSorted()).to.deep.equal(wanted.toSorted());
    expect(other).to.deep.equal(one);
    const later = await after_(0, 100);
    expect(later.map(({ data }) => data.name)).to.deep.equal(one);
  });

  it('shows no later event while an earlier one is still being ordered', async () => {
    const from = (await after_(0, 1_000)).at(-1)?.id ?? 0;
    await tell('x');
    const [begun, open] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow = at.app.db.transaction(async (trx) => {
      await store.takeTurn(trx);
      await store.order(trx, 10);
      begun.resolve();
      await open.promise;
    });
    await begun.promise;
    await tell('y');
    const reading = after_(from);
    const early = await Promise.race([reading, sleep(200).then(() => 'waits')]);
    open.resolve();
    await slow;
    expect(early).to.equal('waits');
    expect((await reading).map(({ data }) => data.name)).to.deep.equal(['x', 'y']);
  });

  it('contains an event with a key once, also when it is reported again later', async () => {
    const from = (await after_(0, 1_000)).at(-1)?.id ?? 0;
    await Promise.all([tell('once', { key: 'k' }), tell('once', { key: 'k' })]);
    expect(await after_(from)).to.have.length(1);
    await tell('once', { key: 'k' });
    expect(await after_(from)).to.have.length(1);
  });

  it('stays as it is, also by SQL', async () => {
    for (const sql of [`update events set type = 'x'`, 'delete from events', 'truncate events cascade'])
      expect(await at.app.db.run(sql).catch(String), sql).to.match(/append/i);
  });
});
