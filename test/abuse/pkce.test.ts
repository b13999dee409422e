import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, settled, startApp, type TestApp } from '../support/app.ts';
import {
  authorization,
  type Client,
  createBrowser,
  type Flow,
  redeem,
  signIn,
  type TestBrowser,
} from '../support/citizen.ts';

describe('PKCE', () => {
  let at: TestApp;
  let partner: Client;
  let browser: TestBrowser;

  before(async () => {
    at = await startApp(import.meta.filename);
    partner = await createClient(at);
    await createCitizen(at);
    browser = createBrowser(at.origin);
    await signIn(browser, authorization(partner.clientId));
  });
  after(() => at.close());

  const answerTo = async (more: Record<string, string | undefined>, clientId = partner.clientId) =>
    (await browser.walk(authorization(clientId, more).url)).url.searchParams;
  const codeFor = async (flow: Flow) => (await browser.walk(flow.url)).url;
  const refusal = async (callback: URL, flow: Flow, more: Record<string, string>) => {
    const { status, body } = await redeem(at.origin, partner, callback, flow, more);
    return [status, body.error];
  };

  it('is required of an application with an SK and of one without', async () => {
    const open = await createClient(at, { authMethod: 'none', scope: 'openid profile' });
    for (const clientId of [partner.clientId, open.clientId]) {
      const answer = await answerTo({ code_challenge: undefined, code_challenge_method: undefined }, clientId);
      expect(answer.get('error')).to.equal('invalid_request');
      expect(answer.get('code')).to.equal(null);
    }
  });

  it('is S256: plain, a missing method (which means plain) and unknown methods are refused', async () => {
    for (const method of ['plain', undefined, 's256', 'S512', 'none', '']) {
      const answer = await answerTo({ code_challenge_method: method });
      expect([answer.get('error'), answer.get('code')], String(method)).to.eql(['invalid_request', null]);
    }
  });

  it('refuses challenges that are none', async () => {
    for (const challenge of ['', 'short', 'a'.repeat(129), `${'a'.repeat(42)}+`, '挑'.repeat(43)]) {
      const answer = await answerTo({ code_challenge: challenge });
      expect([answer.get('error'), answer.get('code')], challenge).to.eql(['invalid_request', null]);
    }
  });

  it('wants the verifier of this very request', async () => {
    const other = authorization(partner.clientId);
    const { searchParams } = new URL(other.url, at.origin);
    for (const verifier of [
      '',
      other.verifier,
      randomBytes(32).toString('base64url'),
      String(searchParams.get('code_challenge')),
    ]) {
      const flow = authorization(partner.clientId);
      const [status, error] = await refusal(await codeFor(flow), flow, { code_verifier: verifier });
      expect(status).to.equal(400);
      expect(error).to.be.oneOf(['invalid_grant', 'invalid_request']);
    }
  });

  it('does not take the challenge itself as the verifier', async () => {
    const flow = authorization(partner.clientId);
    const challenge = String(new URL(flow.url, at.origin).searchParams.get('code_challenge'));
    expect(await refusal(await codeFor(flow), flow, { code_verifier: challenge })).to.eql([400, 'invalid_grant']);
  });

  it('is bound to the redirect URI as well', async () => {
    const flow = authorization(partner.clientId);
    const callback = await codeFor(flow);
    expect(await refusal(callback, flow, { redirect_uri: 'http://localhost:9/other' })).to.eql([400, 'invalid_grant']);
    expect(await refusal(callback, flow, { redirect_uri: '' })).to.eql([400, 'invalid_request']);
  });

  describe('waived for one application until a date', () => {
    const without = { code_challenge: undefined, code_challenge_method: undefined };
    const waive = async (until: string) => {
      await at.database.db.run('update applications set pkce_waived_until = $2 where client_id = $1', [
        partner.clientId,
        new Date(until),
      ]);
      await settled();
    };
    after(() => waive('2000-01-01T00:00:00Z'));

    it('may be left out, and an unexpected verifier is refused', async () => {
      await waive('2099-01-01T00:00:00Z');
      const flow = authorization(partner.clientId, without);
      const { status } = await redeem(at.origin, partner, await codeFor(flow), flow, { code_verifier: '' });
      expect(status).to.equal(200);
      const [refused] = await refusal(await codeFor(flow), flow, {});
      expect(refused, 'a downgrade on the way to us').to.equal(400);
    });

    it('still counts where it is used', async () => {
      await waive('2099-01-01T00:00:00Z');
      const flow = authorization(partner.clientId);
      expect(await refusal(await codeFor(flow), flow, { code_verifier: '' })).to.eql([400, 'invalid_grant']);
      expect((await answerTo({ code_challenge_method: 'plain' })).get('error')).to.equal('invalid_request');
    });

    it('is required again when the date is over', async () => {
      await waive('2026-01-01T00:00:00Z');
      expect((await answerTo(without)).get('error')).to.equal('invalid_request');
    });
  });
});
