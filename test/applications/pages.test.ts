import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { systemClock } from '../../src/clock.ts';
import { createClient, operator, startApp, type TestApp } from '../support/app.ts';
import type { Client, TestBrowser } from '../support/citizen.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { createMember, signInToConsole } from '../support/console.ts';

describe('the pages of an application', () => {
  let clock: TestClock;
  let at: TestApp;
  let institutionId: string;
  let owner: TestBrowser;
  let partner: Client;
  let path: string;

  before(async () => {
    clock = testClock(systemClock.now().toISOString());
    at = await startApp(import.meta.filename, { clock, env: { THROTTLE: 'off' } });
    const member = await createMember(at);
    institutionId = member.institutionId;
    owner = await signInToConsole(at, member);
  });
  after(() => at.close());
  beforeEach(async () => {
    const contact = { contactName: '王芳', contactPhone: '13800008001', contactEmail: 'wang@example.cn' };
    partner = await createClient(at, contact, { institutionId });
    path = `/console/applications/${partner.clientId}`;
    clock.advance(1);
  });

  /** The form of a page that leads to an address. */
  const press = async (browser: TestBrowser, page: string, action: string, values: Record<string, string> = {}) => {
    const shown = await browser.walk(page);
    const form = (shown.text.match(/<form[\s\S]*?<\/form>/g) ?? []).find((each) => each.includes(`action="${action}"`));
    if (form === undefined) throw new Error(`no form for ${action} on ${page}`);
    return browser.submit({ ...shown, text: form }, values);
  };
  const words = (text: string) => text.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');
  it('R30 list the applications, and renew one from there', async () => {
    const list = await owner.walk('/console/applications');
    expect(list.status).to.equal(200);
    expect(list.text).to.include(partner.clientId).and.include('生效中');
    clock.advance(25 * 86_400);
    owner = await signInToConsole(at, await createMember(at, { institutionId }));
    expect((await owner.walk('/console/applications')).text)
      .to.include('即将到期')
      .and.include('剩 <b class="num">5</b>');
    const done = await press(owner, '/console/applications', `${path}/renew`);
    expect(done.url.pathname).to.equal(path);
    expect(words(done.text)).to.match(/有效期已从 \d+年\d+月\d+日 延长到 \d+年\d+月\d+日 23:59/);
  });

  it('R30 renew from the link of a letter, with one button', async () => {
    const page = await owner.walk(`${path}/renew`);
    expect(page.text.match(/<form[^>]*method="post"/g)).to.have.length(1);
    expect((await owner.submit(page)).url.search).to.equal('?done=renew');
  });

  it('R31 name the contact where an operator has disabled it, and offer no renewal', async () => {
    await at.app.applications.disable(operator, partner.clientId, '内容待整改');
    const page = await owner.walk(path);
    expect(page.text).to.include('内容待整改').and.include('请联系运营').and.not.include(`${path}/renew`);
    const list = await owner.walk('/console/applications');
    expect(list.text).to.include('已由运营停用').and.not.include(`${path}/renew`);
  });

  it('stand on one page, with what the pages of before had, and their addresses lead to its sections', async () => {
    const page = await owner.walk(path);
    for (const section of ['keys', 'addresses', 'security', 'abilities', 'calls', 'history', 'verification'])
      expect(page.text, section).to.include(`id="${section}"`);
    expect(page.text, 'a sandbox alone has them').not.to.include('id="citizens"');
    for (const [old, section] of [
      ['secrets', 'keys'],
      ['calls?show=failures', 'calls'],
    ]) {
      const { pathname, search, hash } = (await owner.walk(`${path}/${old}`)).url;
      expect([pathname, search, hash]).to.eql([path, old?.includes('?') ? '?show=failures' : '', `#${section}`]);
    }
  });

  for (const tab of ['', '/secrets', '/redirects', '/security', '/abilities', '/calls', '/history', '/renew'])
    it(`show ${tab || '/'} to its own institution, and 404 to another`, async () => {
      expect((await owner.walk(path + tab)).status).to.equal(200);
      const stranger = await signInToConsole(at, await createMember(at));
      const [foreign, none] = await Promise.all([stranger.walk(path + tab), stranger.walk(`${path}x${tab}`)]);
      expect([foreign.status, none.status]).to.eql([404, 404]);
      const bare = (text: string) =>
        words(text)
          .replaceAll(`${partner.clientId}x`, 'AK')
          .replaceAll(partner.clientId, 'AK')
          .replaceAll(/[\dA-Z]{4}-[\dA-Z]{4}/g, '');
      expect(bare(foreign.text)).to.equal(bare(none.text));
    });
});
