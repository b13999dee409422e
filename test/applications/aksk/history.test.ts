import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { oldest } from '../../../src/audit/store.ts';
import { createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';

describe('the audit of an application', () => {
  const clock = testClock('2026-11-24T10:00:00Z');
  let at: TestApp;
  let clientId: string;
  let secret: string;

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    ({ clientId, secret } = await createClient(at, { purpose: '报名' }));
  });
  after(() => at.close());

  const events = async (kind: string, id: string) =>
    (await oldest(at.database.db, { subject: { kind, id } }, undefined, 100)).map(
      ({ verb, actorKind, actorId, details }) => ({
        verb,
        by: `${actorKind}:${actorId}`,
        details,
      }),
    );
  const last = async () => (await events('application', clientId)).at(-1);

  it('is all that was decided when it was made, and of its SK the last four', async () => {
    const [created] = await events('application', clientId);
    expect(created?.by).to.equal('operator:test');
    expect(created?.details)
      .to.have.property('to')
      .that.deep.includes({
        name: '青溪文化云',
        purpose: '报名',
        scope: 'openid profile phone offline_access resource:read',
        redirectUris: ['http://localhost:9/callback'],
        expiresAt: '2026-12-24T15:59:59.000Z',
        lastFour: secret.slice(-4),
      });
    expect(JSON.stringify(created)).not.to.include(secret);
  });

  it('R30 is the expiry before and after a renewal', async () => {
    clock.advance(86_400);
    await at.app.applications.renew(operator, clientId);
    expect(await last()).to.deep.include({
      verb: 'application.renew',
      details: { from: '2026-12-24T15:59:59.000Z', to: '2026-12-25T15:59:59.000Z' },
    });
  });

  it('R33 is until when which SK works, before and after a rotation', async () => {
    const first = await at.app.applications.rotate(operator, clientId);
    expect((await last())?.details).to.deep.equal({
      added: { lastFour: first.secret.slice(-4) },
      ended: [{ lastFour: secret.slice(-4), from: null, to: '2026-12-02T10:00:00.000Z' }],
    });
    clock.advance(1);
    const second = await at.app.applications.rotate(operator, clientId, 14 * 86_400);
    expect((await last())?.details).to.deep.equal({
      added: { lastFour: second.secret.slice(-4) },
      ended: [
        { lastFour: first.secret.slice(-4), from: null, to: '2026-12-02T10:00:01.000Z' },
        { lastFour: secret.slice(-4), from: '2026-12-02T10:00:00.000Z', to: '2026-12-02T10:00:00.000Z' },
      ],
    });
  });

  it('has the reason of a lock, and the values before and after', async () => {
    await at.app.applications.disable(operator, clientId, '回调地址被劫持');
    expect((await last())?.details).to.deep.equal({ reason: '回调地址被劫持', from: 'active', to: 'disabled' });
    clock.advance(60 * 86_400);
    await at.app.applications.enable(operator, clientId);
    expect((await last())?.details).to.deep.equal({
      from: { disabledAt: '2026-11-25T10:00:01.000Z', reason: '回调地址被劫持' },
      to: 'expired',
    });
  });

  it('names the start for our own applications, and its changes of them', async () => {
    const before = await events('application', 'account-centre');
    expect(before.map(({ verb, by }) => [verb, by])).to.deep.equal([['application.create', 'system:start']]);
    const own = {
      clientId: 'account-centre',
      name: '我的账号',
      scope: 'openid',
      redirectUris: ['https://sso.example.cn/account/callback'],
      homeUrl: 'https://sso.example.cn/account',
    };
    await at.app.applications.ensureOwn(own);
    await at.app.applications.ensureOwn(own);
    const [, changed, ...more] = await events('application', 'account-centre');
    expect(more).to.deep.equal([]);
    expect(changed).to.deep.equal({
      verb: 'application.set_addresses',
      by: 'system:start',
      details: {
        from: { redirectUris: [`${at.origin}/account/callback`], homeUrl: `${at.origin}/account` },
        to: { redirectUris: own.redirectUris, homeUrl: own.homeUrl },
      },
    });
    const cloud = await events('institution', '00000000-0000-4000-8000-000000000001');
    expect(cloud.map(({ verb, by }) => [verb, by])).to.deep.equal([['institution.create', 'system:start']]);
  });
});
