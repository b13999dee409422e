import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { Actor, Member, MemberRole } from '../../../src/actor.ts';
import { days } from '../../../src/clock.ts';
import { createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { type Client, post } from '../../support/citizen.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { remember } from '../../support/record.ts';

describe('rights on an AK', () => {
  let clock: TestClock;
  let at: TestApp;
  let partner: Client & { institutionId: string };

  before(async () => {
    clock = testClock('2026-11-24T02:00:00Z');
    at = await startApp(import.meta.filename, { clock, env: { THROTTLE: 'off' } });
  });
  after(() => at.close());
  beforeEach(async () => {
    clock.set('2026-11-24T02:00:00Z');
    partner = await createClient(at);
  });

  const member = (role: MemberRole, more: Partial<Member> = {}): Member => ({
    kind: 'member',
    accountId: '00000000-0000-4000-8000-00000000000a',
    institutionId: partner.institutionId,
    role,
    ...more,
  });
  const outcome = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      ({ code, message }) => `${code} ${message}`,
    );
  const undrawn = () => at.database.db.run('delete from application_secrets where client_id = $1', [partner.clientId]);

  it('R30 R33 is renewed and given a new SK by 管理员, 经办人 and 开发者, and not by others', async () => {
    const { renew, rotate } = at.app.applications;
    for (const role of ['owner', 'agent', 'developer'] as const) {
      expect(await outcome(renew(member(role), partner.clientId)), role).to.equal('done');
      expect(await outcome(rotate(member(role), partner.clientId)), role).to.equal('done');
    }
    for (const role of ['reporter', 'reader'] as const) {
      expect(await outcome(renew(member(role), partner.clientId)), role).to.match(
        /^forbidden applications\.role_may_not /,
      );
      expect(await outcome(rotate(member(role), partner.clientId)), role).to.match(/^forbidden/);
      expect(await outcome(at.app.applications.read(member(role), partner.clientId)), role).to.equal('done');
    }
    const row = await at.database.db.row<{ kind: string }>(
      `select actor_kind as kind from audit_events where verb = 'application.renew' and subject_id = $1 limit 1`,
      [partner.clientId],
    );
    expect(row?.kind).to.equal('member');
  });

  it('is there only for its own institution, and for a hired developer only if it is named', async () => {
    const strangers: Actor[] = [
      member('owner', { institutionId: '00000000-0000-4000-8000-0000000000ff' }),
      member('developer', { applications: ['ncc_other'] }),
      member('developer', { applications: [] }),
    ];
    const { applications, integrationLog } = at.app;
    const id = '00000000-0000-4000-8000-000000000001';
    const none = 'ncc_none';
    for (const actor of strangers)
      for (const attempt of [
        (ak: string) => applications.read(actor, ak),
        (ak: string) => applications.history(actor, ak),
        (ak: string) => applications.contact(actor, ak),
        (ak: string) => applications.renew(actor, ak),
        (ak: string) => applications.rotate(actor, ak),
        (ak: string) => applications.drawSecret(actor, ak),
        (ak: string) => applications.endSecret(actor, ak, id),
        (ak: string) => applications.disable(actor, ak, 'x'),
        (ak: string) => applications.enable(actor, ak),
        (ak: string) => applications.waivePkce(actor, ak, {}),
        (ak: string) => applications.endPkceWaiver(actor, ak),
        (ak: string) => applications.waiveRedirectUri(actor, ak, {}),
        (ak: string) => applications.endRedirectUriWaiver(actor, ak, id),
        (ak: string) => applications.setContact(actor, ak, {}),
        (ak: string) => integrationLog.read(actor, ak),
        (ak: string) => integrationLog.usage(actor, ak),
      ]) {
        const foreign = await outcome(attempt(partner.clientId));
        expect(foreign).to.match(/^not_found/);
        expect(foreign.replace(partner.clientId, none)).to.equal(await outcome(attempt(none)));
      }
    const named = member('developer', { applications: [partner.clientId] });
    expect(await outcome(applications.renew(named, partner.clientId))).to.equal('done');
    await createClient(at, {}, { institutionId: partner.institutionId });
    expect(await applications.ofInstitution(named)).to.have.length(1);
    expect(await applications.ofInstitution(member('reader'))).to.have.length(2);
  });

  it('R31 stays as it is for its institution while an operator has disabled it', async () => {
    await at.app.applications.disable(operator, partner.clientId, '核实中');
    expect(await outcome(at.app.applications.renew(member('owner'), partner.clientId))).to.match(/^conflict/);
    expect(await outcome(at.app.applications.enable(member('owner'), partner.clientId))).to.match(/^forbidden/);
    for (const reason of ['', '  ', '长'.repeat(501)])
      expect(await outcome(at.app.applications.disable(operator, partner.clientId, reason))).to.match(/^validation/);
  });

  it('R33 draws one first SK, however many draw at once', async () => {
    await undrawn();
    const draws = await Promise.allSettled(
      Array.from({ length: 8 }, () => at.app.applications.drawSecret(member('owner'), partner.clientId)),
    );
    const drawn = draws.filter((draw) => draw.status === 'fulfilled');
    expect(drawn).to.have.length(1);
    const [only] = await at.app.applications.secrets(partner.clientId);
    expect(remember(drawn[0]?.value.secret)?.slice(-4)).to.equal(only?.lastFour);
    const rows = await at.database.db.rows<{ details: object }>(
      `select details from audit_events where verb = 'application.draw_sk' and subject_id = $1`,
      [partner.clientId],
    );
    expect(rows.map(({ details }) => details)).to.eql([{ added: { lastFour: only?.lastFour } }]);
  });

  it('R33 draws no SK for an application that uses none', async () => {
    const open = await createClient(
      at,
      { authMethod: 'none', scope: 'openid' },
      { institutionId: partner.institutionId },
    );
    expect(await outcome(at.app.applications.drawSecret(member('owner'), open.clientId))).to.match(/^conflict/);
  });

  it('R33 rotates under load without a refused token request', async () => {
    const ask = async (secret: string) =>
      (await post(at.origin, '/oidc/token', { ...partner, secret }, { grant_type: 'client_credentials' })).status;
    let { secret } = partner;
    const answers: Promise<number>[] = [];
    for (let round = 0; round < 4; round += 1) {
      for (let call = 0; call < 5; call += 1) answers.push(ask(secret));
      clock.advance(1);
      const older = secret;
      secret = remember((await at.app.applications.rotate(member('owner'), partner.clientId, days(1))).secret);
      answers.push(ask(older), ask(secret));
    }
    expect(new Set(await Promise.all(answers))).to.eql(new Set([200]));
  });

  it('R33 ends an old SK, and never the one in use', async () => {
    const [first] = await at.app.applications.secrets(partner.clientId);
    clock.advance(1);
    remember((await at.app.applications.rotate(member('owner'), partner.clientId)).secret);
    const [current] = await at.app.applications.secrets(partner.clientId);
    const { endSecret } = at.app.applications;
    expect(await outcome(endSecret(member('owner'), partner.clientId, current?.id ?? ''))).to.match(/^conflict/);
    expect(await outcome(endSecret(member('owner'), partner.clientId, first?.id ?? ''))).to.equal('done');
    expect(await outcome(endSecret(member('owner'), partner.clientId, first?.id ?? ''))).to.match(/^not_found/);
    expect(await at.app.applications.secrets(partner.clientId)).to.have.length(1);
  });
});
