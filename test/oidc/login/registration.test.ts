import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { after as later, systemClock } from '../../../src/clock.ts';
import * as walk from '../../conformance/walk.ts';
import type { TestApp } from '../../support/app.ts';
import { authorization, type Client, createBrowser, type Page, type TestBrowser } from '../../support/citizen.ts';
import { remember } from '../../support/record.ts';

const chosen = remember('a-horse-of-my-own-3') ?? '';

describe('注册 that comes again, because something else is missing', () => {
  let at: TestApp;
  let partner: Client;
  let ahead = 0;
  let made = 0;
  const clock = { now: () => later(systemClock.now(), ahead) };
  const phone = () => `1390000${7_200 + ++made}`;

  before(async () => {
    at = await walk.startProvider(import.meta.filename, { clock });
    partner = await walk.createPartner(at);
  });
  after(() => at.close());

  const begin = (browser: TestBrowser) => browser.walk(authorization(partner.clientId, { prompt: 'create' }).url);
  const byUsername = async (browser: TestBrowser) =>
    browser.walk(`${(await begin(browser)).url.pathname}?way=username`);
  const isThrough = ({ url, text }: Page) => url.searchParams.has('code') || text.includes('/consent"');
  const holds = (page: Page) => /name="kept" value="([^"]+)"/.exec(page.text)?.[1];
  async function signsIn(username: string): Promise<boolean> {
    const browser = createBrowser(at.origin);
    const page = await browser.walk(authorization(partner.clientId).url);
    return isThrough(await browser.submit(page, { username, password: chosen, agree: '1' }));
  }

  it('keeps the password that was typed, by user name: without the tick, and with nothing of it in the page', async () => {
    const browser = createBrowser(at.origin);
    const typed = { username: 'reed-in-haste', password: chosen };
    const unticked = await browser.submit(await byUsername(browser), { ...typed, over14: 'yes' });
    expect(unticked.status).to.equal(422);
    expect(unticked.text).to.include('请先阅读并同意').and.include('不用再填').and.not.include(chosen);
    const ageless = await browser.submit(unticked, { agree: '1', over14: '', username: 'reed-in-haste' });
    expect(holds(ageless), 'and once more').to.be.a('string');
    expect(isThrough(await browser.submit(ageless, { agree: '1', over14: 'yes' }))).to.equal(true);
    expect(await signsIn('reed-in-haste')).to.equal(true);
  });

  it('keeps it by phone: where a code is asked for, where the code is wrong, and where the tick is missing', async () => {
    const [browser, number] = [createBrowser(at.origin), phone()];
    ahead += 61;
    const sent = await browser.submit(await begin(browser), { phone: number, password: chosen, send: '1' });
    const wrong = await browser.submit(sent, { phone: number, code: '000000', over14: 'yes' });
    expect(wrong.text).to.include('验证码不对').and.not.include(chosen);
    const [newest] = (await at.app.sms.recent()).filter(({ to }) => to === number);
    const code = remember(/验证码 (\d{6})/.exec(newest?.text ?? '')?.[1]) ?? '';
    const unticked = await browser.submit(wrong, { phone: number, code, over14: 'yes' });
    expect(unticked.text).to.include('请先阅读并同意').and.include('已验证。').and.not.include(chosen);
    expect(isThrough(await browser.submit(unticked, { agree: '1', over14: 'yes' }))).to.equal(true);
    expect(await signsIn(number)).to.equal(true);
  });

  it('keeps no password that was refused, and takes another one that is typed instead', async () => {
    const browser = createBrowser(at.origin);
    const weak = await browser.submit(await byUsername(browser), { username: 'reed-again', password: '12345678' });
    expect(holds(weak)).to.equal(undefined);
    const kept = await browser.submit(weak, { username: 'reed-again', password: 'some-other-horse-8', over14: 'yes' });
    const done = await browser.submit(kept, { password: chosen, agree: '1', over14: 'yes' });
    expect(isThrough(done)).to.equal(true);
    expect(await signsIn('reed-again')).to.equal(true);
  });

  it('takes the work of a form that came again, and makes no account without it', async () => {
    const browser = createBrowser(at.origin);
    const page = await byUsername(browser);
    const task = (of: Page) => /name="work" value="([^"]+)"/.exec(of.text)?.[1];
    expect(task(page), 'it is done while the form is filled in').to.be.a('string');
    expect(page.text).to.include('防止有人用程序成批注册');
    const fields = { username: 'reed-worked', password: chosen, over14: 'yes' };
    const unticked = await browser.submit(page, fields);
    expect(task(unticked)).to.equal(task(page));
    const idle = await browser.submit(unticked, { agree: '1', over14: 'yes', solution: '' });
    expect([idle.status, isThrough(idle), task(idle)]).to.eql([200, false, task(page)]);
    expect(await at.app.accounts.findByIdentifier('reed-worked')).to.equal(undefined);
    expect(isThrough(await browser.submit(idle, { agree: '1', over14: 'yes' }))).to.equal(true);
    const waits = createBrowser(at.origin);
    const other = await byUsername(waits);
    ahead += 61;
    const late = { ...fields, username: 'reed-without-script', agree: '1', solution: '' };
    expect(isThrough(await waits.submit(other, late)), 'without script a minute does the same').to.equal(true);
  });

  it('keeps it for this form alone, a quarter of an hour, in a page that no cache keeps', async () => {
    const [mine, theirs] = [createBrowser(at.origin), createBrowser(at.origin)];
    const page = await byUsername(mine);
    const fields = { username: 'reed-late', over14: 'yes' };
    const unticked = await mine.submit(page, { ...fields, password: chosen });
    const foreign = await theirs.submit(await byUsername(theirs), {
      ...fields,
      agree: '1',
      kept: holds(unticked) ?? '',
    });
    expect([isThrough(foreign), foreign.text.includes('href="#password"')]).to.eql([false, true]);
    expect(unticked.headers.get('cache-control')).to.include('no-store');
    ahead += 15 * 60;
    const late = await mine.submit(unticked, { agree: '1', over14: 'yes' });
    expect([isThrough(late), late.text.includes('href="#password"')]).to.eql([false, true]);
  });
});
