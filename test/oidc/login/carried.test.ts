import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createClient, password, startApp, type TestApp } from '../../support/app.ts';
import { authorization, type Client, createBrowser, formOn, type Page } from '../../support/citizen.ts';
import { remember } from '../../support/record.ts';

const number = '13912345678';

describe('R04 values that were typed in a login', () => {
  let at: TestApp;
  let client: Client;
  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    client = await createClient(at, { name: '青溪县图书馆', scope: 'openid profile' });
  });
  after(() => at.close());

  const valueIn = ({ text }: Page, name: string) =>
    new RegExp(`name="${name}"[^>]*?\\svalue="([^"]*)"`).exec(text.replace(/\s+/g, ' '))?.[1] ?? '';
  const isTicked = ({ text }: Page) => /name="agree"[^>]*\schecked/.test(text.replace(/\s+/g, ' '));

  it('are there on every next page, number or name and ticks, and go back; the password is not, and no address has any', async () => {
    const browser = createBrowser(at.origin);
    const first = await browser.walk(authorization(client.clientId).url);
    const base = `/interaction/${/interaction\/([\w-]+)/.exec(first.url.pathname)?.[1]}`;
    const typed = { username: number, password, agree: '1', remember: '1', turn: '1' };
    expect(first.text).to.include(`formaction="${base}/sms"`).and.include(`formaction="${base}/recover"`);
    const turn = async (page: Page, path: string, fields: Record<string, string>) => {
      const shown = await browser.submit(formOn(page, 'id="entry'), fields, `${base}/${path}`);
      expect([shown.status, shown.url.search, shown.text.includes(password)], path).to.eql([200, '', false]);
      return shown;
    };
    const sms = await turn(first, 'sms', typed);
    expect([valueIn(sms, 'phone'), isTicked(sms)]).to.eql([number, true]);
    const recover = await turn(first, 'recover', typed);
    expect(valueIn(recover, 'phone')).to.equal(number);
    const register = await turn(first, 'register', { ...typed, turn: 'phone' });
    expect([valueIn(register, 'phone'), isTicked(register)]).to.eql([number, true]);
    const byName = await turn(register, 'register', { phone: number, over14: 'yes', agree: '1', turn: 'username' });
    expect([valueIn(byName, 'username'), isTicked(byName), /value="yes"\s+checked/.test(byName.text)]).to.eql([
      '',
      true,
      true,
    ]);
    const back = await turn(byName, 'register', { username: 'by-the-brook', phone: number, turn: 'phone' });
    expect(valueIn(back, 'phone')).to.equal(number);
    // A name is no number: it waits beside the number for the way back.
    const other = await turn(first, 'sms', { ...typed, username: 'by-the-brook' });
    expect([valueIn(other, 'phone'), valueIn(other, 'username')]).to.eql(['', 'by-the-brook']);
    const home = await turn(other, 'login', { username: 'by-the-brook', phone: '', turn: '1' });
    expect(valueIn(home, 'username')).to.equal('by-the-brook');
    const untouched = await turn(first, 'login', { phone: number, turn: 'password' });
    expect([valueIn(untouched, 'username'), isTicked(untouched)]).to.eql([number, false]);
  });

  it('include the agreement: who ticked it on the page of the code is not asked again at the registration that follows', async () => {
    const browser = createBrowser(at.origin);
    const begun = await browser.walk(authorization(client.clientId).url);
    const first = await browser.walk(`${begun.url.pathname}/sms`);
    const asked = await browser.submit(formOn(first, '/sms'), { phone: number, send: '1' });
    const [newest] = await at.app.sms.recent();
    const code = remember(/验证码 (\d{6})/.exec(newest?.text ?? '')?.[1]) ?? '';
    const details = await browser.submit(formOn(asked, '/sms'), { phone: number, code, agree: '1' });
    expect(details.text).to.include('注册');
    expect(isTicked(details)).to.equal(true);
  });
});
