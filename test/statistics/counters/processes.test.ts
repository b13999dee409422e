import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { createMember } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { type Send, type ServerProcess, startServer } from '../../support/server.ts';
import { until } from '../../support/until.ts';

describe('R51 a counter with two processes', function () {
  this.timeout(180_000);
  let one: TestApp;
  let other: ServerProcess;
  let ak = '';
  let id = '';
  const start = () => {
    const { database, keysDir, origin } = one;
    return startServer({ file: import.meta.filename, url: database.url, keysDir, publicUrl: origin });
  };
  before(async () => {
    one = await startApp(import.meta.filename);
    await one.app.counters.start();
    const owner = asMember(await createMember(one));
    ak = (await createClient(one, {}, { institutionId: owner.institutionId })).clientId;
    id = (await one.app.counters.turn(owner, ak, true)).id;
    other = await start();
  });
  after(async () => {
    await other.kill('SIGKILL');
    await one.app.counters.stop();
    await one.close();
  });

  async function views(send: Send, from: number, to: number): Promise<void> {
    for (let n = from; n < to; n += 1) {
      const answer = await send(`${one.origin}/api/v1/counters/${id}/views`, {
        method: 'POST',
        headers: { origin: 'http://localhost:9' },
        body: new URLSearchParams({ visitor: `visitor-${n}` }),
      });
      expect(answer.status).to.equal(204);
    }
  }
  const counted = async () => {
    await one.app.counters.flush();
    const { views: all, visitors } = (await one.app.counters.standing(operator, ak, 1)).today;
    return { views: all, visitors };
  };

  /** Two of a hundred and fifty visitors may share a register. */
  async function expectCounts(views: number, visitors: number): Promise<void> {
    const found = await counted();
    expect(found.views).to.equal(views);
    expect(found.visitors).to.be.closeTo(visitors, 3);
  }

  it('adds up the views, and counts a visitor of both once', async () => {
    await views(other.fetch, 0, 60);
    await views(fetch, 40, 100);
    await expectCounts(60, 60);
    await other.kill('SIGTERM'); // it writes its last counts
    await expectCounts(120, 100);
  });

  it('loses with kill -9 no more than the last minute, and counts nothing twice', async () => {
    other = await start();
    await views(other.fetch, 200, 250);
    await until(async () => (await counted()).views === 170, 'the minute is written', 90_000);
    await views(other.fetch, 250, 260);
    await other.kill('SIGKILL');
    await expectCounts(170, 150);
    other = await start();
    await views(other.fetch, 245, 255);
    await other.kill('SIGTERM');
    await expectCounts(180, 155);
  });
});
