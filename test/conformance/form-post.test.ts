import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, password, type TestApp } from '../support/app.ts';
import { openPage } from '../support/browser.ts';
import { authorization, type Client, createBrowser, formOf, type Page } from '../support/citizen.ts';
import { type Listener, openListener } from './listener.ts';
import * as walk from './walk.ts';

/** The values of one directive. */
const directive = (page: Page, name: string) => {
  const found = (page.headers.get('content-security-policy') ?? '').split(';').map((part) => part.trim().split(/\s+/));
  return found.find(([first]) => first === name)?.slice(1);
};

describe('OAuth 2.0 Form Post Response Mode (oidcc-formpost-basic-certification-test-plan)', () => {
  let at: TestApp;
  let listener: Listener;
  let partner: Client;
  let redirect_uri: string;
  const request = (more: walk.Params = {}) =>
    authorization(partner.clientId, { redirect_uri, response_mode: 'form_post', ...more });

  async function formPage(more: walk.Params = {}) {
    const browser = createBrowser(at.origin);
    const flow = request(more);
    let page = await browser.walk(flow.url);
    if (page.text.includes('name="password"'))
      page = await browser.submit(page, { username: 'citizen', password, agree: '1' });
    if (page.text.includes('/consent"')) page = await browser.submit(page);
    return { page, flow };
  }

  before(async () => {
    at = await walk.startProvider(import.meta.filename);
    await createCitizen(at);
    listener = await openListener();
    redirect_uri = `${listener.origin}/callback`;
    partner = await walk.createPartner(at, { redirectUris: [redirect_uri] });
  });
  after(async () => {
    await listener.close();
    await at.close();
  });

  it('answers with a page whose form holds the answer, and nothing is in an address', async () => {
    const { page, flow } = await formPage();
    expect(page.status).to.equal(200);
    expect(page.headers.get('content-type')).to.match(/^text\/html/);
    expect(page.headers.get('cache-control')).to.contain('no-store');
    expect(page.url.href).to.not.contain('code=');
    expect(page.text).to.match(/<form[^>]+method="post"/i);
    const { action, fields } = formOf(page.text);
    expect(action).to.equal(redirect_uri);
    expect(fields).to.have.all.keys('code', 'state', 'iss');
    expect(fields).to.include({ state: flow.state, iss: at.origin });
    const { status } = await walk.redeemInForm(
      at,
      {},
      fields.code ?? '',
      flow.verifier,
      walk.authenticated(partner),
      redirect_uri,
    );
    expect(status).to.equal(200);
  });

  it('lets the form reach the origin of the partner and no other', async () => {
    const { page } = await formPage();
    expect(directive(page, 'form-action')).to.include(listener.origin);
    expect(directive(page, 'form-action')?.filter((source) => source !== "'self'")).to.deep.equal([listener.origin]);
  });

  it('allows the script that submits the form by its hash, and no other script', async () => {
    const { page } = await formPage();
    const [, script = ''] = /<script>([\s\S]*?)<\/script>/.exec(page.text) ?? [];
    const hash = createHash('sha256').update(script).digest('base64');
    expect(directive(page, 'script-src')).to.include(`'sha256-${hash}'`);
    expect(directive(page, 'script-src')).to.not.include("'unsafe-inline'");
  });

  it('sends errors the same way', async () => {
    const flow = request({ prompt: 'none' });
    const page = await createBrowser(at.origin).walk(flow.url);
    const { action, fields } = formOf(page.text);
    expect(action).to.equal(redirect_uri);
    expect(fields).to.include({ error: 'login_required', state: flow.state, iss: at.origin });
    expect(directive(page, 'form-action')).to.include(listener.origin);
  });

  it('never posts to an address that is not registered', async () => {
    const page = await createBrowser(at.origin).walk(request({ redirect_uri: `${listener.origin}/other` }).url);
    expect(page.status).to.equal(400);
    expect(page.text).to.not.contain('<form method="post" action="http');
    expect(directive(page, 'form-action')).to.deep.equal(["'self'"]);
  });

  it('escapes the partner’s parameters', async () => {
    const state = '"><script>alert(1)</script>';
    const { page } = await formPage({ state });
    expect(page.text).to.not.contain('<script>alert');
    expect(formOf(page.text).fields.state).to.equal(state);
  });

  for (const javaScript of [true, false]) {
    it(`reaches the partner from a real browser ${javaScript ? 'by itself' : 'without JavaScript, by the button'}`, async () => {
      await formPage(); // the consent that stands
      const browser = await openPage({ origin: at.origin, javaScript });
      const flow = request();
      const posted = listener.next();
      await browser.goto(flow.url);
      await browser.fill('[name="username"]', 'citizen');
      await browser.fill('[name="password"]', password);
      await browser.check('[name="agree"]');
      await browser.press('[name="password"]', 'Enter');
      if (!javaScript) await browser.getByRole('button', { name: '继续' }).click();
      await browser.waitForURL(redirect_uri, { timeout: 5000 });
      const { method, form } = await posted;
      expect(method).to.equal('POST');
      expect(form.get('state')).to.equal(flow.state);
      expect(form.get('code')).to.be.a('string');
      await browser.context().close();
    });
  }
});
