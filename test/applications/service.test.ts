import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { type Actor, anonymous } from '../../src/actor.ts';
import type { Applications } from '../../src/applications/service.ts';
import { days } from '../../src/clock.ts';
import type { Institutions } from '../../src/institutions/service.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { copyRow } from '../support/copies.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { remember } from '../support/record.ts';
import { openOffice } from './office.ts';

const operator: Actor = { kind: 'operator', name: 'test' };
const smallest = {
  name: '青溪文化云',
  redirectUris: ['https://m.qx.example.cn/callback'],
  scope: 'openid resource:read',
};

describe('applications', () => {
  let database: TestDatabase;
  let clock: TestClock;
  let applications: Applications;
  let institutions: Institutions;
  let institutionId: string;

  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    clock = testClock('2026-11-24T02:00:00Z');
    ({ institutions, applications } = openOffice({ base: database, clock }));
    institutionId = (await institutions.create(operator, { name: '青溪县文化馆' })).id;
  });
  after(() => database.drop());

  async function create(terms = {}) {
    const { application, secret } = await applications.create(operator, smallest, { institutionId, ...terms });
    return { ...application, secret: remember(secret ?? '') };
  }
  const outcome = async (attempt: () => Promise<unknown>) =>
    attempt().then(
      () => 'done',
      ({ code, message }) => `${code} ${message}`,
    );
  const hashesOf = async (clientId: string) =>
    (await applications.secrets(clientId)).map(({ hash }) => hash.toString('hex'));
  const eventsOf = async (clientId: string) =>
    (
      await database.db.rows<{ verb: string }>(
        `select verb from audit_events where subject_kind = 'application' and subject_id = $1 order by id`,
        [clientId],
      )
    ).map(({ verb }) => verb);

  it('R24 R25 R28 are issued with an AK, an SK and 30 days', async () => {
    const { clientId, secret, expiresAt } = await create();
    expect(clientId).to.match(/^ncc_[a-z2-7]{20}$/);
    expect(secret).to.match(/^ncc_sk_[\w-]{43}$/);
    expect(expiresAt).to.eql(new Date('2026-12-24T15:59:59Z'));
    expect(await applications.get(clientId)).to.deep.include({
      name: '青溪文化云',
      scope: 'openid',
      apiScope: 'resource:read',
    });
    expect(await eventsOf(clientId)).to.eql(['application.create']);
  });

  it('R30 are renewed for 30 days from today, before and after they are over, and that is written down', async () => {
    const { clientId } = await create();
    clock.set('2026-12-05T02:00:00Z');
    expect((await applications.renew(operator, clientId)).expiresAt).to.eql(new Date('2027-01-04T15:59:59Z'));
    clock.set('2027-06-01T02:00:00Z');
    expect((await applications.client(clientId))?.refusal?.code).to.equal('expired');
    expect((await applications.renew(operator, clientId)).expiresAt).to.eql(new Date('2027-07-01T15:59:59Z'));
    expect((await applications.client(clientId))?.refusal).to.equal(undefined);
    expect(await eventsOf(clientId)).to.eql(['application.create', 'application.renew', 'application.renew']);
  });

  it('R30 renewed many times at once end at one date', async () => {
    const { clientId } = await create();
    const renewals = await Promise.all(Array.from({ length: 5 }, () => applications.renew(operator, clientId)));
    expect(new Set(renewals.map(({ expiresAt }) => expiresAt?.toISOString()))).to.have.lengthOf(1);
  });

  it('R31 are not renewed while an operator has disabled them, and are as they were when enabled again', async () => {
    const { clientId, expiresAt } = await create();
    await applications.disable(operator, clientId, '投诉核实中');
    expect(await outcome(() => applications.renew(operator, clientId))).to.match(
      /^conflict applications\.disabled_no_renewal/,
    );
    expect((await applications.client(clientId))?.refusal?.code).to.equal('disabled');
    expect(await applications.get(clientId)).to.include({ disabledReason: '投诉核实中' });
    expect(await outcome(() => applications.disable(operator, clientId, '再次'))).to.match(/^conflict/);
    await applications.enable(operator, clientId);
    expect(await applications.get(clientId)).to.deep.include({ expiresAt, disabledReason: undefined });
    expect(await outcome(() => applications.enable(operator, clientId))).to.match(/^conflict/);
    expect(await hashesOf(clientId), 'the SK stays').to.have.lengthOf(1);
  });

  it('R31 that are over are kept with everything that belongs to them', async () => {
    const { clientId } = await create();
    clock.advance(days(400));
    expect(await applications.get(clientId)).to.deep.include({
      name: '青溪文化云',
      redirectUris: smallest.redirectUris,
    });
    expect(applications.status(await applications.get(clientId))).to.equal('expired');
    expect(await hashesOf(clientId)).to.have.lengthOf(1);
  });

  it('disabled and enabled kill every token that was issued before', async () => {
    const { clientId } = await create();
    const from = async () => (await applications.get(clientId)).tokensValidFrom;
    clock.advance(60);
    await applications.disable(operator, clientId, '投诉核实中');
    expect(await from()).to.eql(clock.now());
    clock.advance(60);
    await applications.enable(operator, clientId);
    expect(await from()).to.eql(clock.now());
  });

  it('of an institution that is disabled are disabled with it', async () => {
    const { clientId } = await create();
    await database.db.run('update institutions set disabled_at = $2 where id = $1', [institutionId, clock.now()]);
    expect((await applications.client(clientId))?.refusal?.code).to.equal('disabled');
  });

  it('R28 of the Cloud itself do not expire, follow its address, and are made once by any number of nodes', async () => {
    const own = { clientId: 'own', name: '我的账号', scope: 'openid', homeUrl: 'https://a.cn/account' };
    const make = (origin: string) => applications.ensureOwn({ ...own, redirectUris: [`${origin}/callback`] });
    await Promise.all([make('https://a.cn'), make('https://a.cn'), make('https://a.cn')]);
    await make('https://b.cn');
    expect(await applications.get('own')).to.deep.include({
      expiresAt: undefined,
      firstParty: true,
      redirectUris: ['https://b.cn/callback'],
    });
    expect(await outcome(() => applications.renew(operator, 'own'))).to.match(/^conflict/);
    expect(await outcome(() => applications.rotate(operator, 'own'))).to.match(
      /^conflict applications\.no_secret_used/,
    );
  });

  it('are changed by operators only, and of staff only by those with the role', async () => {
    const { clientId } = await create();
    const strangers: Actor[] = [
      anonymous,
      { kind: 'citizen', accountId: 'x' },
      { kind: 'application', clientId, institutionId, scopes: ['resource:write'] },
      {
        kind: 'staff',
        accountId: 'x',
        roles: ['reviewer', 'auditor', 'statistics', 'support', 'regulator', 'security'],
      },
    ];
    for (const actor of strangers) {
      for (const attempt of [
        () => applications.create(actor, smallest, { institutionId }),
        () => applications.renew(actor, clientId),
        () => applications.rotate(actor, clientId),
        () => applications.disable(actor, clientId, 'x'),
        () => applications.enable(actor, clientId),
      ])
        expect(await outcome(attempt), actor.kind).to.match(/^forbidden/);
    }
    const staff: Actor = { kind: 'staff', accountId: 'x', roles: ['operator'] };
    expect(await outcome(() => applications.renew(staff, clientId))).to.equal('done');
    expect(await eventsOf(clientId)).to.eql(['application.create', 'application.renew']);
  });

  it('that do not exist are not found, and a taken AK is not given again', async () => {
    for (const attempt of [
      () => applications.get('ncc_none'),
      () => applications.renew(operator, 'ncc_none'),
      () => applications.rotate(operator, ''),
    ])
      expect(await outcome(attempt)).to.match(/^not_found applications\.not_found /);
    const { clientId } = await create({ clientId: 'ncc_mine' });
    expect(await outcome(() => create({ clientId }))).to.match(/^conflict/);
    expect(await outcome(() => create({ institutionId: 'nowhere' }))).to.match(/^not_found/);
  });

  it('are stored whatever a reader counts as 50 characters', async () => {
    const family = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}';
    const { application } = await applications.create(
      operator,
      { ...smallest, name: family.repeat(50) },
      { institutionId },
    );
    expect((await applications.get(application.clientId)).name).to.equal(family.repeat(50));
  });

  it('are listed all, by AK, however many an institution has', async () => {
    const { clientId } = await create();
    await copyRow(database.db, 'applications', {
      ...{ where: `client_id = '${clientId}'`, times: 501 },
      changes: { client_id: "'ncc_' || lpad(n::text, 20, 'a')" },
    });
    const found = await applications.list(institutionId);
    expect(found).to.have.length(502);
    expect(found).to.eql(found.toSorted((one, other) => (one.clientId < other.clientId ? -1 : 1)));
    expect(await applications.list(institutionId, found[1]?.clientId)).to.eql(found.slice(2));
    expect(await applications.list(undefined)).to.deep.include.members(found);
  });
});
