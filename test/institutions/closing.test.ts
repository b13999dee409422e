import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { cloudInstitutionId } from '../../src/institutions/service.ts';
import { createClient, operator, settled, startApp, type TestApp } from '../support/app.ts';
import { post } from '../support/citizen.ts';
import { createMember, createStaff } from '../support/console.ts';
import { asStaff } from '../support/institutions.ts';
import { refusal } from '../support/refusal.ts';

describe('an institution that is disabled', function () {
  this.timeout(90_000);
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  it('takes its applications and every token with it within a second, and brings no token back', async () => {
    const client = await createClient(at);
    const ask = () =>
      post(at.origin, '/oidc/token', client, { grant_type: 'client_credentials', scope: 'resource:read' });
    const me = async (token: unknown) =>
      (await fetch(new URL('/api/v1/me', at.origin), { headers: { authorization: `Bearer ${String(token)}` } })).status;
    const { access_token: token } = (await ask()).body;
    expect(await me(token)).to.equal(200);

    await at.app.closing.disable(operator, client.institutionId, '投诉核实中');
    await settled();
    expect([await me(token), (await ask()).status]).to.eql([401, 401]);

    await at.app.closing.enable(operator, client.institutionId);
    await settled();
    expect(await me(token)).to.equal(401);
    const again = await ask();
    expect([again.status, await me(again.body.access_token)]).to.eql([200, 200]);
  });

  it('is disabled by operators, with a reason, and once', async () => {
    const { id } = await at.app.institutions.create(operator, { name: '澜江市图书馆' });
    const reviewer = asStaff(await createStaff(at, ['reviewer']), 'reviewer');
    expect((await refusal(at.app.closing.disable(reviewer, id, '理由'))).code).to.equal('forbidden');
    expect((await refusal(at.app.closing.disable(operator, id, ' '))).fields).to.have.all.keys('reason');
    const owner = await createMember(at, { institutionId: id });
    await at.app.closing.disable(operator, id, '投诉核实中');
    const [told] = await at.app.notices.inbox(owner.accountId);
    expect(told?.event).to.equal('institution.disabled');
    expect(told?.body).to.include('投诉核实中');
    expect(await at.app.institutions.get(id)).to.include({ disabledReason: '投诉核实中' });
    expect((await refusal(at.app.closing.disable(operator, id, '再次'))).code).to.equal('conflict');
    const rows = await at.database.db.rows<{ verb: string; details: object }>(
      `select verb, details from audit_events where subject_id = $1 order by id desc limit 1`,
      [id],
    );
    expect(rows).to.eql([{ verb: 'institution.disable', details: { reason: '投诉核实中' } }]);
  });

  it('is never the Cloud itself', async () => {
    expect((await refusal(at.app.closing.disable(operator, cloudInstitutionId, '理由'))).code).to.equal('conflict');
  });

  it('is not there for an operator of another region', async () => {
    const { id } = await at.app.institutions.create(operator, { name: '岚城美术馆' });
    await at.database.db.run(`update institutions set region_code = '330106' where id = $1`, [id]);
    const staff = asStaff(await createStaff(at, ['operator']), 'operator');
    expect((await refusal(at.app.closing.disable({ ...staff, regions: ['440000'] }, id, '理由'))).code).to.equal(
      'not_found',
    );
    expect(await at.app.institutions.list({ ...staff, regions: ['440000'] }, { text: '岚城' })).to.eql([]);
    expect(await at.app.institutions.list({ ...staff, regions: ['330000'] }, { text: '岚城' })).to.have.lengthOf(1);
  });
});
