import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { createApi } from '../../support/api.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { follow, walk } from '../../support/open.ts';
import { createHost, shelve } from '../../support/published.ts';

describe('the public order of changes', function () {
  this.timeout(60_000);
  const clock = testClock('2036-11-27T12:00:00+08:00');
  let at: TestApp;
  let host: string;
  let call: ReturnType<typeof createApi>;
  let ids: string[];
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    call = createApi(at);
    host = await createHost(at, '青溪县文化馆');
    ids = await shelve(at, host, [{ channel: 'book' }, { channel: 'book' }, { channel: 'book' }]);
    await at.app.openReading.orderChanges();
  });
  beforeEach(() => clock.advance(61));
  after(() => at.close());

  const touch = `update listings set changed_at = changed_at + interval '1 second' where entry_id = $1`;

  it('has nothing turn up behind a reader, whichever transaction began first', async () => {
    const { db } = at.database;
    const [slow = '', quick = ''] = ids;
    let reader = await follow(call);
    await db.run(touch, [slow]); // waits for its place already
    await db.transaction(async (trx) => {
      await trx.run(touch, [slow]);
      await db.run(touch, [quick]);
      await at.app.openReading.orderChanges(); // waits for no transaction
      reader = await follow(call, reader);
      expect(reader.told).to.deep.equal([`published ${quick}`]);
    });
    await at.app.openReading.orderChanges();
    expect((await follow(call, reader)).told).to.deep.equal([`published ${slow}`]);
  });

  it('lists an entry changed ten times once, and a reindexed one not at all', async () => {
    const { db } = at.database;
    const reader = await follow(call);
    for (let time = 0; time < 10; time += 1) await db.run(touch, [ids[0]]);
    await at.app.openReading.orderChanges();
    expect((await follow(call, reader)).told).to.deep.equal([`published ${ids[0]}`]);
    const indexAnew = async () => {
      await db.run('update listings set spelling = 0');
      await at.app.listingIndex.respell();
      await at.app.openReading.orderChanges();
    };
    await indexAnew(); // the times of their versions again
    const later = await follow(call, reader);
    await indexAnew();
    expect((await follow(call, later)).told).to.deep.equal([]);
  });

  it('is given by two nodes at once as by one', async () => {
    const { db } = at.database;
    const reader = await follow(call);
    for (const id of ids) await db.run(touch, [id]);
    const reading = at.app.openReading;
    await Promise.all(Array.from({ length: 6 }, () => reading.orderChanges()));
    expect((await follow(call, reader)).told.toSorted()).to.deep.equal(ids.map((id) => `published ${id}`).toSorted());
  });

  it('tells the new name of an institution, and of an entry that is deleted that it is gone', async () => {
    const { db } = at.database;
    const reader = await follow(call);
    await db.run(`update institutions set name = '青溪区文化馆' where id = $1`, [host]);
    const [last = ''] = ids.slice(-1);
    await db.run('delete from listings where entry_id = $1', [last]);
    await at.app.openReading.orderChanges();
    const { copy, told } = await follow(call, reader);
    expect(told).to.include(`withdrawn ${last}`);
    expect([...copy.values()].map(({ institution }) => Object(institution).name)).to.deep.equal([
      '青溪区文化馆',
      '青溪区文化馆',
    ]);
  });

  it('and lists are shorter where contents are long, and complete in the end', async () => {
    const other = await createHost(at, '云溪县文化馆');
    const long = { body: `<p>${'长'.repeat(19_000)}</p>` };
    const made = await shelve(
      at,
      other,
      Array.from({ length: 24 }, () => ({ channel: 'news' as const, data: long })),
    );
    await at.app.openReading.orderChanges();
    const { body } = await call('get', `/open/resources?institution_id=${other}&page_size=200`);
    expect(body.items).to.have.length.within(10, 23);
    expect(body.next).to.be.a('string');
    const all = await walk(call, `/open/resources?institution_id=${other}`, 200);
    expect(all.map(({ id }) => id).toSorted()).to.deep.equal(made.toSorted());
    const changes = await call('get', '/open/changes?page_size=200');
    expect(changes.body).to.include({ has_more: true });
    expect([...(await follow(call)).copy.keys()]).to.include.members(made);
  });
});
