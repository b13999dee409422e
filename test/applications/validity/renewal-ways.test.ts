import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { dayStart, days, hours, after as later, systemClock } from '../../../src/clock.ts';
import { createClient, password, startApp, type TestApp } from '../../support/app.ts';
import { authorization, type Client, createBrowser, type Page, post, type TestBrowser } from '../../support/citizen.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { type Colleague, codeOf, createMember, enrol } from '../../support/console.ts';
import { openMailServer, openSmsGateway } from '../../support/post-office.ts';
import { until } from '../../support/until.ts';
import { contact } from '../office.ts';

describe('R30 延长有效期 by one click', () => {
  let clock: TestClock;
  let at: TestApp;
  let mails: Awaited<ReturnType<typeof openMailServer>>;
  let gateway: Awaited<ReturnType<typeof openSmsGateway>>;
  let owner: Colleague & { institutionId: string };
  let partner: Client;
  let tomorrowMorning: Date;

  before(async () => {
    clock = testClock(systemClock.now().toISOString());
    [mails, gateway] = await Promise.all([openMailServer(), openSmsGateway()]);
    const env = { SMTP_URL: mails.url, SMS_URL: gateway.url };
    at = await startApp(import.meta.filename, { clock, env, jobs: true });
    owner = await createMember(at);
    await enrol(at, owner);
    tomorrowMorning = later(dayStart(clock.now(), 1), hours(10));
  });
  after(async () => {
    await at.close();
    await Promise.all([mails.close(), gateway.close()]);
  });
  beforeEach(async () => {
    const terms = { institutionId: owner.institutionId, expiresAt: later(dayStart(clock.now(), 5), -1) };
    partner = await createClient(at, contact, terms);
  });

  /** As in a browser just opened: the link asks to sign in, and leads on to its target. */
  async function follow(browser: TestBrowser, link: string): Promise<Page> {
    await at.database.db.run(`update second_factors set last_step = 0`); // a code works once
    const login = await browser.walk(link);
    expect(login.text, 'nobody is signed in by a link').to.include('name="password"');
    const confirm = await browser.submit(login, { username: owner.username, password, agree: '1' });
    return browser.submit(confirm, { code: codeOf(at, owner) });
  }

  async function mustRenew(browser: TestBrowser, page: Page): Promise<void> {
    expect(page.url.pathname).to.equal(`/console/applications/${partner.clientId}/renew`);
    expect(page.text.match(/<form[^>]*method="post"/g), 'one button').to.have.length(1);
    const done = await browser.submit(page);
    expect([done.status, done.url.search]).to.eql([200, '?done=renew']);
    const { expiresAt } = await at.app.applications.get(partner.clientId);
    expect(expiresAt).to.eql(later(dayStart(clock.now(), 31), -1));
    expect((await post(at.origin, '/oidc/token', partner, { grant_type: 'client_credentials' })).status).to.equal(200);
  }

  it('from the link in the mail, which is the only one there and gives no session', async () => {
    clock.set(tomorrowMorning.toISOString());
    await at.app.reminders.catchUp();
    await until(() => mails.letters.some(({ subject }) => subject.includes('还有 3 天到期')), 'the mail');
    const letter = mails.letters.find(({ subject }) => subject.includes('还有 3 天到期'));
    expect(letter?.to).to.equal(contact.contactEmail);
    const links = letter?.text.match(/https?:\/\/\S+/g) ?? [];
    const page = `${at.origin}/console/applications/${partner.clientId}/renew`;
    expect([...new Set(links)]).to.eql([`${page}?institution=${owner.institutionId}`]);
    expect(letter?.html).to.include(`href="${links[0]}"`);
    const browser = createBrowser(at.origin);
    await mustRenew(browser, await follow(browser, links[0] ?? ''));
  });

  it('from the message in the back office', async () => {
    const inbox = await at.app.notices.inbox(owner.accountId);
    expect(inbox.filter(({ event }) => event === 'application.expires_in_3_days')).to.have.lengthOf(1);
    const browser = createBrowser(at.origin);
    const list = await follow(browser, '/console/messages');
    const [link] = /\/console\/applications\/[\w-]+\/renew/.exec(list.text) ?? [];
    const page = await browser.walk(link ?? '');
    expect(page.status).to.equal(200);
    const href = inbox.find(({ event }) => event === 'application.expires_in_3_days')?.href;
    expect(link).to.equal(href);
  });

  it('from the list of applications', async () => {
    const browser = createBrowser(at.origin);
    const list = await follow(browser, '/console/applications');
    const action = `/console/applications/${partner.clientId}/renew`;
    const form = (list.text.match(/<form[\s\S]*?<\/form>/g) ?? []).find((each) => each.includes(`action="${action}"`));
    const done = await browser.submit({ ...list, text: form ?? '' });
    expect(done.url.search).to.equal('?done=renew');
    expect((await at.app.applications.get(partner.clientId)).expiresAt).to.eql(later(dayStart(clock.now(), 31), -1));
  });

  it('from the page that a citizen gets when the AK is over', async () => {
    clock.advance(days(6));
    const flow = authorization(partner.clientId, { redirect_uri: 'http://localhost:9/not-registered' });
    const page = await createBrowser(at.origin).walk(flow.url);
    const [, link = ''] = /href="([^"]+\/renew)"/.exec(page.text) ?? [];
    expect(page.text).to.include('机构工作人员');
    const browser = createBrowser(at.origin);
    await mustRenew(browser, await follow(browser, link));
  });
});
