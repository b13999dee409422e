import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { operator, startApp, type TestApp } from '../../support/app.ts';
import { createNewcomer, createStaff } from '../../support/console.ts';
import { asStaff } from '../../support/institutions.ts';
import { refusal } from '../../support/refusal.ts';
import { together } from '../../support/together.ts';
import { fact } from '../../support/words.ts';

describe('R05 roles of staff', function () {
  this.timeout(90_000);
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  const security = async () => asStaff(await createStaff(at, ['security']), 'security');

  it('are granted with a region and revoked by those who guard the system, with a trace of before and after', async () => {
    const [by, { accountId }] = [await security(), await createNewcomer(at)];
    await at.app.accounts.grantRole(by, accountId, { role: 'reviewer', region: '330000' });
    await at.app.accounts.grantRole(by, accountId, { role: 'support' });
    expect(await at.app.accounts.staffOf(accountId)).to.eql({ roles: ['reviewer', 'support'], regions: ['330000'] });
    await at.app.accounts.grantRole(by, accountId, { role: 'reviewer', region: '440000' });
    await at.app.accounts.revokeRole(by, accountId, 'support');
    expect(await at.app.accounts.staffOf(accountId)).to.eql({ roles: ['reviewer'], regions: ['440000'] });
    const rows = await at.database.db.rows<{ verb: string; details: { from: string[]; to: string[] } }>(
      `select verb, details from audit_events where subject_id = $1 and actor_id = $2 order by id`,
      [accountId, by.accountId],
    );
    expect(rows.map(({ verb, details }) => [verb, details.from.join(), details.to.join()])).to.eql([
      ['account.grant_role', '', 'reviewer 330000'],
      ['account.grant_role', 'reviewer 330000', 'reviewer 330000,support'],
      ['account.grant_role', 'reviewer 330000,support', 'reviewer 440000,support'],
      ['account.revoke_role', 'reviewer 440000,support', 'reviewer 440000'],
    ]);
  });

  it('leave no trace where nothing changes', async () => {
    const [by, { accountId }] = [await security(), await createNewcomer(at)];
    for (const _ of [1, 2]) await at.app.accounts.grantRole(by, accountId, { role: 'reviewer', region: '330000' });
    await at.app.accounts.revokeRole(by, accountId, 'support');
    const rows = await at.database.db.rows(`select verb from audit_events where subject_id = $1 and actor_id = $2`, [
      accountId,
      by.accountId,
    ]);
    expect(rows).to.eql([{ verb: 'account.grant_role' }]);
  });

  it('cannot be changed for oneself', async () => {
    const by = await security();
    const own = at.app.accounts.grantRole(by, by.accountId, { role: 'operator' });
    expect((await refusal(own)).message).to.include('accounts.own_role');
    expect((await refusal(at.app.accounts.revokeRole(by, by.accountId, 'security'))).code).to.equal('forbidden');
  });

  it('keep who runs the system, who guards it and who watches both apart, also at the same moment', async () => {
    const by = await security();
    const { accountId } = await createNewcomer(at);
    const locked = { text: `select 1 from accounts where id = $1 for update`, values: [accountId] };
    const outcomes = await together(at.database.db, locked, () =>
      (['administrator', 'security', 'auditor'] as const).map((role) =>
        at.app.accounts.grantRole(by, accountId, { role }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.lengthOf(1);
    const [held] = (await at.app.accounts.staffOf(accountId)).roles;
    await at.app.accounts.grantRole(operator, accountId, { role: 'reviewer' });
    const other = held === 'auditor' ? 'security' : 'auditor';
    const refused = await refusal(at.app.accounts.grantRole(operator, accountId, { role: other }));
    expect(refused.message).to.include('accounts.roles_apart');
  });

  it('are not given by reviewers or operators, and only to accounts', async () => {
    const [by, { accountId }] = [await security(), await createNewcomer(at)];
    const reviewer = asStaff(await createStaff(at, ['reviewer']), 'reviewer');
    expect((await refusal(at.app.accounts.grantRole(reviewer, accountId, { role: 'operator' }))).code).to.equal(
      'forbidden',
    );
    expect((await refusal(at.app.accounts.staff(reviewer))).code).to.equal('forbidden');
    expect((await refusal(at.app.accounts.grantRole(by, 'nobody', { role: 'operator' }))).code).to.equal('not_found');
    expect((await refusal(at.app.accounts.grantRole(by, accountId, { role: 'root' }))).fields).to.eql({
      role: fact('fields.choose', { label: '角色' }),
    });
    const nowhere = at.app.accounts.grantRole(by, accountId, { role: 'reviewer', region: '999999' });
    expect((await refusal(nowhere)).fields).to.have.all.keys('region');
  });

  it('are listed with their people, masked', async () => {
    const staff = await createStaff(at, ['statistics']);
    const listed = (await at.app.accounts.staff(operator)).find(({ account }) => account.id === staff.accountId);
    expect(listed?.granted.map(({ role }) => role)).to.eql(['statistics']);
    expect(listed?.label).to.equal(`溪*（${staff.phone.slice(0, 3)}****${staff.phone.slice(-4)}）`);
    expect(await at.app.accounts.names([staff.accountId, 'command line'])).to.eql(new Map([[staff.accountId, '溪*']]));
  });
});
