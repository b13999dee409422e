import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import * as walk from '../../conformance/walk.ts';
import { createCitizen, type TestApp } from '../../support/app.ts';
import { authorization, type Client, createBrowser, post, type TestBrowser } from '../../support/citizen.ts';

describe('extra parameters of an authorization request', () => {
  let at: TestApp;
  let partner: Client;
  let browser: TestBrowser;

  before(async () => {
    at = await walk.startProvider(import.meta.filename);
    await createCitizen(at);
    partner = await walk.createPartner(at);
    browser = createBrowser(at.origin);
    await walk.authorize(at, partner, { scope: 'openid profile phone' }, { browser });
  });
  after(() => at.close());

  const lengths = { state: 2_048, nonce: 1_024, login_hint: 512, acr_values: 512, ui_locales: 512 };

  for (const [name, max] of Object.entries(lengths)) {
    it(`has a ${name} of at most ${max} characters, pushed or in the address, with and without a session`, async () => {
      const push = async (length: number) => {
        const flow = authorization(partner.clientId, { [name]: 'x'.repeat(length) });
        const fields = Object.fromEntries(new URL(flow.url, at.origin).searchParams);
        return post(at.origin, '/oidc/par', partner, fields);
      };
      expect((await push(max)).status).to.equal(201);
      const { status, body } = await push(max + 1);
      expect([status, body.error, body.error_description]).to.deep.equal([
        400,
        'invalid_request',
        `${name} must be at most ${max} characters long`,
      ]);
      for (const by of [browser, createBrowser(at.origin)]) {
        const ask = async (length: number) =>
          (await by.walk(authorization(partner.clientId, { [name]: 'x'.repeat(length) }).url)).url;
        expect((await ask(max + 1)).searchParams.get('error_description')).to.equal(body.error_description);
        expect((await ask(max)).searchParams.get('error')).to.equal(null);
      }
    });
  }
});
