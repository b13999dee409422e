import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { openLockstep } from '../../bench/lockstep.ts';
import { counted, countWaits, isCounted, nobodyWaits } from '../../bench/waits.ts';
import { createCitizen, createClient, password, startApp, type TestApp } from '../support/app.ts';
import { testDatabase } from '../support/database.ts';

// Counts, never times: writes that could leave before an answer do so (docs/adr/0069).
describe('waits for the database, one after the other', () => {
  let at: TestApp;
  let close: () => Promise<void>;
  let counting: Awaited<ReturnType<typeof countWaits>>;

  before(async () => {
    const database = await testDatabase();
    const lockstep = await openLockstep(database.url, nobodyWaits);
    at = await startApp(import.meta.filename, {
      database: { ...database, url: lockstep.url },
      env: { THROTTLE: 'on' },
      jobs: true, // with the heartbeats that let applications be cached
    });
    const { clientId, secret } = await createClient(at, { redirectUris: ['http://127.0.0.1:9/cb'] });
    for (const index of [0, 1]) await createCitizen(at, `user${index}`);
    await at.app.jobs.runNow('listings.names'); // it writes of each new institution, whose applications are read again then
    counting = await countWaits(
      {
        name: 'ours',
        origin: at.origin,
        client: { id: clientId, secret },
        apiScope: 'resource:read',
        fields: { user: 'username', password: 'password' },
        people: 2,
        password,
        pids: { server: process.pid, database: process.pid },
      },
      lockstep,
    );
    close = async () => {
      await counting.close();
      await at.close();
      await lockstep.close();
      await database.drop();
    };
  });
  after(() => close());

  for (const name of Object.keys(counted).filter(isCounted))
    it(`${name}: at most ${counted[name]}, and none for the statement of another`, async () => {
      const { again, later, forOthers = 0 } = await counting.of(name);
      expect(again.length, told(again)).to.be.at.most(counted[name]);
      expect(later.length, told(later)).to.be.at.most(counted[name]);
      expect(forOthers).to.equal(0);
    });
});

const told = (rounds: readonly string[][]) =>
  rounds
    .map(
      (texts, index) => `\n${index + 1}: ${texts.map((text) => text.replace(/\s+/g, ' ').slice(0, 160)).join(' | ')}`,
    )
    .join('');
