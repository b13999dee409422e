import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { hours, minutes, systemClock } from '../../../src/clock.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import type { TestBrowser } from '../../support/citizen.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { createMember, signInToConsole } from '../../support/console.ts';

describe('a session of the back office', () => {
  let at: TestApp;
  let clock: TestClock;
  before(async () => {
    clock = testClock(systemClock.now().toISOString());
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());

  const newcomer = () => createMember(at, { role: 'agent' });
  const signIn = async (who: Awaited<ReturnType<typeof newcomer>>) => signInToConsole(at, who, { secondFactor: false });
  const isIn = async (browser: TestBrowser) => (await browser.request('/console')).status === 200;
  const idOf = async (accountId: string) =>
    (
      await at.database.db.rows<{ id: string }>(
        `select id from console_sessions where account_id = $1 order by created_at desc`,
        [accountId],
      )
    ).map(({ id }) => id);

  it('ends after 30 minutes without a request, and not before', async () => {
    const browser = await signIn(await newcomer());
    clock.advance(minutes(29));
    expect(await isIn(browser)).to.equal(true);
    clock.advance(minutes(29));
    expect(await isIn(browser), 'each request begins the half hour anew').to.equal(true);
    clock.advance(minutes(30));
    expect(await isIn(browser)).to.equal(false);
  });

  it('asks for the password again then, although the Cloud still knows the person', async () => {
    const browser = await signIn(await newcomer());
    clock.advance(minutes(31));
    const page = await browser.walk('/console');
    expect(page.url.pathname).to.match(/^\/interaction\//);
    expect(page.text).to.include('name="password"');
  });

  it('goes on with 继续 of the warning', async () => {
    const browser = await signIn(await newcomer());
    clock.advance(minutes(25));
    expect((await browser.request('/console/stay')).status).to.equal(204);
    clock.advance(minutes(25));
    expect(await isIn(browser)).to.equal(true);
  });

  it('ends 12 hours after it began, however busy', async () => {
    const browser = await signIn(await newcomer());
    for (let passed = 0; passed < hours(12) - minutes(25); passed += minutes(25)) {
      expect(await isIn(browser)).to.equal(true);
      clock.advance(minutes(25));
    }
    expect(await isIn(browser), 'so that it is not over for half an hour without a request').to.equal(true);
    clock.advance(minutes(25));
    expect(await isIn(browser)).to.equal(false);
  });

  it('is listed with device and time, and the others can be ended, one or all', async () => {
    const who = await newcomer();
    const [one, other, third] = [await signIn(who), await signIn(who), await signIn(who)];
    const page = await one.walk('/console/security');
    expect(page.text.match(/这台设备/g)?.length).to.equal(1);
    expect(page.text.match(/127\.0\.0\.1/g)?.length).to.equal(3);
    expect(page.text).to.include('退出其他设备');

    const forms = [...page.text.matchAll(/<form[\s\S]*?<\/form>/g)].map(([form]) => form);
    const single = forms.find((form) => form.includes('name="id"')) ?? '';
    await one.submit({ ...page, text: single });
    expect(await isIn(one)).to.equal(true);
    expect((await Promise.all([other, third].map(isIn))).filter(Boolean).length, 'one of two').to.equal(1);

    await one.submit(await one.walk('/console/security'));
    expect(await Promise.all([one, other, third].map(isIn))).to.eql([true, false, false]);
  });

  it('of another account does not exist for one who names it', async () => {
    const [mine, theirs] = [await newcomer(), await newcomer()];
    const browser = await signIn(mine);
    await signIn(mine); // so that the page has a form to misuse
    const victim = await signIn(theirs);
    const page = await browser.walk('/console/security');
    const [id = ''] = await idOf(theirs.accountId);
    for (const guess of [id, 'nonsense']) expect((await browser.submit(page, { id: guess })).status).to.equal(404);
    expect(await isIn(victim)).to.equal(true);
  });
});
