import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { Problem } from '../../../src/errors.ts';
import { catalogueNumber } from '../../../src/resources/licences/catalogue/catalogue.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createMember, createStaff } from '../../support/console.ts';
import { asMember, asStaff } from '../../support/institutions.ts';
import {
  apply,
  createBorrower,
  createDesk,
  type Desk,
  grant,
  poster,
  setTerms,
  share,
  wanted,
} from '../../support/lending.ts';
import { refusal } from '../../support/refusal.ts';
import { fact } from '../../support/words.ts';

describe('R50 licences', () => {
  const clock = testClock('2036-11-24T10:00:00+08:00');
  let at: TestApp;
  let desk: Desk;
  let borrower: Awaited<ReturnType<typeof createBorrower>>;
  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { clock, env: { THROTTLE: 'off' } });
    desk = await createDesk(at);
    borrower = await createBorrower(at);
  });
  beforeEach(() => clock.set('2036-11-24T10:00:00+08:00'));
  after(() => at.close());

  const stateOf = async (id: string) => at.app.licences.stateOf(await at.app.licences.get(borrower, id));
  const problemsOf = async (work: Promise<unknown>) => (await refusal(work))?.fields ?? {};

  describe('of the Cloud’s own entries', () => {
    it('R58 are written by one operator and decided about by another', async () => {
      const id = await share(at, desk);
      expect((await at.app.catalogue.get(id)).terms).to.deep.include({ purposes: ['show', 'teaching'], months: 12 });
      const own = await at.app.resources.revise(desk.decider, id);
      const sent = await at.app.review.submit(desk.decider, own.id);
      expect(await refusal(at.app.review.approve(desk.decider, sent.id))).to.include({ code: 'forbidden' });

      const begun = await at.app.resources.revise(desk.writer, await share(at, desk));
      await at.app.review.save(desk.decider, begun.id, { ...begun.data, summary: '第三人改过的摘要' });
      const theirs = await at.app.review.submit(desk.writer, begun.id);
      expect(await at.app.review.obstacle(desk.decider, theirs)).to.have.property('code', 'review.own_submission');
      expect(await refusal(at.app.review.approve(desk.decider, begun.id))).to.include({ code: 'forbidden' });
      expect((await at.app.review.read(desk.writer, begun.id)).state).to.equal('submitted');
    });

    it('are written by members and staff with the role only', async () => {
      const id = await share(at, desk);
      const about = { institutionId: '00000000-0000-4000-8000-000000000001', subjectId: id };
      const reviewer = { ...desk.writer, roles: ['reviewer'] } as const;
      for (const actor of [borrower, reviewer])
        expect(await refusal(at.app.review.begin(actor, 'sharing', about)))
          .to.have.property('code')
          .that.is.oneOf(['forbidden', 'not_found']);
      const theirs = { institutionId: borrower.institutionId, subjectId: id };
      expect(await refusal(at.app.review.begin(borrower, 'sharing', theirs))).to.include({ code: 'forbidden' });
      expect(
        await refusal(at.app.review.begin(desk.writer, 'licence', { institutionId: borrower.institutionId })),
      ).to.include({ code: 'forbidden' });
    });

    it('stand in the catalogue as long as they are open and published', async () => {
      const id = await share(at, desk, { entry: { title: '一出好戏' } });
      const titles = async () => (await at.app.catalogue.list({ text: '一出好戏' })).map(({ title }) => title);
      expect(await titles()).to.deep.equal(['一出好戏']);
      await setTerms(at, desk, id, { sharing: 'closed' });
      expect(await titles()).to.deep.equal([]);
      await setTerms(at, desk, id);
      expect(await titles()).to.deep.equal(['一出好戏']);
      const { id: withdrawal } = await at.app.resources.withdraw(desk.writer, id, '版权到期');
      await at.app.review.approve(desk.decider, withdrawal);
      expect(await titles()).to.deep.equal([]);
      expect(await refusal(at.app.catalogue.get(id))).to.include({ code: 'not_found' });
    });
  });

  describe('are applied for', () => {
    it('with the contents of the basket, which is empty then', async () => {
      const ids = [await share(at, desk, { entry: { title: '甲｜乙' } }), await share(at, desk)];
      const id = await apply(at, borrower, ids);
      expect((await at.app.review.find(id))?.title).to.equal('《甲｜乙》等 2 项');
      expect((await at.app.catalogue.basket(borrower.institutionId)).items).to.deep.equal([]);
      await at.app.review.approve(desk.decider, id);
      expect((await at.app.licences.items(id)).map(({ entryId }) => entryId)).to.deep.equal(ids);
    });

    it('only where terms and province allow it, in words for each field', async () => {
      const id = await share(at, desk);
      const local = await share(at, desk, { terms: { region: '110000' } });
      expect(await problemsOf(at.app.catalogue.add(borrower, local))).to.deep.equal({
        resources: fact('licences.province_only'),
      });
      const tried = async (more: Record<string, string>) => problemsOf(apply(at, borrower, [id], more));
      expect((await tried({ purposes: 'onsite' })).purposes).to.have.property('code', 'licences.of_resource');
      expect((await tried({ until: '2037-11-24' })).until).to.have.property('code', 'licences.of_resource');
      expect((await tried({ until: '2036-11-23' })).until).to.deep.equal(fact('licences.ends_before_start'));
      expect((await tried({ from: '2036-11-23' })).from).to.deep.equal(fact('licences.from_past'));
      expect((await tried({ promise: '' })).promise).to.deep.equal(fact('licences.promise_missing'));
      expect((await tried({ application: 'ncc_nobody' })).application).to.have.property(
        'code',
        'licences.no_application',
      );
      const { title, ...one } = await at.app.catalogue.get(id);
      const told = (await tried({ resources: `${catalogueNumber(one)}｜别的名字｜数字资源·视频` })).resources;
      expect(told).to.deep.equal(
        fact('licences.line_differs', { line: 1, text: `${catalogueNumber(one)}｜${title}｜数字资源·视频` }),
      );
      expect((await tried({ resources: 'GJ-999999｜别的｜数字资源·视频' })).resources).to.have.property(
        'code',
        'licences.line_not_open',
      );
    });

    it('by managers of certified institutions only', async () => {
      const id = await share(at, desk);
      const reader = asMember(
        await createMember(at, { institutionId: borrower.institutionId, role: 'reader' }),
        'reader',
      );
      expect(await refusal(at.app.catalogue.add(reader, id))).to.include({ code: 'forbidden' });
      const newcomer = asMember(await createMember(at, { certified: false }));
      await at.app.catalogue.add(newcomer, id);
      expect(await refusal(at.app.licences.begin(newcomer, {}))).to.include({ code: 'forbidden' });
    });

    it('and not granted where the resource was closed meanwhile', async () => {
      const id = await share(at, desk);
      const sent = await apply(at, borrower, [id]);
      await setTerms(at, desk, id, { sharing: 'closed' });
      const { message } = (await refusal(at.app.review.approve(desk.decider, sent))) ?? {};
      expect(message).to.include('licences.terms_break').and.include('licences.terms_break');
    });
  });

  describe('are granted', () => {
    it('once, by either of two concurrent approvals', async () => {
      const sent = await apply(at, borrower, [await share(at, desk)]);
      const outcomes = await Promise.allSettled(
        [desk.decider, desk.writer].map((actor) => at.app.review.approve(actor, sent)),
      );
      expect(outcomes.map(({ status }) => status).toSorted()).to.deep.equal(['fulfilled', 'rejected']);
      const rows = await at.database.db.rows(`select 1 from licences where id = $1`, [sent]);
      expect(rows).to.have.length(1);
    });

    it('for a shorter time and with conditions where the reviewer says so, never for a longer one', async () => {
      const sent = await apply(at, borrower, [await share(at, desk)]);
      const given = { until: '2037-12-31', scope: '仅限本馆主页', conditions: '每季度报送使用数据' };
      expect(await problemsOf(at.app.review.approve(desk.decider, sent, given))).to.deep.equal({
        until: fact('licences.until_late'),
      });
      await at.app.review.approve(desk.decider, sent, { ...given, until: '2036-12-31' });
      const licence = await at.app.licences.get(borrower, sent);
      expect(licence).to.include({ scope: '仅限本馆主页', conditions: '每季度报送使用数据' });
      expect(licence.endsAt.toISOString()).to.equal('2036-12-31T16:00:00.000Z');
    });

    it('with the terms of that day, whatever they become', async () => {
      const entry = await share(at, desk);
      const id = await grant(at, desk, borrower, [entry]);
      await setTerms(at, desk, entry, { attribution: '来源：别处' });
      expect((await at.app.licences.items(id))[0]?.terms.attribution).to.equal('来源：国家公共文化云');
      for (const sql of [
        `update licence_items set title = '改'`,
        'delete from licence_items',
        'delete from licence_downloads',
      ])
        expect(await at.database.db.run(sql).catch(String), sql).to.match(/append/i);
    });
  });

  it('end to the second', async () => {
    const id = await grant(at, desk, borrower, [await share(at, desk)], { from: '2036-11-25', until: '2036-12-25' });
    const open = async () =>
      at.app.licences.open(borrower, id).then(
        () => 'open',
        (problem: unknown) => (problem instanceof Problem ? problem.code : problem),
      );
    for (const [time, state, answer] of [
      ['2036-11-24T23:59:59+08:00', 'upcoming', 'conflict'],
      ['2036-11-25T00:00:00+08:00', 'active', 'open'],
      ['2036-12-18T23:59:59+08:00', 'active', 'open'],
      ['2036-12-19T00:00:00+08:00', 'expiring', 'open'],
      ['2036-12-25T23:59:59.999+08:00', 'expiring', 'open'],
      ['2036-12-26T00:00:00+08:00', 'expired', 'licence_expired'],
    ] as const) {
      clock.set(time);
      expect([time, await stateOf(id), await open()]).to.deep.equal([time, state, answer]);
      expect((await at.app.licences.listOf(borrower, { state })).map((each) => each.id)).to.include(id);
    }
  });

  it('are reminded of once, seven days before their end, however many nodes do it', async () => {
    const id = await grant(at, desk, borrower, [await share(at, desk)], { until: '2036-12-10' });
    const remind = () => Promise.all([1, 2, 3].map(() => at.app.licences.remind()));
    const told = async () =>
      (await at.database.db.rows(`select 1 from notices where key like $1`, [`licence.expiring:${id}:%`])).length;
    clock.set('2036-12-03T23:59:59+08:00');
    await remind();
    expect(await told()).to.equal(0);
    clock.set('2036-12-04T00:00:00+08:00');
    await remind();
    await remind();
    expect(await told()).to.equal(1);
    const arrivals = await at.database.db
      .rows(`select type from event_arrivals where key = $1`, [`licence.expiring:${id}`])
      .catch(() => []);
    expect(arrivals.length).to.be.at.most(1);
  });

  describe('are taken back', () => {
    it('O6 at once, for a reason, by operators, once', async () => {
      const id = await grant(at, desk, borrower, [await share(at, desk)]);
      expect(await problemsOf(at.app.licences.revoke(desk.writer, id, ' '))).to.deep.equal({
        reason: fact('licences.reason_missing'),
      });
      expect(await refusal(at.app.licences.revoke(borrower, id, '原因'))).to.include({ code: 'forbidden' });
      const insider = asStaff(await createStaff(at, ['operator']), 'operator');
      await at.database.db.run(
        `insert into members (institution_id, account_id, role, created_at) values ($1, $2, 'reader', $3)`,
        [borrower.institutionId, insider.accountId, at.app.clock.now()],
      );
      expect(await refusal(at.app.licences.revoke(insider, id, '原因')), 'R58').to.include({ code: 'forbidden' });
      const twice = await Promise.allSettled([1, 2].map(() => at.app.licences.revoke(desk.writer, id, '署名不符')));
      expect(twice.map(({ status }) => status).toSorted()).to.deep.equal(['fulfilled', 'rejected']);
      expect(await stateOf(id)).to.equal('revoked');
      expect(await refusal(at.app.licences.open(borrower, id))).to.include({ code: 'licence_expired' });
      const letters = await at.database.db.rows(`select 1 from notices where key like $1`, [`licence.revoked:${id}:%`]);
      expect(letters).to.have.length(1);
    });

    it('and a running download breaks off', async () => {
      const files = await poster(at, desk); // more than the buffer ahead of the reader
      const ids = [await share(at, desk, { terms: { files } }), await share(at, desk, { terms: { files } })];
      const id = await grant(at, desk, borrower, ids);
      const stream = await at.app.packages.stream(await at.app.licences.open(borrower, id));
      const chunks: Buffer[] = [];
      let broke: unknown;
      try {
        for await (const chunk of stream) {
          chunks.push(chunk);
          if (chunks.length === 1) await at.app.licences.revoke(desk.writer, id, '署名不符');
        }
      } catch (error) {
        broke = error;
      }
      expect(broke).to.include({ code: 'licence_expired' });
      expect(Buffer.concat(chunks).includes('manifest.json')).to.equal(false);
    });
  });

  it('are seen by their institution alone', async () => {
    const id = await grant(at, desk, borrower, [await share(at, desk)]);
    const stranger = await createBorrower(at);
    expect(await refusal(at.app.licences.get(stranger, id))).to.include({ code: 'not_found' });
    expect(await refusal(at.app.licences.open(stranger, id))).to.include({ code: 'not_found' });
    const inside = (role: 'reader' | 'developer', applications?: string[]) => ({
      ...asMember({ accountId: borrower.accountId, institutionId: borrower.institutionId }, role),
      ...(applications && { applications }),
    });
    expect(await refusal(at.app.licences.open(inside('reader'), id))).to.include({ code: 'forbidden' });
    expect(await refusal(at.app.licences.get(inside('developer', ['ncc_x']), id))).to.include({ code: 'not_found' });
    expect(wanted.platform).to.equal((await at.app.licences.open(inside('developer'), id)).platform);
  });
});
