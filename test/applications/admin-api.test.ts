import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createApi, createProgram } from '../support/api.ts';
import { createClient, startApp, type TestApp } from '../support/app.ts';
import { post } from '../support/citizen.ts';
import { testClock } from '../support/clock.ts';

describe('applications for programs of operators', () => {
  const clock = testClock('2026-11-24T02:00:00Z');
  let at: TestApp;
  let partner: Awaited<ReturnType<typeof createClient>>;
  let program: Awaited<ReturnType<typeof createProgram>>;

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    partner = await createClient(at);
    program = await createProgram(at, ['operator'], ['admin:applications']);
  });
  after(() => at.close());

  const root = '/admin/applications';

  it('R59 lists and shows them, without any SK', async () => {
    for (const name of ['溪边读书', '溪边讲座']) {
      clock.advance(1);
      await createClient(at, { name }, { institutionId: partner.institutionId });
    }
    const first = await program.call('get', `${root}?text=溪边&limit=1`);
    const second = await program.call('get', `${root}?text=溪边&limit=1&cursor=${first.body.next}`);
    const names = [first, second].flatMap(({ body }) => (body.items as { name: string }[]).map(({ name }) => name));
    expect(names).to.deep.equal(['溪边讲座', '溪边读书']);
    expect(second.body.next).to.equal(null);
    const { body } = await program.call('get', `${root}/${partner.clientId}`);
    expect(body).to.include({ ak: partner.clientId, status: 'active' });
    expect(JSON.stringify(body)).not.to.match(/ncc_sk|secret/);
    expect((await program.call('get', `${root}/ncc_nobody`)).status).to.equal(404);
  });

  it('R59 disables and enables, and repeats the answer to a repeated request', async () => {
    const disable = (reason = '回调地址被盗用') =>
      program.call('post', `${root}/${partner.clientId}:disable`, { reason });
    const [one, two] = [await disable(), await disable()];
    expect(one.body).to.include({ status: 'disabled', disabled_reason: '回调地址被盗用' });
    expect(two.body).to.deep.equal(one.body);
    expect((await disable('另一个原因')).status).to.equal(409);
    expect((await disable('')).status).to.equal(422);
    expect((await program.call('post', `${root}/${partner.clientId}:renew`)).status).to.equal(409);
    for (const _ of [1, 2])
      expect((await program.call('post', `${root}/${partner.clientId}:enable`)).body.status).to.equal('active');
  });

  it('R30 renews, as often as it is asked', async () => {
    clock.set('2027-01-31T02:00:00Z');
    const later = await createProgram(at, ['operator'], ['admin:applications']);
    for (const _ of [1, 2]) {
      const { body } = await later.call('post', `${root}/${partner.clientId}:renew`);
      expect(body).to.include({ status: 'active', expires_at: '2027-03-02T15:59:59.000Z' });
    }
  });

  it('lets support look and not act', async () => {
    const support = await createProgram(at, ['support'], ['admin:applications']);
    expect((await support.call('get', `${root}/${partner.clientId}`)).status).to.equal(200);
    for (const verb of ['enable', 'renew'])
      expect((await support.call('post', `${root}/${partner.clientId}:${verb}`)).status).to.equal(403);
    expect((await support.call('post', `${root}/${partner.clientId}:disable`, { reason: 'x' })).status).to.equal(403);
  });

  it('keeps the word of the document for partners too', async () => {
    const { body } = await post(at.origin, '/oidc/token', partner, { grant_type: 'client_credentials' });
    expect((await createApi(at, String(body.access_token))('get', '/me')).body.application).to.include({
      client_id: partner.clientId,
    });
    expect((await createApi(at)('get', '/me')).status).to.equal(401);
    expect((await createApi(at)('get', '/health')).body).to.deep.equal({ status: 'ok' });
  });
});
