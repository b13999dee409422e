import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import * as walk from '../conformance/walk.ts';
import { createCitizen, password, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser } from '../support/citizen.ts';

describe('the language of pages', () => {
  let at: TestApp;
  let partner: Client;

  before(async () => {
    at = await walk.startProvider(import.meta.filename);
    await createCitizen(at);
    partner = await walk.createPartner(at);
  });
  after(() => at.close());

  const username = 'citizen';
  const ask = (uiLocales?: string) =>
    authorization(partner.clientId, uiLocales === undefined ? {} : { ui_locales: uiLocales }).url;
  const languageOf = ({ text }: { text: string }) => /<html lang="([^"]+)"/.exec(text)?.[1];

  describe('in a login whose partner asks for one (ui_locales)', () => {
    it('is the first of the list that we have, whatever region or script stands behind it', async () => {
      const wanted: [string | undefined, string][] = [
        [undefined, 'zh-CN'],
        ['en', 'en'],
        ['en-GB', 'en'],
        ['fr-CA fr en', 'en'],
        ['zh-Hans-CN en', 'zh-CN'],
        ['EN-us zh', 'en'],
        ['fr de', 'zh-CN'],
        ['eno', 'zh-CN'],
      ];
      for (const [uiLocales, language] of wanted)
        expect(languageOf(await createBrowser(at.origin).walk(ask(uiLocales))), uiLocales ?? 'none').to.equal(language);
    });

    it('overrides the language of the browser’s cookie, and for that login only', async () => {
      const browser = createBrowser(at.origin);
      await browser.walk('/help?lang=zh');
      const page = await browser.walk(ask('en'));
      expect(languageOf(page)).to.equal('en');
      const wrong = await browser.submit(page, { username, password: 'wrong-password-1', agree: '1' });
      expect(languageOf(wrong)).to.equal('en');
      expect(wrong.text).to.include('Wrong number or password; ').and.include('One thing to correct');
      expect(languageOf(await browser.walk(ask()))).to.equal('zh-CN');
      expect(languageOf(await browser.walk('/help'))).to.equal('zh-CN');
    });

    it('gives way to a language chosen on one of its pages, which the browser remembers', async () => {
      const browser = createBrowser(at.origin);
      const page = await browser.walk(ask('en'));
      const chosen = await browser.walk(`${page.url.pathname}?by=password&lang=zh`);
      expect(languageOf(chosen)).to.equal('zh-CN');
      expect(languageOf(await browser.submit(chosen, { username, password: '', agree: '1' }))).to.equal('zh-CN');
      expect(languageOf(await browser.walk(page.url.pathname))).to.equal('zh-CN');
      expect(languageOf(await browser.walk('/help'))).to.equal('zh-CN');
      expect(languageOf(await browser.walk(ask('en'))), 'another login').to.equal('en');
    });

    it('is that of consent and of pages of errors too', async () => {
      const browser = createBrowser(at.origin);
      const consent = await browser.submit(await browser.walk(ask('en')), { username, password, agree: '1' });
      expect(languageOf(consent)).to.equal('en');
      expect(consent.text).to.include('Asks for these details about you').and.include('Account number');
      const elsewhere = new URL(ask('en'), at.origin);
      elsewhere.searchParams.set('redirect_uri', 'https://elsewhere.example.cn/callback');
      const refused = await browser.walk(elsewhere.href);
      expect(languageOf(refused)).to.equal('en');
      expect(refused.text).to.include('is not set up correctly').and.include('Culture Cloud support');
      const over = await browser.walk('/interaction/nobody-knows-it?lang=en');
      expect([over.status, languageOf(over)]).to.eql([400, 'en']);
      expect(over.text).to.include('This sign-in page has expired');
    });
  });

  it('is Chinese for a browser in English that never chose: the page offers English, and changes nothing by itself', async () => {
    const browser = createBrowser(at.origin);
    const english = { 'accept-language': 'en-GB,en;q=0.9' };
    const offered = await (await browser.request('/help', { headers: english })).text();
    expect(offered).to.include('<html lang="zh-CN"').and.include('This page is also in English');
    await browser.walk('/help?lang=zh');
    const chosen = await (await browser.request('/help', { headers: english })).text();
    expect(chosen).not.to.include('This page is also in English');
  });

  it('is remembered by the browser as the colours are, and a form cannot change it', async () => {
    const browser = createBrowser(at.origin);
    const answer = await browser.request('/help?lang=en');
    const [cookie = ''] = answer.headers.getSetCookie().filter((line) => line.startsWith('lang='));
    expect(cookie).to.match(/^lang=en; path=\/; expires=.*; samesite=lax; httponly$/i);
    expect((await browser.request('/help?lang=fr')).headers.getSetCookie()).to.eql([]);
    expect((await browser.request('/help?lang=en&lang=zh')).headers.getSetCookie()).to.eql([]);
    expect(languageOf(await browser.walk('/account'))).to.equal('en');
  });

  it('is Chinese in the back office, whatever the browser remembers', async () => {
    const browser = createBrowser(at.origin);
    await browser.walk('/help?lang=en');
    for (const path of ['/console/nothing?lang=en', '/admin/nothing?lang=en', '/partners']) {
      const page = await browser.walk(path);
      expect(languageOf(page), path).to.equal('zh-CN');
      expect(page.text, path).not.to.include('hreflang="en"');
    }
  });

  it('is one of those that discovery names', async () => {
    const answer = await fetch(`${at.origin}/.well-known/openid-configuration`);
    expect(JSON.parse(await answer.text()).ui_locales_supported).to.eql(['zh-CN', 'en']);
  });
});
