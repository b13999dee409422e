import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { Actor } from '../../../src/actor.ts';
import type { Applications } from '../../../src/applications/service.ts';
import { days, hours } from '../../../src/clock.ts';
import { hashToken } from '../../../src/crypto/secrets.ts';
import type { Institutions } from '../../../src/institutions/service.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { remember } from '../../support/record.ts';
import { openOffice } from '../office.ts';

const operator: Actor = { kind: 'operator', name: 'test' };
const smallest = {
  name: '青溪文化云',
  redirectUris: ['https://m.qx.example.cn/callback'],
  scope: 'openid resource:read',
};

describe('the SKs of an application', () => {
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
  const hashesOf = async (clientId: string) =>
    (await applications.secrets(clientId)).map(({ hash }) => hash.toString('hex'));
  const hashOf = (secret: string) => hashToken(secret).toString('hex');

  it('R33 are the institution’s own: no staff draws, ends or tries one, whatever their roles', async () => {
    const { clientId } = await create();
    const [{ id = '' } = {}] = await applications.secrets(clientId);
    for (const role of ['operator', 'administrator', 'security', 'auditor', 'support'] as const) {
      const staff: Actor = { kind: 'staff', accountId: randomUUID(), roles: [role] };
      const codes = await Promise.all(
        [
          applications.rotate(staff, clientId),
          applications.endSecret(staff, clientId, id),
          applications.drawSecret(staff, clientId),
          applications.isSecret(staff, clientId, 'ncc_sk_guess'),
        ].map((work) =>
          work.then(
            () => 'done',
            (error: { code: string }) => error.code,
          ),
        ),
      );
      expect(codes, role).to.deep.equal(Array(4).fill('forbidden'));
    }
    expect(await hashesOf(clientId)).to.have.length(1);
  });

  it('R33 rest as hashes, with their last four letters', async () => {
    const { clientId, secret } = await create();
    const rows = await database.db.rows<{ row: string }>(
      `select to_json(s)::text || (select string_agg(to_json(a)::text, '') from applications a) ||
         (select string_agg(to_json(e)::text, '') from audit_events e) as row
       from application_secrets s where client_id = $1`,
      [clientId],
    );
    expect(rows).to.have.lengthOf(1);
    expect(rows[0]?.row).to.contain(secret.slice(-4)).and.not.contain(secret);
    expect(await hashesOf(clientId)).to.eql([hashOf(secret)]);
  });

  it('R33 rotate: the new one counts at once, the old one for 7 days more', async () => {
    const { clientId, secret } = await create();
    const rotated = await applications.rotate(operator, clientId);
    remember(rotated.secret);
    expect(await hashesOf(clientId)).to.have.members([hashOf(secret), hashOf(rotated.secret)]);
    clock.advance(days(7) - 1);
    expect(await hashesOf(clientId)).to.have.lengthOf(2);
    clock.advance(1);
    expect(await hashesOf(clientId)).to.eql([hashOf(rotated.secret)]);
  });

  it('R33 rotate again: an earlier end keeps its date, and 7 days are the maximum', async () => {
    const { clientId, secret } = await create();
    const second = await applications.rotate(operator, clientId, hours(1));
    const third = await applications.rotate(operator, clientId, days(90));
    expect(await hashesOf(clientId)).to.have.lengthOf(3);
    clock.advance(hours(1));
    expect(await hashesOf(clientId)).not.to.include(hashOf(secret));
    clock.advance(days(7) - hours(1));
    expect(await hashesOf(clientId)).to.eql([hashOf(third.secret)]);
    expect(second.secret).not.to.equal(third.secret);
  });

  it('R33 rotate at once, when one has leaked', async () => {
    const { clientId } = await create();
    const { secret } = await applications.rotate(operator, clientId, 0);
    expect(await hashesOf(clientId)).to.eql([hashOf(secret)]);
  });

  it('R33 know when each was last used, to the minute', async () => {
    const { clientId } = await create();
    const [first] = await applications.secrets(clientId);
    const lastUse = async () => (await applications.secrets(clientId))[0]?.lastUsedAt;
    expect(await lastUse()).to.equal(undefined);
    await applications.secretUsed(first?.id ?? '');
    expect(await lastUse()).to.eql(clock.now());
    clock.advance(30);
    await applications.secretUsed(first?.id ?? '');
    expect(await lastUse()).to.eql(new Date('2026-11-24T02:00:00Z'));
    clock.advance(31);
    await applications.secretUsed(first?.id ?? '');
    expect(await lastUse()).to.eql(clock.now());
  });
});
