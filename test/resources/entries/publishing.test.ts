import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { channels, isChannelCode } from '../../../src/resources/channels/channels.ts';
import { standingOf } from '../../../src/resources/entries/entry.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createMember } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { refusal } from '../../support/refusal.ts';
import { entryOf, publish, reviewer } from '../../support/resources.ts';

describe('publishing', () => {
  const clock = testClock('2036-11-24T10:00:00+08:00');
  let at: TestApp;
  let actor: ReturnType<typeof asMember>;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    actor = asMember(await createMember(at));
  });
  after(() => at.close());

  const get = (id: string) => at.app.resources.get(actor, id);

  for (const code of Object.keys(channels).filter(isChannelCode))
    it(`R42 R44 publishes an approved entry of ${channels[code].name}`, async () => {
      const { entryId } = await publish(at, actor, code);
      const { entry, values } = await at.app.resources.contents(actor, entryId);
      expect(standingOf(entry)).to.equal('published');
      expect(values).to.include({ title: channels[code].example.title, external_id: entry.externalId });
    });

  it('R45 refuses to change or remove a published entry, also by SQL', async () => {
    const { entryId } = await publish(at, actor, 'news', { external_id: 'immutable' });
    expect(await refusal(at.app.resources.remove(actor, entryId))).to.include({ code: 'resource_published_immutable' });
    for (const sql of [
      `update publications set title = '改'`,
      'delete from publications',
      'delete from publication_ends',
    ])
      expect(await at.database.db.run(sql).catch(String), sql).to.match(/append/i);
  });

  it('R46 replaces a published entry by its approved revision, and shows the old one until then', async () => {
    const { entryId } = await publish(at, actor, 'book', { external_id: 'revised' });
    const data = await entryOf(at, actor.institutionId, 'book', {
      external_id: 'revised',
      title: '陶庵梦忆（校注本）',
    });
    const about = { institutionId: actor.institutionId, clientId: undefined };
    const [proposed] = await at.app.resources.proposeMany(actor, 'book', about, [{ data }]);
    expect(proposed).to.include({ entryId, outcome: 'revision' });
    const sent = await at.app.resources.submit(actor, entryId);
    expect((await at.app.resources.contents(actor, entryId)).values).to.include({ title: '陶庵梦忆' });
    await at.app.review.approve(reviewer, sent.id);
    expect((await at.app.resources.contents(actor, entryId)).values).to.include({ title: '陶庵梦忆（校注本）' });
    const versions = await at.app.resources.versions(entryId);
    expect(versions.map(({ version, why }) => [version, why])).to.deep.equal([
      [2, undefined],
      [1, 'superseded'],
    ]);
  });

  it('R46 takes an entry down on request, once a reviewer agrees', async () => {
    const { entryId } = await publish(at, actor, 'market', { external_id: 'withdrawn' });
    const sent = await at.app.resources.withdraw(actor, entryId, '商品停售');
    expect((await at.app.resources.withdraw(actor, entryId, '再来一次')).id).to.equal(sent.id);
    expect(standingOf(await get(entryId))).to.equal('published');
    await at.app.review.approve(reviewer, sent.id);
    expect(standingOf(await get(entryId))).to.equal('withdrawn');
  });

  it('waits for 定时发布 and ends at 下线时间, once, by whichever node', async () => {
    const times = { publish_at: '2036-11-25 09:00', expire_at: '2036-11-26 09:00' };
    const { entryId } = await publish(at, actor, 'video', { external_id: 'timed', ...times });
    expect(standingOf(await get(entryId))).to.equal('scheduled');
    const turn = () => Promise.all([1, 2].map(() => at.app.resources.turn()));
    clock.set('2036-11-25T08:59:59+08:00');
    await turn();
    expect(standingOf(await get(entryId))).to.equal('scheduled');
    clock.set('2036-11-25T09:00:00+08:00');
    await turn();
    expect(standingOf(await get(entryId))).to.equal('published');
    clock.set('2036-11-26T09:00:00+08:00');
    await turn();
    expect(standingOf(await get(entryId))).to.equal('expired');
    const ends = await at.database.db.rows(
      `select why from publication_ends e join publications p on p.id = e.publication_id where p.entry_id = $1`,
      [entryId],
    );
    expect(ends).to.deep.equal([{ why: 'expired' }]);
  });

  it('R46 changes 余量 without a review, and not beyond the published fields', async () => {
    const { entryId } = await publish(at, actor, 'activity', { external_id: 'live' });
    expect(await at.app.resources.setLive(actor, entryId, { remaining: '12' })).to.include({ changed: true });
    expect(await at.app.resources.setLive(actor, entryId, { remaining: '12' })).to.include({ changed: false });
    expect(await refusal(at.app.resources.setLive(actor, entryId, { remaining: '41' }))).to.have.nested.property(
      'fields.remaining',
    );
    expect(
      await refusal(at.app.resources.setLive(actor, entryId, { event_status: 'cancelled' })),
    ).to.have.nested.property('fields.reason');
  });
});

describe('proposing', () => {
  let at: TestApp;
  let actor: ReturnType<typeof asMember>;
  before(async () => {
    at = await startApp(import.meta.filename);
    actor = asMember(await createMember(at));
  });
  after(() => at.close());

  it('R43 leaves one record, one draft and no duplicate of an entry proposed three times, also at once', async () => {
    const about = { institutionId: actor.institutionId, clientId: undefined };
    const data = await entryOf(at, actor.institutionId, 'course', { external_id: 'three' });
    const propose = async () => (await at.app.resources.proposeMany(actor, 'course', about, [{ data }]))[0]?.outcome;
    const outcomes = await Promise.all([propose(), propose(), propose()]);
    expect(outcomes.toSorted()).to.deep.equal(['created', 'unchanged', 'unchanged']);
    const counts = await at.database.db.row(
      `select (select count(*) from entries where external_id = 'three') as entries, (select count(*) from submissions where kind = 'resource-course') as drafts`,
    );
    expect(counts).to.deep.equal({ entries: 1, drafts: 1 });
  });

  it('keeps incomplete entries, with the number of missing fields', async () => {
    const about = { institutionId: actor.institutionId, clientId: undefined };
    const [made] = await at.app.resources.proposeMany(actor, 'news', about, [{ data: { title: '只有标题' } }]);
    const entry = await at.app.resources.get(actor, made?.entryId ?? '');
    expect(entry).to.include({ title: '只有标题', reviewState: 'draft' });
    expect(entry.gaps).to.be.greaterThan(5);
    expect(await refusal(at.app.resources.submit(actor, entry.id))).to.include({ code: 'validation_failed' });
    await at.app.resources.remove(actor, entry.id);
    expect(await refusal(at.app.resources.get(actor, entry.id))).to.include({ code: 'not_found' });
  });

  it('is for certified institutions (R14) and for the own entries only', async () => {
    const newcomer = asMember(await createMember(at, { certified: false }));
    const about = { institutionId: newcomer.institutionId, clientId: undefined };
    expect(await refusal(at.app.resources.proposeMany(newcomer, 'news', about, [{ data: {} }]))).to.include({
      code: 'forbidden',
    });
    const other = asMember(await createMember(at));
    const { entryId } = await publish(at, actor, 'audio');
    expect(await refusal(at.app.resources.get(other, entryId))).to.include({ code: 'not_found' });
    expect(await refusal(at.app.resources.withdraw(other, entryId, '不是我的'))).to.include({ code: 'not_found' });
  });
});
