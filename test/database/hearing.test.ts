import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { createHearing } from '../../src/database/hearing.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { emptyDatabase, silent, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { openGateway } from './gateway.ts';

describe('hearing what other nodes change', () => {
  let database: TestDatabase;
  let gateway: Awaited<ReturnType<typeof openGateway>>;
  let here: Database;
  let events: string[];
  let hearing: ReturnType<typeof createHearing>;
  before(async () => {
    database = await emptyDatabase();
  });
  after(() => database.drop());
  beforeEach(async () => {
    gateway = await openGateway(database.url);
    here = await openDatabase({ url: gateway.url, dataDir: '', log: silent });
    events = [];
    hearing = listen(here);
  });
  afterEach(async () => {
    hearing.stop();
    await gateway.remove();
    await here.close();
  });

  const listen = (db: Pick<Database, 'listen' | 'notify'>) =>
    createHearing({
      db,
      log: silent,
      topic: 'things',
      heard: (name) => events.push(name),
      missed: () => events.push('missed'),
    });

  it('counts from the first sign of life on, and forgets what was remembered before', async () => {
    expect(hearing.isHeard()).to.equal(false);
    hearing.start();
    await until(hearing.isHeard, 'heard');
    expect(events).to.eql(['missed']);
    await sleep(1_500);
    await until(hearing.isHeard, 'still heard');
    await database.db.notify('things', 'a');
    await until(() => events.includes('a'), 'a change');
  });

  it('is over at once when the connection is cut, and comes back', async () => {
    hearing.start();
    await until(hearing.isHeard, 'heard');
    await gateway.close();
    await until(() => !hearing.isHeard(), 'not heard');
    expect(events).to.include('missed');
    await gateway.open();
    await until(hearing.isHeard, 'heard again');
  });

  it('is over within a second when the peer vanishes without a word', async () => {
    hearing.start();
    await until(hearing.isHeard, 'heard');
    gateway.stall();
    await sleep(850);
    expect(hearing.isHeard()).to.equal(false);
  });

  it('is never believed where a proxy takes the subscription and forgets it', async () => {
    const deaf = listen({ ...database.db, listen: async () => async () => undefined });
    deaf.start();
    await sleep(700);
    expect(deaf.isHeard()).to.equal(false);
    deaf.stop();
  });

  it('needs no sign of life from everybody: four a second do for all', async () => {
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
    await until(() => all.every((one) => one.isHeard()), 'all hear');
    for (const one of all) one.stop();
    expect(sent).to.be.within(1, 24); // 32 and more, were they all to send
  });
});
