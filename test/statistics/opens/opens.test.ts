import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createOpens } from '../../../src/statistics/opens/service.ts';
import { createClient, startApp, type TestApp } from '../../support/app.ts';
import { openPage } from '../../support/browser.ts';
import { testClock } from '../../support/clock.ts';
import { createMember } from '../../support/console.ts';
import { silent } from '../../support/database.ts';
import { asMember } from '../../support/institutions.ts';
import { publish } from '../../support/resources.ts';
import { until } from '../../support/until.ts';

const site = 'https://www.qingxi.example.cn';

describe('opens and clicks of public pages', function () {
  this.timeout(60_000);
  const clock = testClock('2026-11-23T10:00:00+08:00');
  let at: TestApp;
  let clientId: string;
  let institutionId: string;
  let entryId: string;
  let program: { kind: 'application'; clientId: string; institutionId: string; scopes: ['resource:write'] };

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    ({ institutionId } = asMember(await createMember(at)));
    await at.database.db.run(`update institutions set region_code = '330106' where id = $1`, [institutionId]);
    const made = await createClient(
      at,
      { scope: 'openid stats:write resource:write', redirectUris: [`${site}/callback`] },
      { institutionId },
    );
    ({ clientId } = made);
    program = { kind: 'application', clientId, institutionId, scopes: ['resource:write'] };
    ({ entryId } = await publish(at, program, 'activity', {
      ...{
        external_id: 'opened',
        capacity: '40',
        booking_url: `${site}/book/1`,
        booking_start: '2026-11-01T09:00:00+08:00',
      },
    }));
  });
  after(() => at.close());

  const sums = async () =>
    (
      await at.database.db.rows<{ client_id: string; opens: number; clicks: number }>(
        `select client_id, sum(opens)::int as opens, sum(clicks)::int as clicks from entry_opens group by 1`,
      )
    ).map(({ client_id, ...counts }) => ({ isOwn: client_id === clientId, ...counts }));

  const tell = (id: string, act: string, headers: Record<string, string> = {}) =>
    fetch(`${at.origin}/resources/${id}/counted`, {
      method: 'POST',
      headers: { origin: at.origin, 'user-agent': 'Mozilla/5.0', ...headers },
      body: new URLSearchParams({ act }),
    });

  it('R51 counts what pages of ours tell, by application, and answers alike whatever it counted', async () => {
    const stranger = '00000000-0000-4000-8000-000000000000';
    const answers = await Promise.all([
      ...Array.from({ length: 3 }, () => tell(entryId, 'opened')),
      tell(entryId, 'left'),
      tell(entryId, 'opened', { origin: 'https://elsewhere.example.cn' }),
      tell(entryId, 'opened', { 'user-agent': 'Mozilla/5.0 (compatible; Baiduspider/2.0)' }),
      tell(entryId, 'bought'),
      tell(stranger, 'opened'),
      tell("' or 1=1 --", 'opened'),
    ]);
    expect(answers.map(({ status }) => status)).to.deep.equal(Array.from({ length: 9 }, () => 204));
    expect(new Set(await Promise.all(answers.map((answer) => answer.text())))).to.deep.equal(new Set(['']));
    expect(await sums()).to.deep.equal([]); // nothing is written before the minute is over
    await at.app.opens.flush();
    await at.app.opens.flush();
    expect(await sums()).to.deep.equal([{ isOwn: true, opens: 3, clicks: 1 }]);
  });

  it('counts of an address at most 120 in a minute, and of two processes both', async () => {
    const other = createOpens({ db: at.database.db, clock, log: silent });
    for (let count = 0; count < 500; count += 1) other.count('left', entryId, '192.0.2.1');
    other.count('opened', entryId, '192.0.2.2');
    await other.flush();
    expect(await sums()).to.deep.equal([{ isOwn: true, opens: 4, clicks: 121 }]);
  });

  it('keeps what a database that is away did not take, and adds it once', async () => {
    const { db } = at.database;
    let fails = true;
    const lost = new Proxy(db, {
      get: (target, name) =>
        name === 'run' && fails
          ? async (...given: Parameters<typeof db.run>) => {
              await db.run(...given); // it is written, and the answer is lost
              throw new Error('connection lost');
            }
          : Reflect.get(target, name),
    });
    const opens = createOpens({ db: lost, clock, log: silent });
    opens.count('opened', entryId, '192.0.2.3');
    expect(await opens.flush().catch((error: Error) => error.message)).to.equal('connection lost');
    fails = false;
    opens.count('opened', entryId, '192.0.2.3');
    await opens.flush();
    expect(await sums()).to.deep.equal([{ isOwn: true, opens: 6, clicks: 121 }]);
  });

  it('are told by the page: once it was looked at for a second, and by a click to the own platform alone', async () => {
    const page = await openPage({ origin: at.origin, userAgent: 'Mozilla/5.0 (Linux; Android 14)' });
    await page.addInitScript(`Object.defineProperty(navigator, 'webdriver', { get: () => false })`);
    await page.route(`${site}/**`, (route) => route.fulfill({ body: 'the own platform', contentType: 'text/html' }));
    const told: (string | null)[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/counted')) told.push(request.postData());
    });
    await page.goto(`/resources/${entryId}`);
    await until(() => told.length === 1, 'the page tells that it was opened');
    await page.click(`a[href^="${site}"]`);
    await page.waitForURL(`${site}/**`);
    expect(told).to.deep.equal(['act=opened', 'act=left']);
    await page.context().close();
    await at.app.opens.flush();
    expect(await sums()).to.deep.equal([{ isOwn: true, opens: 7, clicks: 122 }]);
  });

  it('R46 are figures at night, with the places that went by live state as a bound of bookings', async () => {
    const live = async (remaining: string) => at.app.resources.setLive(program, entryId, { remaining });
    for (const remaining of ['30', '12', '15']) await live(remaining); // the first says nothing: before it was no word
    clock.set('2026-11-24T00:25:00+08:00');
    await at.app.countCloud();
    await at.app.totals.roll();
    const [day] = await at.app.totals.days('330106', '2026-11-23', '2026-11-23');
    expect(day?.figures).to.include({ ncc_opens: 7, ncc_clicks: 122, ncc_visits: 122, ncc_booked: 15 });
    expect(await sums()).to.deep.equal([]);
  });

  it('says nothing of places across a new version, which may have others', async () => {
    const { db } = at.database;
    await db.run(`update live_states set updated_at = updated_at - interval '40 days' where entry_id = $1`, [entryId]);
    await at.app.resources.setLive(program, entryId, { remaining: '2' });
    expect(
      await db.rows(`select from places_taken where entry_id = $1 and day = '2026-11-24'`, [entryId]),
    ).to.have.length(0);
    await at.app.resources.setLive(program, entryId, { remaining: '1' });
    expect(
      await db.rows(`select taken from places_taken where entry_id = $1 and day = '2026-11-24'`, [entryId]),
    ).to.deep.equal([{ taken: 1 }]);
  });
});
