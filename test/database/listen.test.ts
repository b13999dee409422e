import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { emptyDatabase, silent, type TestDatabase } from '../support/database.ts';
import { openGateway } from './gateway.ts';
import { until } from './holders.ts';

describe('notifying', () => {
  let database: TestDatabase;
  let gateway: Awaited<ReturnType<typeof openGateway>>;
  let here: Database;
  let there: Database;
  before(async () => {
    database = await emptyDatabase();
    there = database.db;
  });
  after(() => database.drop());
  beforeEach(async () => {
    gateway = await openGateway(database.url);
    here = await openDatabase({ url: gateway.url, dataDir: '', log: silent });
  });
  afterEach(async () => {
    await here.close();
    await gateway.remove();
  });

  it('reaches every node that listens, this one included', async () => {
    const heard: string[] = [];
    await here.listen('clients', (payload) => heard.push(`here ${payload}`));
    const stop = await there.listen('clients', (payload) => heard.push(`there ${payload}`));
    await there.notify('clients', 'ncc_文化');
    await until(() => heard.length === 2);
    expect(heard.toSorted()).to.eql(['here ncc_文化', 'there ncc_文化']);
    await stop();
  });

  it('keeps topics apart, whatever they are called', async () => {
    const heard: string[] = [];
    await here.listen('Client "A"', (payload) => heard.push(payload));
    await here.listen('b', (payload) => heard.push(payload));
    await there.notify('client "a"', 'not heard');
    await there.notify('Client "A"', 'a');
    await there.notify('b', 'b');
    await until(() => heard.length === 2);
    expect(heard).to.eql(['a', 'b']);
  });

  it('from a transaction arrives at its commit, or not at all', async () => {
    const heard: string[] = [];
    await here.listen('topic', (payload) => heard.push(payload));
    await there
      .transaction(async (trx) => {
        await trx.notify('topic', 'rolled back');
        throw new Error('no');
      })
      .catch(() => undefined);
    await there.transaction(async (trx) => {
      await trx.notify('topic', 'committed');
      await there.notify('topic', 'meanwhile');
    });
    await until(() => heard.length === 2);
    expect(heard).to.eql(['meanwhile', 'committed']);
  });

  it('arrives until the subscription ends', async () => {
    const heard: string[] = [];
    const stop = await here.listen('topic', (payload) => heard.push(`first ${payload}`));
    await here.listen('topic', (payload) => heard.push(`second ${payload}`));
    await stop();
    await stop();
    await there.notify('topic', '1');
    await until(() => heard.length === 1);
    expect(heard).to.eql(['second 1']);
  });

  it('works again after the connection was lost, and subscribers hear of the gap', async () => {
    const heard: string[] = [];
    await here.listen(
      'topic',
      (payload) => heard.push(payload),
      () => heard.push('missed'),
    );
    await here.listen('other', () => undefined); // has no second ear
    await gateway.close();
    await until(() => heard.length === 1);
    await there.notify('topic', 'in the gap');
    await gateway.open();
    await until(() => heard.length === 2);
    await there.notify('topic', 'after');
    await until(() => heard.length === 3);
    expect(heard).to.eql(['missed', 'missed', 'after']);
  });

  it('reaches the others when one subscriber throws', async () => {
    const heard: string[] = [];
    await here.listen('topic', () => {
      throw new Error('no');
    });
    await here.listen('topic', (payload) => heard.push(payload));
    await there.notify('topic', 'all the same');
    await until(() => heard.length === 1);
  });

  it('can be asked for while PostgreSQL is away, and closed while it waits', async () => {
    await gateway.close();
    const waiting = here.listen('topic', () => undefined).catch((error) => error);
    await here.close();
    expect(await waiting).to.be.instanceOf(Error);
  });
});
