import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createPartnerProgram } from '../support/api.ts';
import { operator, startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';
import { createMember, createStaff, signInToConsole } from '../support/console.ts';
import { jsonEntry } from '../support/resources.ts';
import { entryBy, everyScope } from '../support/sandbox.ts';
import { messagesOf, said } from '../support/words.ts';

const scopes = everyScope;
const marker = '沙箱琴声四七一';
const marked = 471_471;
const channels = ['news', 'live', 'activity', 'venue', 'course', 'book', 'market'] as const;

describe('R27 the data of a sandbox', function () {
  this.timeout(90_000);
  const clock = testClock('2026-11-24T10:00:00+08:00');
  let at: TestApp;
  let institutionId = '';
  let sandbox: Awaited<ReturnType<typeof createPartnerProgram>>;
  let production: Awaited<ReturnType<typeof createPartnerProgram>>;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    institutionId = (await createMember(at)).institutionId;
    await at.database.db.run(`update institutions set region_code = '330106' where id = $1`, [institutionId]);
    sandbox = await createPartnerProgram(at, scopes, { institutionId, sandbox: true });
    production = await createPartnerProgram(at, scopes, { institutionId });
  });
  after(() => at.close());

  const bodyOf = (channel: (typeof channels)[number]) => entryBy(at, sandbox, channel, { title: marker });

  it('takes entries of every channel by the rules of production, and publishes submissions', async () => {
    for (const channel of channels) {
      const target = `/resources/${channel}/S-471`;
      const made = await sandbox.call('put', target, await bodyOf(channel));
      expect([made.status, made.body.result, made.body.status], channel).to.deep.equal([201, 'created', 'draft']);
      const again = await sandbox.call('put', target, await bodyOf(channel));
      expect([again.status, again.body.result], channel).to.deep.equal([200, 'unchanged']);
      const sent = await sandbox.call('post', `${target}:submit`);
      expect(sent.body, channel).to.include({ status: 'published', version: 1, title: marker });
    }
    const refused = await sandbox.call('put', '/resources/news/S-472', { title: '' });
    const inProduction = await production.call('put', '/resources/news/S-472', { title: '' });
    expect([refused.status, refused.body.errors]).to.deep.equal([422, inProduction.body.errors]);
  });

  it('goes through revision, patch, withdrawal and removal as production does', async () => {
    const target = '/resources/news/S-471';
    const { headers } = await sandbox.call('get', target);
    const etag = headers.get('etag') ?? '';
    const revised = await sandbox.call(
      'patch',
      target,
      { title: `${marker}修订` },
      {
        'if-match': etag,
        'content-type': 'application/merge-patch+json',
      },
    );
    expect(revised.body, JSON.stringify(revised.body)).to.include({
      result: 'revision',
      status: 'published',
      revision_status: 'draft',
      version: 1,
    });
    expect((await sandbox.call('delete', target, undefined, { 'if-match': etag })).status).to.equal(412);
    const sent = await sandbox.call('post', `${target}:submit`);
    expect(sent.body).to.include({ status: 'published', version: 2, title: `${marker}修订` });
    expect((await sandbox.call('delete', target)).body.code).to.equal('resource_published_immutable');
    expect((await sandbox.call('post', `${target}:recall`)).body.code).to.equal('conflict');
    const short = await sandbox.call('post', `${target}:withdraw`, { reason: '撤' });
    expect(messagesOf(short.body)).to.equal(said('fields.too_short', { label: '撤回原因', min: 2, now: 1 }));
    const withdrawn = await sandbox.call('post', `${target}:withdraw`, { reason: '活动取消，内容不再有效' });
    expect(withdrawn.body.status).to.equal('withdrawn');
    expect((await sandbox.call('put', '/resources/news/S-473', await bodyOf('news'))).status).to.equal(201);
    expect((await sandbox.call('delete', '/resources/news/S-473')).status).to.equal(204);
    expect((await sandbox.call('get', '/resources/news/S-473')).status).to.equal(404);
  });

  it('keeps live states, takes batches and lists page by page', async () => {
    const live = await sandbox.call('put', '/resources/activity/S-471/live-state', { remaining: 3 });
    expect(live.status, JSON.stringify(live.body)).to.equal(200);
    expect(live.body.changed).to.equal(true);
    const items = await Promise.all(
      [1, 2, 3].map(async (n) => ({ channel: 'news', external_id: `B-${n}`, data: await bodyOf('news') })),
    );
    const { body } = await sandbox.call('post', '/resources:batch', {
      submit: true,
      items: [...items, { channel: 'news', external_id: 'B-4', data: {} }],
    });
    const answered = body.items as { status: number; submitted: boolean }[];
    expect(answered.map(({ status }) => status)).to.deep.equal([201, 201, 201, 422]);
    expect(answered.map(({ submitted }) => submitted)).to.deep.equal([true, true, true, false]);
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await sandbox.call('get', `/resources?status=published&page_size=2${cursor}`);
      seen.push(...(page.body.items as { external_id: string }[]).map(({ external_id: id }) => id));
      if (page.body.next === null) break;
      cursor = `&cursor=${encodeURIComponent(String(page.body.next))}`;
    }
    expect(seen.toSorted()).to.deep.equal(['B-1', 'B-2', 'B-3', ...channels.slice(1).map(() => 'S-471')].toSorted());
  });

  it('takes reports by the rules of production', async () => {
    const figures = { pv: marked, uv: 300, ip: 280, new_activities: 2, new_venues: 0 };
    const first = await sandbox.call('put', '/stats/daily/2026-11-23', { figures });
    expect([first.status, first.body.result]).to.deep.equal([201, 'created']);
    expect((await sandbox.call('put', '/stats/daily/2026-11-23', { figures })).body.result).to.equal('unchanged');
    const changed = { figures: { ...figures, pv: marked + 1 } };
    expect((await sandbox.call('put', '/stats/daily/2026-11-23', changed)).body.code).to.equal('stats_reason_required');
    const corrected = await sandbox.call('put', '/stats/daily/2026-11-23', { ...changed, reason: '漏计' });
    expect(corrected.body).to.include({ result: 'corrected', revision: 2 });
    const refused = await sandbox.call('put', '/stats/daily/2026-11-22', { figures: { ...figures, uv: marked * 2 } });
    expect(refused.status).to.equal(422);
    const list = await sandbox.call('get', '/stats/daily?from=2026-11-01&to=2026-11-23');
    expect(list.body.items).to.have.length(1);
    const summary = await sandbox.call('get', '/stats/summary?from=2026-11-22&to=2026-11-23');
    expect(summary.body).to.include({ due_days: 2, reported_days: 1 });
  });

  it('reads a sample of the catalogue and a licence', async () => {
    const { body } = await sandbox.call('get', '/catalog/resources');
    const [sample] = body.items as { id: string; title: string }[];
    expect(sample?.title).to.include('沙箱示例');
    expect((await sandbox.call('get', `/catalog/resources/${sample?.id}`)).status).to.equal(200);
    const licences = (await sandbox.call('get', '/licences')).body.items as { id: string }[];
    expect((await sandbox.call('get', `/licences/${licences[0]?.id}`)).body).to.include({ state: 'active' });
    expect((await sandbox.call('get', `/catalog/resources/${institutionId}`)).status).to.equal(404);
  });

  it('is in no table of production, whatever it is', async () => {
    const tables = await at.database.db.rows<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
    );
    const holding: string[] = [];
    for (const { name } of tables) {
      const found = await at.database.db.row<{ n: number }>(
        `select count(*)::int as n from "${name}" t where t::text like $1 or t::text ~ $2 or t::text like $3`,
        [`%${marker}%`, `\\m${marked}\\M`, '%S-471%'] /* as a number of its own: a picture holds every six digits */,
      );
      if ((found?.n ?? 0) > 0) holding.push(name);
    }
    expect(holding).to.deep.equal([]);
    const told = await at.database.db.rows(
      `select type from (select type, client_id from event_arrivals union all select type, client_id from events) told where client_id = $1`,
      [sandbox.clientId],
    );
    expect(told).to.deep.equal([]);
    const counted = await at.database.db.rows(
      `select 1 from daily_reports union all select 1 from entries union all select 1 from submissions where kind like 'resource-%'`,
    );
    expect(counted).to.deep.equal([]);
    await at.app.totals.roll();
    expect(
      (await at.app.totals.days('', '2026-11-01', '2026-11-23')).every(({ figures }) => figures.pv === undefined),
    ).to.equal(true);
  });

  it('is on no page and in no list of others', async () => {
    const owner = await signInToConsole(at, await createMember(at, { institutionId }));
    const staff = await signInToConsole(at, await createStaff(at, ['operator', 'reviewer', 'statistics']));
    const search = encodeURIComponent(marker);
    const pages = [
      [owner, '/console/resources'],
      [owner, `/console/resources?q=${search}`],
      [owner, '/console/statistics'],
      [owner, '/console/statistics/dashboard?date=2026-11-23'],
      [staff, '/admin/review'],
      [staff, '/admin/statistics?date=2026-11-23'],
      [staff, '/admin/statistics/quality?date=2026-11-23'],
      [staff, '/'],
      [staff, '/news'],
      [staff, `/search?q=${search}`],
    ] as const;
    for (const [browser, path] of pages) {
      const { text } = await browser.walk(path);
      const shown = text.replaceAll(/value="[^"]*"/g, '').replaceAll(`${marker}`, path.includes('q=') ? '' : marker);
      expect(shown, path).not.to.include(marker).and.not.include('471,471').and.not.include('S-471');
    }
    expect((await production.call('get', '/resources')).body.items).to.deep.equal([]);
    expect((await production.call('get', '/resources/news/S-471')).status).to.equal(404);
    expect((await production.call('get', '/stats/daily?from=2026-11-01&to=2026-11-23')).body.items).to.deep.equal([]);
    const other = await createPartnerProgram(at, scopes, { institutionId, sandbox: true });
    expect((await other.call('get', '/resources')).body.items).to.deep.equal([]);
    expect((await other.call('get', '/resources/news/S-471')).status).to.equal(404);
    // And the other way: production entries are not in a sandbox.
    await production.call('put', '/resources/news/P-1', await jsonEntry(at, institutionId, 'news'));
    expect((await sandbox.call('get', '/resources/news/P-1')).status).to.equal(404);
    expect(
      await at.app.statistics.owed(operator, production.clientId, { from: '2026-11-24', to: '2026-11-24' }),
    ).to.eql([]);
  });

  it('is kept for 30 days after its last change', async () => {
    const kept = async () => (await at.database.db.rows('select 1 from sandbox.daily_reports')).length;
    clock.set('2026-12-24T09:59:00+08:00');
    await at.app.purgeSandboxes();
    expect(await kept()).to.equal(1);
    clock.set('2026-12-24T10:01:00+08:00');
    await at.app.purgeSandboxes();
    expect(await kept()).to.equal(0);
    expect(await at.database.db.rows('select 1 from sandbox.report_revisions')).to.deep.equal([]);
  });
});
