import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { after as later, systemClock } from '../../src/clock.ts';
import { createCitizen, settled, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, formOf } from '../support/citizen.ts';
import * as walk from './walk.ts';

const { parameter } = walk;

describe('RFC 9207, the issuer in authorization responses', () => {
  let at: TestApp;
  let partner: Client;
  const answer = async (params: walk.Params, browser = createBrowser(at.origin)) =>
    (await browser.walk(authorization(partner.clientId, params).url)).url;

  before(async () => {
    at = await walk.startProvider(import.meta.filename);
    await createCitizen(at);
    partner = await walk.createPartner(at);
  });
  after(() => at.close());

  it('3 is announced', async () => {
    const document = await walk.discover(at);
    expect(document.authorization_response_iss_parameter_supported).to.equal(true);
  });

  it('2 stands beside the code and equals the issuer of the discovery document', async () => {
    const { callback } = await walk.authorize(at, partner);
    expect(callback.searchParams.getAll('iss')).to.deep.equal([at.origin]);
  });

  it('2 stands beside every error that is found before a page', async () => {
    const wrong: [walk.Params, string][] = [
      [{ prompt: 'none' }, 'login_required'],
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [walk.withoutPkce, 'invalid_request'],
      [{ request: 'x' }, 'invalid_request_object'],
      [{ prompt: 'none login' }, 'invalid_request'],
      [{ max_age: '-1' }, 'invalid_request'],
    ];
    for (const [params, error] of wrong) {
      const url = await answer(params);
      const found = url.hash === '' ? url.searchParams : new URLSearchParams(url.hash.slice(1));
      expect(found.get('error')).to.equal(error);
      expect(found.getAll('iss'), error).to.deep.equal([at.origin]);
      expect(found.get('state'), error).to.be.a('string');
    }
  });

  it('2 stands beside access_denied when the citizen turns back', async () => {
    const browser = createBrowser(at.origin);
    const page = await browser.walk(authorization(partner.clientId).url);
    const { url } = await browser.walk(`${page.url.pathname}/abort`);
    expect(parameter(url, 'error')).to.equal('access_denied');
    expect(parameter(url, 'iss')).to.equal(at.origin);
  });

  it('2 stands beside consent_required', async () => {
    const { browser } = await walk.authorize(at, partner, { scope: 'openid' });
    const url = await answer({ scope: 'openid phone', prompt: 'none' }, browser);
    expect(parameter(url, 'error')).to.equal('consent_required');
    expect(parameter(url, 'iss')).to.equal(at.origin);
  });

  it('2 stands in an answer that is posted', async () => {
    const page = await createBrowser(at.origin).walk(
      authorization(partner.clientId, { response_mode: 'form_post', prompt: 'none' }).url,
    );
    expect(formOf(page.text).fields).to.include({ error: 'login_required', iss: at.origin });
  });

  it('R29 2 stands beside the news that the AK has expired', async () => {
    const expiring = await walk.createPartner(at);
    const past = later(systemClock.now(), -1);
    await at.database.db.run('update applications set expires_at = $2 where client_id = $1', [expiring.clientId, past]);
    await settled();
    for (const prompt of [undefined, 'none', 'login']) {
      const flow = authorization(expiring.clientId, { prompt });
      const { url } = await createBrowser(at.origin).walk(flow.url);
      expect(Object.fromEntries(url.searchParams)).to.include({
        error: 'unauthorized_client',
        iss: at.origin,
        state: flow.state,
      });
      expect(parameter(url, 'error_description')).to.match(/^AK expired on \d{4}-\d\d-\d\d; renew it/);
    }
  });
});
