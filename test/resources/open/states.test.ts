import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createApi, createPartnerProgram } from '../../support/api.ts';
import { operator, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createMember } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { follow, linesIn, walk } from '../../support/open.ts';
import { createHost, shelve } from '../../support/published.ts';
import { entryOf, publish, reviewer } from '../../support/resources.ts';
import { entryBy, everyScope } from '../../support/sandbox.ts';

/** R44, R45: anyone's programs get exactly the public entries, by each of the ways. */
describe('R44 open reading of entries in all states', function () {
  this.timeout(90_000);
  const clock = testClock('2026-11-24T10:00:00+08:00');
  let at: TestApp;
  let call: ReturnType<typeof createApi>;
  let actor: ReturnType<typeof asMember>;
  let ofDisabled: string[] = [];
  let disabled = '';
  const ids: Record<string, string> = {};
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    call = createApi(at);
    actor = asMember(await createMember(at));
    const { resources, review } = at.app;
    const { institutionId } = actor;
    const propose = async (name: string, more = {}) => {
      const data = await entryOf(at, institutionId, 'activity', { title: name, external_id: name, ...more });
      const [made] = await resources.proposeMany(actor, 'activity', { institutionId, clientId: undefined }, [{ data }]);
      return made?.entryId ?? '';
    };
    const put = async (name: string, more = {}) =>
      (await publish(at, actor, 'activity', { title: name, external_id: name, ...more })).entryId;

    ids.published = await put('published');
    ids.revised = await put('revised');
    const revision = await entryOf(at, institutionId, 'activity', { title: 'revised later', external_id: 'revised' });
    await resources.proposeMany(actor, 'activity', { institutionId, clientId: undefined }, [{ data: revision }]);
    ids.draft = await propose('draft');
    ids.submitted = await propose('submitted');
    await resources.submit(actor, ids.submitted);
    ids.scheduled = await put('scheduled', { publish_at: '2026-12-24T10:00:00+08:00' });
    ids.withdrawn = await put('withdrawn');
    const sent = await resources.withdraw(actor, ids.withdrawn, '活动取消');
    await review.approve(reviewer, sent.id);
    ids.expiring = await put('expiring', { expire_at: '2026-11-24T11:00:00+08:00' });

    const host = await createHost(at, '云溪县图书馆');
    await shelve(
      at,
      host,
      (['news', 'live', 'venue', 'course', 'book', 'market', 'video', 'audio'] as const).map((channel) => ({
        channel,
      })),
    );
    disabled = await createHost(at, '停用的文化馆');
    ofDisabled = await shelve(at, disabled, [{ channel: 'news' }, { channel: 'book' }]);
    await at.app.closing.disable(operator, disabled, '核查');

    const sandbox = await createPartnerProgram(at, everyScope, { institutionId, sandbox: true });
    await sandbox.call('put', '/resources/activity/S-1', await entryBy(at, sandbox, 'activity', { title: 'sandbox' }));
    const inSandbox = await sandbox.call('post', '/resources/activity/S-1:submit');
    expect(inSandbox.body.status).to.equal('published');
    ids.sandbox = String(inSandbox.body.id);
    clock.advance(2 * 3600); // the expiry has passed, and no job has run yet
    await at.app.openReading.orderChanges();
  });
  after(() => at.close());

  const pageOf = (id: string) => fetch(`${at.origin}/resources/${id}`, { headers: { accept: 'text/html' } });
  const seen = async () => {
    const all = (await at.database.db.rows<{ id: string }>('select id from entries order by id')).map(({ id }) => id);
    const statuses = await Promise.all([...all, ids.sandbox ?? ''].map(async (id) => [id, (await pageOf(id)).status]));
    return statuses.flatMap(([id, status]) => (status === 200 ? [String(id)] : [])).toSorted();
  };
  const named = (items: readonly Readonly<Record<string, unknown>>[]) => items.map(({ id }) => String(id)).toSorted();
  const byId = (items: Iterable<Readonly<Record<string, unknown>>>) =>
    [...items].toSorted((one, other) => (String(one.id) < String(other.id) ? -1 : 1));

  async function exported() {
    await at.app.openReading.exportToday();
    const { body } = await call('get', '/open/exports');
    const [newest] = Array.isArray(body.items) ? body.items : [];
    const file = Buffer.from(await (await fetch(newest.url)).arrayBuffer());
    return { newest, file, lines: linesIn(file) };
  }

  it('is the same by list, one by one, by changes, in the export, and on the public pages', async () => {
    const visible = await seen();
    expect(visible).to.have.lengthOf(10);
    expect(visible).to.include(ids.published).and.include(ids.revised);
    for (const name of ['draft', 'submitted', 'scheduled', 'withdrawn', 'expiring', 'sandbox'])
      expect(visible, name).not.to.include(ids[name]);

    const listed = await walk(call, '/open/resources');
    expect(named(listed)).to.deep.equal(visible);
    const followed = await follow(call);
    expect([...followed.copy.keys()].toSorted()).to.deep.equal(visible);
    const { lines, newest, file } = await exported();
    expect(named(lines)).to.deep.equal(visible);
    expect(newest).to.include({ date: '2026-11-24', resources: 10, size: file.length });
    expect(newest.sha256).to.equal(createHash('sha256').update(file).digest('hex'));
    expect(newest.channels).to.include({ activity: 2, book: 1 });

    const whole = byId(listed);
    expect(byId(followed.copy.values())).to.deep.equal(whole);
    expect(byId(lines)).to.deep.equal(whole);
    for (const item of whole) expect((await call('get', `/open/resources/${item.id}`)).body).to.deep.equal(item);
  });

  it('answers 410 for entries that existed, and 404 for those that never did', async () => {
    for (const name of ['withdrawn', 'expiring'])
      expect((await call('get', `/open/resources/${ids[name]}`)).status, name).to.equal(410);
    expect((await call('get', `/open/resources/${ofDisabled[0]}.jsonld`)).status).to.equal(410);
    for (const name of ['draft', 'submitted', 'scheduled', 'sandbox'])
      expect((await call('get', `/open/resources/${ids[name]}`)).status, name).to.equal(404);
  });

  it('tells keepers of a copy exactly which entries came, changed and went', async () => {
    const before_ = await follow(call);
    const { told: none } = await follow(call, before_);
    expect(none).to.deep.equal([]);

    const gone = ids.published ?? '';
    const sent = await at.app.resources.withdraw(actor, gone, '场地停用');
    await at.app.review.approve(reviewer, sent.id);
    // At once, though the change gets its place within a minute.
    expect((await call('get', `/open/resources/${gone}`)).status).to.equal(410);
    expect(named(await walk(call, '/open/resources'))).not.to.include(gone);
    await at.app.resources.setLive(actor, ids.revised ?? '', { remaining: '3' });
    await at.app.resources.turn(); // expired ones are taken down
    const { entryId: come } = await publish(at, actor, 'news', { external_id: 'come' });
    await at.app.closing.enable(operator, disabled);
    await at.app.openReading.orderChanges();

    const after_ = await follow(call, before_);
    expect(after_.told.toSorted()).to.deep.equal(
      [
        ...[`withdrawn ${gone}`, `published ${ids.revised}`, `withdrawn ${ids.expiring}`, `published ${come}`],
        ...ofDisabled.map((id) => `published ${id}`),
      ].toSorted(),
    );
    expect([...after_.copy.keys()].toSorted()).to.deep.equal(await seen());
    expect(after_.copy.get(ids.revised ?? '')).to.have.nested.property('live_state.remaining', 3);
  });

  it('continues from an export: file and changes together give the present entries', async () => {
    clock.advance(24 * 3600);
    const { lines, newest } = await exported();
    await at.app.closing.disable(operator, disabled, '又一次核查');
    await at.app.openReading.orderChanges();
    const copy = new Map(lines.map((line) => [String(line.id), line]));
    for (const id of ofDisabled) expect([...copy.keys()]).to.include(id);
    const followed = await follow(call, { copy, cursor: newest.changes });
    expect([...followed.copy.keys()].toSorted()).to.deep.equal(await seen());
    expect(byId(followed.copy.values())).to.deep.equal(byId(await walk(call, '/open/resources')));
  });

  it('keeps the files of seven days, and makes one a day only', async () => {
    const daysOf = async () => {
      const { body } = await call('get', '/open/exports');
      return (Array.isArray(body.items) ? body.items : []).map(({ date }) => date);
    };
    expect(await daysOf()).to.deep.equal(['2026-11-25', '2026-11-24']);
    const made = await call('get', '/open/exports');
    clock.advance(60);
    await at.app.openReading.exportToday();
    expect((await call('get', '/open/exports')).body).to.deep.equal(made.body);
    clock.advance(6 * 24 * 3600);
    await at.app.openReading.exportToday();
    expect(await daysOf()).to.deep.equal(['2026-12-01', '2026-11-25']);
    expect((await call('get', '/open/exports/2026-11-24.ndjson.gz')).status).to.equal(404);
  });

  it('replaces the half-made files of a dead run', async () => {
    const { db } = at.database;
    await db.run(`update open_exports set state = 'making', sha256 = null, made_at = null where day = '2026-12-01'`);
    await db.run(`insert into open_export_parts (day, place, bytes) values ('2026-12-01', 1, 'left')`);
    const { lines, newest } = await exported();
    expect(newest.date).to.equal('2026-12-01');
    const left = await db.rows(`select place from open_export_parts where day = '2026-12-01'`);
    expect(left).to.deep.equal([{ place: 0 }]);
    expect(named(lines)).to.deep.equal(await seen());
  });
});
