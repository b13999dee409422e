import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createNewcomer, createStaff } from '../../support/console.ts';
import { asCitizen, asStaff, certify, register } from '../../support/institutions.ts';
import { refusal } from '../../support/refusal.ts';
import { together } from '../../support/together.ts';
import { fact } from '../../support/words.ts';

describe('registering an institution', function () {
  this.timeout(90_000);
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { clock: testClock() });
  });
  after(() => at.close());

  const attempt = async (name: string, other = false) =>
    at.app.registerInstitution(asCitizen(await createNewcomer(at)), { name, other });

  it('R11 makes its registrant the owner, and certifies nothing', async () => {
    const person = await createNewcomer(at);
    const made = await at.app.registerInstitution(asCitizen(person), { name: ' 青溪县文化馆 ', other: false });
    const [membership] = await at.app.institutions.membershipsOf(person.accountId);
    expect(membership).to.deep.include({ institution: '青溪县文化馆', role: 'owner', certifiedAt: undefined });
    expect(made).to.eql({ institutionId: membership?.institutionId });
    const rows = await at.database.db.rows<{ verb: string }>(
      `select verb from audit_events where subject_id = $1 and actor_id = $2`,
      [membership?.institutionId, person.accountId],
    );
    expect(rows).to.eql([{ verb: 'institution.register' }]);
  });

  it('tells that a name is registered without a whole phone number, and lets another institution of that name go on', async () => {
    const owner = await register(at, '柳湾区文化馆');
    const told = await attempt('柳湾区文化馆');
    const phone = owner.phone.replace(/^(...)....(....)$/, '$1****$2');
    expect(told).to.eql({
      problems: { name: fact('institutions.registered_elsewhere', { head: phone }) },
      maybeOther: true,
    });
    expect(await attempt('柳湾区文化馆', true)).to.have.property('institutionId');
  });

  it('is not possible under the name of one that is certified', async () => {
    const owner = await register(at, '岚城美术馆');
    await certify(at, owner, { kind: 'gallery' });
    const told = await attempt('岚城美术馆', true);
    const phone = owner.phone.replace(/^(...)....(....)$/, '$1****$2');
    expect(told).to.eql({
      problems: { name: fact('institutions.certified_elsewhere', { head: phone, day: '2026-03-02' }) },
    });
  });

  it('names the cure for an unusable name', async () => {
    expect(await attempt('馆')).to.eql({
      problems: { name: fact('fields.too_short', { label: '机构全称', min: 2, now: 1 }) },
    });
    expect(await attempt('文'.repeat(51))).to.eql({
      problems: { name: fact('fields.too_long', { label: '机构全称', max: 50, now: 51 }) },
    });
    expect(await attempt(`青溪\u202e文化馆`))
      .to.have.nested.property('problems.name.code')
      .that.equals('fields.unreadable');
  });

  it('lets one person have several, but not the same twice and not more than five without certification', async () => {
    const person = asCitizen(await createNewcomer(at));
    const again = (name: string) => at.app.registerInstitution(person, { name, other: true });
    for (const place of ['东', '南', '西', '北', '中'])
      expect(await again(`${place}街文化站`)).to.have.property('institutionId');
    expect((await refusal(again('东街文化站'))).message).to.equal('institutions.registered_already');
    expect((await refusal(again('新街文化站'))).fields?.name).to.have.property(
      'code',
      'institutions.too_many_uncertified',
    );
  });

  it('knows one of several who register one name at the same moment', async () => {
    const people = [await createNewcomer(at), await createNewcomer(at), await createNewcomer(at)];
    const ids = people.map(({ accountId }) => accountId);
    const held = { text: `select 1 from accounts where id = any($1::uuid[]) for update`, values: [ids] };
    const outcomes = await together(at.database.db, held, () =>
      people.map((person) => at.app.registerInstitution(asCitizen(person), { name: '南湖图书馆', other: false })),
    );
    const made = outcomes.filter((outcome) => outcome.status === 'fulfilled' && 'institutionId' in outcome.value);
    expect(made).to.have.lengthOf(1);
  });

  it('is for people and not for those who act for another', async () => {
    const staff = asStaff(await createStaff(at, ['operator']), 'operator');
    expect((await refusal(at.app.registerInstitution(staff, { name: '西湖书院', other: false }))).code).to.equal(
      'forbidden',
    );
  });
});
