import { request } from 'node:http';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createPartnerProgram } from '../../support/api.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { post } from '../../support/citizen.ts';
import { jsonEntry } from '../../support/resources.ts';

/** Those that no other room has a reason to bring about. */
describe('errors that any call may be answered with', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  const codeOf = async (answer: Response) => [answer.status, JSON.parse(await answer.text()).code];

  it('unauthenticated: without a token', async () => {
    const answer = await fetch(`${at.origin}/api/v1/me`);
    expect(answer.headers.get('www-authenticate')).to.match(/^Bearer/);
    expect(await codeOf(answer)).to.deep.equal([401, 'unauthenticated']);
  });

  it('misdirected: under a name that is not ours', async () => {
    const { port } = new URL(at.origin);
    const body = await new Promise<string>((resolve, reject) => {
      const sent = request(
        { hostname: 'localhost', port, path: '/api/v1/me', headers: { host: 'evil.example.com' } },
        (res) => {
          let text = '';
          res.on('data', (chunk) => {
            text += chunk;
          });
          res.on('end', () => resolve(`${res.statusCode} ${text}`));
        },
      );
      sent.on('error', reject).end();
    });
    expect(body).to.match(/^421 /).and.include('"code":"misdirected"');
  });

  it('form_expired: a form without its token', async () => {
    const answer = await fetch(`${at.origin}/account/recover`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({ phone: '13800008000' }),
    });
    expect(await codeOf(answer)).to.deep.equal([400, 'form_expired']);
  });

  it('required_here, invalid_value and region_retired: of single fields', async () => {
    const { call, institutionId } = await createPartnerProgram(at);
    const codesOf = async (more: object) => {
      const entry = await jsonEntry(at, institutionId, 'activity', more);
      const { status, body } = await call('put', '/resources/activity/wrong', entry);
      expect(status).to.equal(422);
      return (body.errors as { code: string }[]).map(({ code }) => code);
    };
    const wrong = await codesOf({ region_code: '330103', fee_type: 'nothing' });
    expect(wrong).to.have.members(['region_retired', 'invalid_value']);
    expect(await codesOf({ pc_url: null, h5_url: null })).to.deep.equal(['required_here']);
  });

  it('internal, and server_error at the endpoints of OAuth: where something is wrong with us', async () => {
    const { db } = at.database;
    await db.run('alter table links rename to links_gone');
    await db.run('alter table applications rename to applications_gone');
    const answer = await fetch(`${at.origin}/api/v1/links`);
    expect(await codeOf(answer)).to.deep.equal([500, 'internal']);
    const nobody = { clientId: 'ncc_aaaaaaaaaaaaaaaaaaaa', secret: 'x' };
    const { status, body } = await post(at.origin, '/oidc/token', nobody, { grant_type: 'client_credentials' });
    expect([status, body.error]).to.deep.equal([500, 'server_error']);
  });
});
