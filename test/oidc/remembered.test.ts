import { setTimeout as sleep } from 'node:timers/promises';
import { queryObjects } from 'node:v8';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, startApp, type TestApp } from '../support/app.ts';
import { authorization, createBrowser, post, redeem, signIn } from '../support/citizen.ts';

const many = 40;

// Each would hold the 64 kB that Node cut it from: ten thousand sessions held 200 MB.
describe('the token cache of a process holds no Buffer', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { jobs: true }); // it caches while it receives revocations
  });
  after(() => at.close());

  async function expectNone(come: () => Promise<void>): Promise<void> {
    await come();
    // Other work of the process may hold some for a moment; those that are kept for each session come back in every round.
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 3 && least >= many / 2; round += 1) {
      const before = queryObjects(Buffer, { format: 'count' });
      expect(before).to.be.above(many);
      await sleep(500); // counting holds everything up for seconds: connections that are too old for the server by then are closed first
      for (let times = 0; times < many; times += 1) await come();
      least = Math.min(least, queryObjects(Buffer, { format: 'count' }) - before);
    }
    expect(least).to.be.below(many / 2);
  }

  // Counting takes many seconds where a process holds as much as that of all tests: once for both.
  it('for each session, and for each application with its SK', async () => {
    const partner = await createClient(at);
    await createCitizen(at);
    await expectNone(async () => {
      const browser = createBrowser(at.origin);
      const [first, second] = [authorization(partner.clientId), authorization(partner.clientId)];
      await redeem(at.origin, partner, await signIn(browser, first), first);
      expect((await signIn(browser, second)).searchParams.get('code')).to.be.a('string');

      const client = await createClient(at, {}, { institutionId: partner.institutionId });
      const { status } = await post(at.origin, '/oidc/token', client, { grant_type: 'client_credentials' });
      expect(status).to.equal(200);
    });
  });
});
