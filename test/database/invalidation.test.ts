import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { createInvalidation } from '../../src/database/invalidation.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { emptyDatabase, silent, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { openGateway } from './gateway.ts';

describe('invalidation by other nodes', () => {
  let database: TestDatabase;
  let gateway: Awaited<ReturnType<typeof openGateway>>;
  let here: Database;
  let events: string[];
  let invalidation: ReturnType<typeof createInvalidation>;
  before(async () => {
    database = await emptyDatabase();
  });
  after(() => database.drop());
  beforeEach(async () => {
    gateway = await openGateway(database.url);
    here = await openDatabase({ url: gateway.url, dataDir: '', log: silent });
    events = [];
    invalidation = listen(here);
  });
  afterEach(async () => {
    invalidation.stop();
    await gateway.remove();
    await here.close();
  });

  const listen = (db: Pick<Database, 'listen' | 'notify'>) =>
    createInvalidation({
      db,
      log: silent,
      topic: 'things',
      onChange: (name) => events.push(name),
      onGap: () => events.push('missed'),
    });

  it('is live from the first heartbeat on, and entries cached before may be outdated', async () => {
    expect(invalidation.isLive()).to.equal(false);
    invalidation.start();
    await until(invalidation.isLive, 'live');
    expect(events).to.eql(['missed']);
    await sleep(1_500);
    await until(invalidation.isLive, 'still live');
    await database.db.notify('things', 'a');
    await until(() => events.includes('a'), 'a change');
  });

  it('is over at once when the connection is cut, and comes back', async () => {
    invalidation.start();
    await until(invalidation.isLive, 'live');
    await gateway.close();
    await until(() => !invalidation.isLive(), 'not live');
    expect(events).to.include('missed');
    await gateway.open();
    await until(invalidation.isLive, 'live again');
  });

  it('is over within a second when the peer vanishes without a word', async () => {
    invalidation.start();
    await until(invalidation.isLive, 'live');
    gateway.stall();
    await sleep(850);
    expect(invalidation.isLive()).to.equal(false);
  });

  it('is never believed where a proxy takes the subscription and forgets it', async () => {
    const deaf = listen({ ...database.db, listen: async () => async () => undefined });
    deaf.start();
    await sleep(700);
    expect(deaf.isLive()).to.equal(false);
    deaf.stop();
  });

  it('needs no heartbeat from every node: four a second do for all', async () => {
    let sent = 0;
    const counting = (db: Database) => ({
      listen: db.listen,
      notify: (topic: string, payload: string) => {
        sent += 1;
        return db.notify(topic, payload);
      },
    });
    const all = [here, here, database.db, database.db].map((db) => listen(counting(db)));
    for (const one of all) one.start();
    await sleep(2_000);
    await until(() => all.every((one) => one.isLive()), 'all are live');
    for (const one of all) one.stop();
    expect(sent).to.be.within(1, 24); // 32 and more, were they all to send
  });
});
