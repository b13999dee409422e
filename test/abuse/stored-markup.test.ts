import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createClient, operator, password, startApp, type TestApp } from '../support/app.ts';
import { authorization, createBrowser, type Page } from '../support/citizen.ts';
import { foreignIn, wordsOf } from './page.ts';

// Each is at most 20 characters, as a nickname may be, and tries another place: text, attribute, script, address, template.
const attempts = [
  '<script>xss7()</script>'.slice(0, 20),
  '"><img src=xss7>',
  "'><svg/onload=xss7>",
  '" onclick="xss7()',
  '</title><b id=xss7>',
  '--><i id=xss7>',
  '<%= 7919*104729 %>',
  '&lt;b id=xss7&gt;',
  '<!--',
  ']]><math id=xss7>',
];
const addresses = [
  'javascript:xss7()',
  'data:text/html,<script>xss7()</script>',
  '//xss7.example.com/"><b id=xss7>',
  'https://a"onclick=xss7()',
];

describe('markup typed by users', () => {
  let at: TestApp;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
  });
  after(() => at.close());

  /** Nothing of it became an element, an attribute, an address or a result. */
  function expectHarmless(name: string, { text }: Page): void {
    const foreign = foreignIn(text, {
      source: (src, element) => (element === 'img' ? /^(\/|https:)/ : /^\/public\//).test(src),
      target: (target) => !/^\s*(javascript|data|vbscript):|^\/\//i.test(target),
    });
    expect(foreign, name).to.eql([]);
    expect(text, name).not.to.contain('829348951');
    expect(text.match(/<script/g) ?? [], name).to.have.lengthOf.at.most(2);
  }

  const outcomeOf = (attempt: Promise<unknown>) =>
    attempt.then(
      () => 'taken',
      ({ code }) => code,
    );

  /** Every page on which the names of an institution, an application or a person stand. */
  async function walkAll(attempt: string, home: string, username: string): Promise<Map<string, Page>> {
    const pages = new Map<string, Page>();
    const institution = await at.app.institutions.create(operator, { name: attempt, certified: true });
    const registration = { name: attempt, purpose: attempt };
    const { clientId } = await createClient(at, registration, { institutionId: institution.id });
    // Registration refuses these addresses; a page that shows one from elsewhere still does no harm.
    const refused = await outcomeOf(createClient(at, { homeUrl: home, logo: home }, { institutionId: institution.id }));
    expect(refused, home).to.equal('validation_failed');
    await at.database.db.run(`update applications set home_url = $2, logo = $2 where client_id = $1`, [clientId, home]);
    await at.app.accounts.create(operator, { username, password, name: attempt });

    const browser = createBrowser(at.origin);
    const keep = (name: string, page: Page) => {
      pages.set(name, page);
      return page;
    };
    const login = keep(
      'login',
      await browser.walk(authorization(clientId, { login_hint: attempt, state: attempt }).url),
    );
    const base = login.url.pathname;
    for (const way of ['sms', 'register', 'register?way=username', 'recover'])
      keep(way, await browser.walk(`${base}/${way}`));
    keep('login again', await browser.submit(login, { username: attempt, password: attempt, agree: '1' }));
    const form = pages.get('register?way=username') ?? login;
    keep(
      'registration again',
      await browser.submit(form, { username: attempt, nickname: `${attempt}${attempt}`, password: 'x' }),
    );
    const sms = pages.get('sms') ?? login;
    keep('SMS again', await browser.submit(sms, { phone: attempt, code: attempt, send: '1' }));
    const consent = keep('consent', await browser.submit(login, { username, password, agree: '1' }));
    await browser.submit(consent, { scope_profile: '1' });
    keep('over', await browser.walk(base));
    for (const path of ['/', '/account', '/account/grants', `/account/grants/${clientId}/withdraw`, '/account/logins'])
      keep(path, await browser.walk(path));
    keep(
      'wrong request',
      await browser.walk(
        authorization(clientId, { redirect_uri: `https://x.example.com/${attempt}`, state: attempt }).url,
      ),
    );
    keep('logout', await browser.walk(`/oidc/logout?client_id=${clientId}&state=${encodeURIComponent(attempt)}`));
    keep('left', await browser.walk(`/oidc/logout/success?client_id=${clientId}`));
    keep(
      'not found',
      await browser.walk(`/${encodeURIComponent(attempt)}?${new URLSearchParams({ elder: '1', [attempt]: attempt })}`),
    );
    await at.app.applications.disable(operator, clientId, attempt);
    keep('disabled', await browser.walk(authorization(clientId).url));
    return pages;
  }

  for (const [place, attempt] of attempts.entries()) {
    it(`is text on every page: ${attempt}`, async () => {
      const home = addresses[place % addresses.length] ?? '';
      const pages = await walkAll(attempt, home, `person${place}`);
      expect(pages.size).to.be.above(18);
      for (const [name, page] of pages) expectHarmless(name, page);
      const escaped = attempt.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      const shown = ['login', 'consent', '/account', '/account/grants'];
      for (const name of shown) {
        const words = wordsOf(pages.get(name)?.text ?? '')
          .replaceAll('&#34;', '"')
          .replaceAll('&#39;', "'")
          .replaceAll('&quot;', '"');
        expect(words, `${name} shows it as it was typed`).to.contain(escaped);
      }
    });
  }

  it('in a browser’s own name or a partner’s state is text in the login history and in the answer', async () => {
    const { clientId } = await createClient(at);
    await at.app.accounts.create(operator, { username: 'visitor', password });
    const agent = '<script>xss7()</script> Chrome';
    const send: typeof fetch = (input, init) =>
      fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), 'user-agent': agent } });
    const browser = createBrowser(at.origin, { send });
    const flow = authorization(clientId, { response_mode: 'form_post', state: '"><img src=xss7>', scope: 'openid' });
    const login = await browser.walk(flow.url);
    const consent = await browser.submit(login, { username: 'visitor', password, agree: '1' });
    const answer = await browser.submit(consent);
    expect(answer.text).to.contain('name="state"').and.not.contain('"><img');
    expectHarmless('history', await browser.walk('/account/logins'));
  });
});
