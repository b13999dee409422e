import { type Runtime, Session } from 'node:inspector';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, startApp, type TestApp } from '../../support/app.ts';
import { authorization, createBrowser, redeem, signIn } from '../../support/citizen.ts';

const many = 40;

/** How many objects of a class are alive, which has a name everywhere. */
function countOf(name: string): number {
  const session = new Session();
  session.connect();
  const found: { id?: string | undefined; count?: unknown } = {};
  const keep = (error: Error | null, answer?: { objects?: Runtime.RemoteObject; result?: Runtime.RemoteObject }) => {
    if (error !== null) throw error;
    found.id = (answer?.objects ?? answer?.result)?.objectId;
    found.count = answer?.result?.value;
  };
  // Within this thread each is answered before the next is asked.
  session.post('Runtime.evaluate', { expression: `${name}.prototype` }, keep);
  session.post('Runtime.queryObjects', { prototypeObjectId: String(found.id) }, keep);
  const functionDeclaration = 'function () { return this.length; }';
  session.post('Runtime.callFunctionOn', { objectId: String(found.id), functionDeclaration }, keep);
  session.disconnect();
  return Number(found.count);
}

describe('what a process remembers of sessions', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { jobs: true }); // it remembers while it hears what is withdrawn
  });
  after(() => at.close());

  // Each would hold the 64 kB that Node cut it from: ten thousand sessions held 200 MB.
  it('holds no Buffer for each of them', async () => {
    const partner = await createClient(at);
    await createCitizen(at);
    async function comeTwice(): Promise<void> {
      const browser = createBrowser(at.origin);
      const [first, second] = [authorization(partner.clientId), authorization(partner.clientId)];
      await redeem(at.origin, partner, await signIn(browser, first), first);
      expect((await signIn(browser, second)).searchParams.get('code')).to.be.a('string');
    }
    await comeTwice();
    const before = countOf('Buffer');
    expect(before).to.be.above(many);
    for (let come = 0; come < many; come += 1) await comeTwice();
    expect(countOf('Buffer') - before).to.be.below(many / 2);
  });
});
