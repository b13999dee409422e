import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { Staff } from '../../../src/actor.ts';
import { Problem } from '../../../src/errors.ts';
import { operator, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import {
  answers,
  asMember,
  certify,
  createReviewers,
  idNumber,
  papers,
  register,
  send,
} from '../../support/institutions.ts';
import { remember } from '../../support/record.ts';
import { refusal } from '../../support/refusal.ts';
import { fact } from '../../support/words.ts';

const codes = ['12330106DEM0000145', '12440300DEM0000309', '52110105DEM000049F'] as const;

describe('certification', function () {
  this.timeout(90_000);
  const clock = testClock();
  let at: TestApp;
  let reviewer: Staff;
  let second: Staff;

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    [reviewer, second] = await createReviewers(at);
  });
  after(() => at.close());
  beforeEach(async () => {
    clock.set('2026-03-02T01:00:00Z');
    // Each test begins with free names and codes.
    await at.database.db.run(`update institutions set name = id::text, credit_code = null, organization_code = null`);
  });

  it('R11 R12 R13 is sent by an institution, waits three working days at most, and holds from the approval on', async () => {
    const owner = await register(at, '青溪县文化馆');
    const sent = await send(at, owner);
    expect(sent).to.deep.include({ state: 'submitted', regionCode: '330106', version: 1, title: '青溪县文化馆' });
    expect(sent.dueAt).to.eql(new Date('2026-03-05T10:00:00Z'));
    expect((await at.app.institutions.get(owner.institutionId)).certifiedAt).to.equal(undefined);

    clock.set('2026-03-03T02:00:00Z');
    const approved = await at.app.review.approve(reviewer, sent.id);
    expect([approved.state, approved.subjectId]).to.eql(['approved', owner.institutionId]);
    expect(await at.app.institutions.get(owner.institutionId)).to.deep.include({
      name: '青溪县文化馆',
      kind: 'culture_hall',
      creditCode: '12330106DEM0000145',
      organizationCode: 'DEM00001-4',
      regionCode: '330106',
      address: '文一西路 1 号',
      certifiedAt: clock.now(),
    });
  });

  it('R13 goes back with words for single fields, and comes again', async () => {
    const owner = await register(at, '澜江市图书馆');
    const { id } = await send(at, owner, { kind: 'library' });
    await at.app.review.sendBack(reviewer, id, '证件照不清晰', { certificate: '请用扫描件重新上传' });
    const returned = await at.app.review.read(asMember(owner), id);
    expect(returned).to.deep.include({ state: 'returned', comments: { certificate: '请用扫描件重新上传' } });
    expect((await at.app.review.submit(asMember(owner), id)).state).to.equal('submitted');
  });

  it('R19 prefills other forms', async () => {
    const owner = await register(at, '青溪县文化馆');
    const bare = await at.app.institutions.profile(owner.institutionId);
    expect(bare).to.include({ name: '青溪县文化馆', agentName: undefined });
    await certify(at, owner, { platformName: '青溪文化云', platformUrl: 'https://www.qx.example.cn' });
    expect(await at.app.institutions.profile(owner.institutionId)).to.deep.equal({
      name: '青溪县文化馆',
      creditCode: '12330106DEM0000145',
      organizationCode: 'DEM00001-4',
      regionCode: '330106',
      agentName: '陈静',
      position: '数字文化部主任',
      phone: '13800008111',
      email: 'chenjing@qx.example.cn',
      idKind: 'resident',
      idNumber,
      platformName: '青溪文化云',
      platformUrl: 'https://www.qx.example.cn/',
    });
  });

  it('R13 changes by a second version, until whose approval the first one holds', async () => {
    const owner = await register(at, '青溪县文化馆');
    await certify(at, owner);
    const certifiedAt = clock.now();
    clock.set('2026-06-01T02:00:00Z');
    const actor = asMember(owner);
    const about = { institutionId: owner.institutionId, subjectId: owner.institutionId };
    const change = await at.app.review.begin(actor, 'certification', about);
    expect([change.version, change.data.agentName, change.data.idNumber]).to.eql([2, '陈静', idNumber]);
    await at.app.review.save(actor, change.id, { ...change.data, agentName: '赵敏', address: '文一西路 2 号' });
    await at.app.review.submit(actor, change.id);
    const { changes } = (await at.app.review.changes(await at.app.review.read(actor, change.id))) ?? { changes: [] };
    expect(changes.map(({ title, from, to }) => [title, from, to])).to.eql([
      ['地址', '文一西路 1 号', '文一西路 2 号'],
      ['经办人姓名', '陈静', '赵敏'],
    ]);
    expect((await at.app.institutions.profile(owner.institutionId)).agentName).to.equal('陈静');

    await at.app.review.approve(reviewer, change.id);
    expect((await at.app.institutions.profile(owner.institutionId)).agentName).to.equal('赵敏');
    const after = await at.app.institutions.get(owner.institutionId);
    expect([after.address, after.certifiedAt]).to.eql(['文一西路 2 号', certifiedAt]);
  });

  it('R58 takes two people for an enterprise, and neither of them twice', async () => {
    const owner = await register(at, '清源数字科技有限公司');
    const { id } = await send(at, owner, { kind: 'vendor', creditCode: '91330100DEM000057N' });
    expect((await at.app.review.approve(reviewer, id)).state).to.equal('checked');
    expect((await refusal(at.app.review.approve(reviewer, id))).message).to.include('review.second_reviewer');
    expect((await at.app.institutions.get(owner.institutionId)).certifiedAt).to.equal(undefined);
    expect((await at.app.review.approve(second, id)).state).to.equal('approved');
  });

  it('R02 R11 R12 is open to a vendor that registers itself, with its 授权书, and then to its own AKSK', async () => {
    const owner = await register(at, '澜江云科技有限公司');
    const actor = asMember(owner);
    const { institutionId } = owner;
    const input = { name: '先调通', redirectUris: 'http://localhost:9/callback' };
    const { application, secret } = await at.app.applications.openSandbox(actor, institutionId, input);
    remember(secret ?? '');
    expect(application.sandbox, 'before anybody decides').to.equal(true);
    const begun = await at.app.review.begin(actor, 'certification', { institutionId });
    const said = at.app.review.problems({ ...begun, data: { ...begun.data, kind: 'vendor' } });
    expect(said).to.have.property('authorization');
    const early = await refusal(at.app.review.begin(actor, 'application', { institutionId }));
    expect(early.message).to.equal('applications.certified_first');
    const { id } = await send(at, owner, { kind: 'vendor', creditCode: '91330100DEM000065H' });
    await at.app.review.approve(reviewer, id);
    await at.app.review.approve(second, id);
    expect(await at.app.institutions.get(institutionId)).to.include({ kind: 'vendor' });
    expect((await at.app.review.begin(actor, 'application', { institutionId })).state).to.equal('draft');
  });

  it('R15 is begun once only, and never about another institution', async () => {
    const [owner, stranger] = [await register(at, '青溪县文化馆'), await register(at, '岚城美术馆')];
    const { institutionId } = owner;
    const about = { institutionId, subjectId: stranger.institutionId };
    expect((await refusal(at.app.review.begin(asMember(owner), 'certification', about))).code).to.equal('not_found');
    const early = { institutionId, subjectId: institutionId };
    expect((await refusal(at.app.review.begin(asMember(owner), 'certification', early))).message).to.include(
      'institutions.not_certified',
    );
    await certify(at, owner);
    expect(
      (await refusal(at.app.review.begin(asMember(owner), 'certification', { institutionId }))).message,
    ).to.include('institutions.already_certified');
    const foreign = at.app.review.begin(asMember(stranger), 'certification', { institutionId });
    expect((await refusal(foreign)).code).to.equal('not_found');
    const reader = at.app.review.begin(asMember(owner, 'reader'), 'certification', early);
    expect((await refusal(reader)).code).to.equal('forbidden');
  });

  it('R13 reports the institution and the day of an earlier certification of the same code', async () => {
    const [first, other] = [await register(at, '青溪县文化馆'), await register(at, '青溪文化馆分馆')];
    await certify(at, first);
    clock.set('2026-03-04T02:00:00Z');
    const { fields } = await refusal(send(at, other));
    const phone = first.phone.replace(/^(...)....(....)$/, '$1****$2');
    expect(fields).to.eql({
      creditCode: fact('institutions.certified_by_other', { head: phone, since: '2026-03-02' }),
    });
    const old = await refusal(send(at, other, { creditCode: '', organizationCode: 'DEM00001-4' }));
    expect(old.fields).to.have.all.keys('organizationCode');
  });

  it('R13 lets one of two win that are approved under one code at the same moment, and tells the other', async () => {
    const owners = [await register(at, '青溪县文化馆'), await register(at, '青溪文化馆分馆')] as const;
    const ids = [(await send(at, owners[0])).id, (await send(at, owners[1])).id] as const;
    const outcomes = await Promise.allSettled([
      at.app.review.approve(reviewer, ids[0]),
      at.app.review.approve(second, ids[1]),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).to.eql(['fulfilled', 'rejected']);
    const lost = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(lost?.reason).to.be.instanceOf(Problem).and.to.have.property('code', 'conflict');
    const rows = await at.database.db.rows(`select 1 from institutions where credit_code = $1`, [codes[0]]);
    expect(rows).to.have.lengthOf(1);
  });

  it('R58 is looked at by a machine first', async () => {
    const [first, owner] = [await register(at, '青溪县文化馆'), await register(at, '青溪县文化馆')];
    const { id } = await send(at, owner, { regionCode: '440305' });
    await certify(at, first);
    const verdicts = Object.fromEntries(
      (await at.app.review.checks(await at.app.review.read(reviewer, id))).map(({ field, verdict, says }) => [
        `${field} ${verdict}`,
        says,
      ]),
    );
    expect(verdicts).to.have.keys(
      'name bad',
      'creditCode ok',
      'creditCode bad',
      'kind ok',
      'regionCode warn',
      'idNumber ok',
      'certificate ok',
      'authorization ok',
      'idPhotos ok',
    );
    expect(verdicts['creditCode bad']).to.deep.equal(fact('institutions.code_of_other', { name: '青溪县文化馆' }));
    expect(verdicts['regionCode warn']).to.have.nested.property('params.region', '浙江省杭州市西湖区');
  });

  it('R12 seals its content, and writes no number of an ID into the audit', async () => {
    const owner = await register(at, '青溪县文化馆');
    await certify(at, owner);
    const texts = await at.database.db.rows<{ text: string }>(
      `select i::text as text from institutions i union all select s::text from submissions s
       union all select e::text from submission_events e union all select a::text from audit_events a`,
    );
    const all = texts.map(({ text }) => text).join('\n');
    expect(all).to.include('institution.certify').and.include('1101**********002X');
    for (const secret of [idNumber, Buffer.from(idNumber).toString('hex'), answers.agentPhone])
      expect(all).not.to.include(secret);
  });

  it('R16 may be entered by an operator for an institution that writes a letter, and decided by another', async () => {
    const { id: institutionId } = await at.app.institutions.create(operator, { name: '柳湾镇综合文化站' });
    const staff: Staff = { ...reviewer, roles: ['operator', 'reviewer'] };
    const { id, source } = await at.app.review.begin(staff, 'certification', { institutionId, source: 'mail' });
    await at.app.review.save(staff, id, {
      ...answers,
      ...(await papers(at, staff, institutionId)),
      name: '柳湾镇综合文化站',
      kind: 'station',
    });
    await at.app.review.submit(staff, id);
    expect(source).to.equal('mail');
    expect((await refusal(at.app.review.approve(staff, id))).code).to.equal('forbidden');
    expect((await at.app.review.approve(second, id)).state).to.equal('approved');
  });

  it('is refused to an institution that was disabled', async () => {
    const owner = await register(at, '青溪县文化馆');
    await at.app.closing.disable(operator, owner.institutionId, '冒名登记');
    const { institutionId } = owner;
    expect(
      (await refusal(at.app.review.begin(asMember(owner), 'certification', { institutionId }))).message,
    ).to.include('institutions.disabled');
  });
});
