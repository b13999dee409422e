import { Session } from 'node:inspector/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, settled, startApp, type TestApp } from '../support/app.ts';
import { authorization, createBrowser, redeem, signIn } from '../support/citizen.ts';

const src = fileURLToPath(new URL('../../src/', import.meta.url));

/** To read a request from its beginning to its end, a reader opens these files: those of which a function is called. */
describe('how many files of src a request runs through', function () {
  this.timeout(60_000);
  const session = new Session();
  let at: TestApp;

  before(async () => {
    at = await startApp(import.meta.filename);
    // As a process that has started: until it hears of changes and withdrawals, everything is asked of the database.
    at.app.db.changes.start();
    at.app.db.withdrawals.start();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  });
  after(async () => {
    await session.post('Profiler.stopPreciseCoverage');
    session.disconnect();
    await at.close();
  });

  /** With a function that was called so often since this was asked the last time. */
  async function filesRun(times: number): Promise<Set<string>> {
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const ran = result.filter(({ functions }) => functions.some(({ ranges }) => (ranges[0]?.count ?? 0) >= times));
    const paths = ran.flatMap(({ url }) => (url.startsWith('file://') ? [fileURLToPath(url)] : []));
    return new Set(paths.flatMap((path) => (path.startsWith(src) ? [path.slice(src.length)] : [])));
  }

  /**
   * Of a request that was made before. Files that background work runs are left out: in each round a file is of the way where a function is
   * called for five of six requests, and rounds are repeated until five in a row removed no file. Counting keeps a busy machine from its
   * heartbeats, so that the first requests of a round may ask the database for everything: they are few.
   */
  async function wayOf(request: () => Promise<Response>): Promise<string[]> {
    const requests = 30;
    const make = async () => {
      for (let n = 0; n < requests; n += 1) {
        const response = await request();
        await response.arrayBuffer();
        expect(response.status).to.equal(200);
      }
    };
    await make();
    await settled(); // wait for the writes of the first requests
    let way: string[] | undefined;
    for (let same = 0; same < 5; ) {
      await filesRun(1);
      await make();
      const ran = await filesRun((requests * 5) / 6);
      const left: string[] = (way ?? [...ran]).filter((file) => ran.has(file));
      same = left.length === way?.length ? same + 1 : 0;
      way = left;
    }
    return (way ?? []).toSorted();
  }

  it('is fewer than 40 for a repeated userinfo', async () => {
    const client = await createClient(at);
    await createCitizen(at);
    const flow = authorization(client.clientId);
    const { body } = await redeem(at.origin, client, await signIn(createBrowser(at.origin), flow), flow);
    const headers = { authorization: `Bearer ${body.access_token}` };
    const way = await wayOf(() => fetch(new URL('/oidc/userinfo', at.origin), { headers }));
    expect(way).to.include('oidc/fast/userinfo-endpoint.ts');
    expect(way.length, way.join('\n')).to.be.below(40);
  });

  it('is fewer than 72 for the login page', async () => {
    const { clientId } = await createClient(at);
    const browser = createBrowser(at.origin);
    const begun = await browser.request(authorization(clientId).url);
    const page = begun.headers.get('location') ?? '';
    const way = await wayOf(() => browser.request(page));
    expect(way).to.include('oidc/login/login-pages.ts');
    expect(way.length, way.join('\n')).to.be.below(72);
  });
});
