import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { after as later, systemClock } from '../../../src/clock.ts';
import * as walk from '../../conformance/walk.ts';
import { createCitizen, password, type TestApp } from '../../support/app.ts';
import { authorization, type Client, createBrowser, type Page, type TestBrowser } from '../../support/citizen.ts';
import { remember } from '../../support/record.ts';

const phone = remember('13900007101');

describe('a login in which the agreement was not ticked', () => {
  let at: TestApp;
  let partner: Client;
  let ahead = 0;
  const clock = { now: () => later(systemClock.now(), ahead) };

  before(async () => {
    at = await walk.startProvider(import.meta.filename, { clock });
    partner = await walk.createPartner(at);
    await createCitizen(at, 'hasty', { phone });
  });
  after(() => at.close());

  const begin = (browser: TestBrowser) => browser.walk(authorization(partner.clientId).url);
  const byPassword = async (browser: TestBrowser) =>
    browser.submit(await begin(browser), { username: 'hasty', password });
  const isThrough = ({ url, text }: Page) => url.searchParams.has('code') || text.includes('/consent"');

  it('asks for it alone if the password was right: it is not typed twice, and is on no page', async () => {
    const browser = createBrowser(at.origin);
    const asked = await byPassword(browser);
    expect(asked.text).to.include('还差一步').and.not.include('name="password"').and.not.include(password);
    const unticked = await browser.submit(asked, {});
    expect(unticked.text).to.include('请先阅读并同意').and.not.include('name="password"');
    expect(isThrough(await browser.submit(unticked, { agree: '1' }))).to.equal(true);
    const agreed = await at.database.db.row<{ version: number }>(
      "select t.version from terms_acceptances t join accounts a on a.id = t.account_id where a.username = 'hasty'",
      [],
    );
    expect(agreed).to.eql({ version: 1 });
  });

  it('asks for it alone where the code was right, which is used up', async () => {
    const browser = createBrowser(at.origin);
    const page = await begin(browser);
    const shown = await browser.walk(`${page.url.pathname}/sms`);
    ahead += 61;
    const sent = await browser.submit(shown, { phone, send: '1' });
    const [newest] = await at.app.sms.recent();
    const code = remember(/验证码 (\d{6})/.exec(newest?.text ?? '')?.[1]) ?? '';
    const asked = await browser.submit(sent, { phone, code });
    expect(asked.text).to.include('还差一步').and.not.include('name="code"');
    expect(isThrough(await browser.submit(asked, { agree: '1' }))).to.equal(true);
  });

  it('reports it beside the other problems, and gives no session before it is ticked', async () => {
    const browser = createBrowser(at.origin);
    const wrong = await browser.submit(await begin(browser), { username: 'hasty', password: 'not the password' });
    for (const id of ['password', 'agree']) expect(wrong.text).to.include(`href="#${id}"`);
    const empty = await browser.submit(wrong, { username: '', password: '' });
    for (const id of ['username', 'password', 'agree']) expect(empty.text).to.include(`href="#${id}"`);
    await byPassword(browser);
    expect((await browser.walk(authorization(partner.clientId, { prompt: 'none' }).url)).url.search).to.include(
      'error=login_required',
    );
  });

  it('takes the proofs of this login, in this browser, for a quarter of an hour and until a new password', async () => {
    const [mine, theirs] = [createBrowser(at.origin), createBrowser(at.origin)];
    const asked = await byPassword(mine);
    const ticket = /name="ticket" value="([^"]+)"/.exec(asked.text)?.[1] ?? '';
    const other = await begin(theirs);
    const action = (page: Page) => `${page.url.pathname.split('/').slice(0, 3).join('/')}/agreement`;
    const carried = await theirs.submit(other, { ticket, agree: '1' }, action(other));
    expect(isThrough(carried)).to.equal(false);
    const forged = await theirs.submit(other, { ticket: 'x', agree: '1' }, action(other));
    expect(isThrough(forged)).to.equal(false);

    const waits = createBrowser(at.origin);
    const late = await byPassword(waits);
    ahead += 16 * 60;
    expect(isThrough(await waits.submit(late, { agree: '1' }))).to.equal(false);
    const stale = await byPassword(waits);
    const { id = '' } = (await at.app.accounts.findByIdentifier('hasty')) ?? {};
    ahead += 5;
    await at.app.accounts.endSessions({ kind: 'operator', name: 'test' }, id);
    expect(isThrough(await waits.submit(stale, { agree: '1' }))).to.equal(false);
  });
});
