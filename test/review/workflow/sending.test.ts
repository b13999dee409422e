import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { fact } from '../../support/words.ts';
import { answers, type Hall, openHall, refusal } from '../hall.ts';

describe('a submission of an institution', () => {
  let hall: Hall;
  before(async () => {
    hall = await openHall();
  });
  after(() => hall.close());

  it('R23 is kept as a draft however little it says, and named by its kind until it has a name', async () => {
    const { id, title, state } = await hall.begin('plain', {});
    expect([title, state]).to.eql(['布告（未命名）', 'draft']);
    const saved = await hall.review.save(hall.agent, id, { title: '  年画展 ' });
    expect([saved.title, saved.data]).to.eql(['年画展', { title: '  年画展 ' }]);
  });

  it('R23 is validated as a whole when it is submitted, and stays a draft until it will do', async () => {
    const { id } = await hall.begin('plain', { title: '展'.repeat(21) });
    const { code, fields } = await refusal(hall.review.submit(hall.agent, id));
    expect(code).to.equal('validation_failed');
    expect(fields).to.eql({
      title: fact('fields.too_long', { label: '标题', max: 20, now: 21 }),
      idNumber: fact('fields.missing', { label: '证件号码' }),
      places: fact('fields.choose', { label: '地点' }),
      promise: fact('fields.choose', { label: '内容真实' }),
    });
    expect(hall.review.problems(await hall.review.read(hall.agent, id))).to.eql(fields);
    expect((await hall.review.read(hall.agent, id)).state).to.equal('draft');
  });

  it('is sent with others in one transaction, or none of them is', async () => {
    const [one, two, bad] = [await hall.begin(), await hall.begin(), await hall.begin('plain', {})];
    const { code } = await refusal(hall.review.submitMany(hall.agent, [one.id, bad.id, two.id]));
    expect(code).to.equal('validation_failed');
    const stateOf = async ({ id }: { id: string }) => (await hall.review.read(hall.agent, id)).state;
    expect([await stateOf(one), await stateOf(two), await stateOf(bad)]).to.eql(['draft', 'draft', 'draft']);
    // The second finds its lock when the first is moved already.
    await hall.review.submit(hall.agent, two.id);
    expect((await refusal(hall.review.submitMany(hall.agent, [one.id, two.id]))).code).to.equal('conflict');
    expect(await stateOf(one)).to.equal('draft');
    const three = await hall.begin();
    const sent = await hall.review.submitMany(hall.agent, [one.id, three.id]);
    expect(sent.map(({ state }) => state)).to.eql(['submitted', 'submitted']);
    expect(await stateOf(three)).to.equal('submitted');
  });

  it('R58 is promised an answer from the time of this submit', async () => {
    const { id } = await hall.begin();
    await hall.review.submit(hall.agent, id);
    await hall.review.sendBack(hall.first, id, '再看看');
    hall.clock.set('2026-11-27T01:00:00Z');
    const { dueAt, state, decidedBy, claimedBy } = await hall.review.submit(hall.agent, id);
    expect([dueAt?.toISOString(), state, decidedBy, claimedBy]).to.eql([
      '2026-12-02T10:00:00.000Z',
      'submitted',
      undefined,
      undefined,
    ]);
  });

  it('R58 can be recalled before it is claimed, corrected and sent again', async () => {
    const id = await hall.bring('submitted');
    const { state, submittedAt } = await hall.review.recall(hall.agent, id);
    expect([state, submittedAt]).to.eql(['draft', undefined]);
    await hall.review.save(hall.agent, id, { ...answers, title: '剪纸新展' });
    expect((await hall.review.submit(hall.agent, id)).title).to.equal('剪纸新展');
    await hall.review.claim(hall.first, id);
    expect((await refusal(hall.review.recall(hall.agent, id))).code).to.equal('conflict');
  });

  it('cannot be changed while it is claimed, nor after', async () => {
    for (const state of ['submitted', 'claimed', 'checked', 'approved', 'rejected'] as const) {
      const id = await hall.bring(state);
      const before = await hall.review.read(hall.agent, id);
      const { code, message } = await refusal(hall.review.save(hall.agent, id, { title: '别的' }));
      expect([code, message]).to.eql(['conflict', 'review.sent_stays']);
      expect(await hall.review.read(hall.agent, id)).to.eql(before);
    }
  });

  it('is not overwritten by a member who has not seen the last change', async () => {
    const { id, revision } = await hall.begin();
    const [one, two] = await Promise.allSettled([
      hall.review.save(hall.agent, id, { title: '甲' }, revision),
      hall.review.save(hall.agent, id, { title: '乙' }, revision),
    ]);
    expect([one.status, two.status].toSorted()).to.eql(['fulfilled', 'rejected']);
    const lost = one.status === 'rejected' ? one : two;
    expect('reason' in lost && lost.reason.message).to.include('review.colleague_changed');
    const { revision: now, title } = await hall.review.read(hall.agent, id);
    expect([now, title]).to.eql([revision + 1, one.status === 'fulfilled' ? '甲' : '乙']);
  });

  it('can be thrown away as long as it was never sent', async () => {
    const { id } = await hall.begin();
    await hall.review.discard(hall.agent, id);
    expect((await refusal(hall.review.read(hall.agent, id))).code).to.equal('not_found');
    const sent = await hall.bring('submitted');
    await hall.review.recall(hall.agent, sent);
    const { message } = await refusal(hall.review.discard(hall.agent, sent));
    expect(message).to.equal('review.sent_is_kept');
    expect(await hall.review.timeline(sent)).to.have.length(2);
  });

  it('is one at a time where the kind says so, also when two begin at once', async () => {
    const begun = await Promise.all(Array.from({ length: 6 }, () => hall.begin('single')));
    expect(new Set(begun.map(({ id }) => id)).size).to.equal(1);
    const [{ id } = { id: '' }] = begun;
    await hall.review.submit(hall.agent, id);
    expect((await hall.begin('single')).id).to.equal(id);
    await hall.review.reject(hall.first, id, '不收');
    expect((await hall.begin('single')).id).not.to.equal(id);
  });

  it('counts its versions, one open at a time, and lists the differences', async () => {
    const first = await hall.bring('approved');
    const { subjectId = '', version } = await hall.review.read(hall.agent, first);
    expect(version).to.equal(1);
    const about = { institutionId: hall.own.id, subjectId, data: answers };
    const [second, again] = await Promise.all([
      hall.review.begin(hall.agent, 'plain', about),
      hall.review.begin(hall.agent, 'plain', about),
    ]);
    expect([second.version, again.id]).to.eql([2, second.id]);
    await hall.review.save(hall.agent, second.id, { ...answers, title: '剪纸展（二）', places: 'yard' });
    await hall.review.submit(hall.agent, second.id);
    const compared = await hall.review.changes(await hall.review.read(hall.first, second.id));
    expect(compared?.against?.version).to.equal(1);
    expect(compared?.changes).to.eql([
      { name: 'title', title: '标题', from: '剪纸展', to: '剪纸展（二）' },
      { name: 'places', title: '地点', from: '大厅、院子', to: '院子' },
    ]);
    expect((await hall.review.approve(hall.first, second.id)).subjectId).to.equal(subjectId);
    expect((await hall.review.begin(hall.agent, 'plain', about)).version).to.equal(3);
  });

  it('is compared with the version sent before its return', async () => {
    const id = await hall.bring('returned');
    const draft = await hall.review.save(hall.agent, id, { ...answers, title: '窗花展' });
    const expected = [{ name: 'title', title: '标题', from: '剪纸展', to: '窗花展' }];
    expect((await hall.review.changes(draft))?.changes).to.eql(expected);
    await hall.review.submit(hall.agent, id);
    expect((await hall.review.changes(await hall.review.read(hall.first, id)))?.changes).to.eql(expected);
  });

  describe('belongs to its institution', () => {
    const nothing = 'review.not_found';

    it('and does not exist for all others', async () => {
      const id = await hall.bring('submitted');
      const { other, member, review } = hall;
      const stranger = member('stranger', { institutionId: other.id, role: 'owner' });
      for (const work of [
        () => review.read(stranger, id),
        () => review.read(stranger, '00000000-0000-4000-8000-00000000dead'),
        () => review.read(stranger, "'; drop table submissions"),
        () => review.save(stranger, id, {}),
        () => review.submit(stranger, id),
        () => review.recall(stranger, id),
        () => review.discard(stranger, id),
        () => review.begin(stranger, 'plain', { institutionId: hall.own.id }),
        () => review.read({ kind: 'citizen', accountId: 'agent' }, id),
      ])
        expect(await refusal(work()).then(({ code, message }) => [code, message])).to.eql(['not_found', nothing]);
    });

    it('and so do its subjects', async () => {
      const { subjectId = '' } = await hall.review.read(hall.agent, await hall.bring('approved'));
      const { other, member, review } = hall;
      const stranger = member('stranger', { institutionId: other.id });
      const work = review.begin(stranger, 'plain', { institutionId: other.id, subjectId });
      expect((await refusal(work)).code).to.equal('not_found');
    });

    it('whose readers read and do not write, unless the kind is theirs', async () => {
      const { id } = await hall.begin();
      const reader = hall.member('reader', { role: 'reader' });
      expect((await hall.review.read(reader, id)).id).to.equal(id);
      expect(hall.review.maySend(reader, await hall.review.read(reader, id))).to.equal(false);
      const { code, message } = await refusal(hall.review.save(reader, id, {}));
      expect([code, message]).to.eql(['forbidden', 'review.role_may_not_send {"kind":"布告"}']);
      expect((await hall.begin('readers', {}, reader)).state).to.equal('draft');
    });

    it('whose hired developers see only submissions about their applications', async () => {
      const { subjectId = '', id } = await hall.review.read(hall.agent, await hall.bring('approved'));
      const developer = (...applications: string[]) => hall.member('developer', { role: 'developer', applications });
      expect((await hall.review.read(developer(subjectId), id)).id).to.equal(id);
      expect((await refusal(hall.review.read(developer('another'), id))).message).to.equal(nothing);
      const found = await hall.review.list({ institutionId: hall.own.id, subjectIds: [subjectId] });
      expect(found.map((each) => each.id)).to.eql([id]);
    });
  });

  it('R16 may come by mail, entered by an operator', async () => {
    const operator = hall.staff('desk', { roles: ['operator'] });
    const about = { institutionId: hall.own.id, source: 'mail' as const, data: answers };
    const { id, source } = await hall.review.begin(operator, 'plain', about);
    expect(source).to.equal('mail');
    expect((await hall.review.submit(operator, id)).submittedBy).to.equal('desk');
    expect((await refusal(hall.review.approve(operator, id))).code).to.equal('forbidden');
  });
});
