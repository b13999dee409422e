import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { Webhook } from 'standardwebhooks';
import { dayOf, days, after as later } from '../../src/clock.ts';
import { sandboxTables } from '../../src/database/sandbox-schema.ts';
import type { Fact } from '../../src/fact.ts';
import { scopesFor } from '../../src/oversight/admin-token.ts';
import { doorsOf } from '../access/doors.ts';
import { unzipped } from '../resources/licences/unzipped.ts';
import { createPartnerProgram, createProgram, operationOf } from '../support/api.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { createBrowser } from '../support/citizen.ts';
import { testClock } from '../support/clock.ts';
import { createMember, createStaff, signInToConsole } from '../support/console.ts';
import { letCount } from '../support/counters.ts';
import { rowOf, sheetRows, workbookOf } from '../support/imports.ts';
import { apiOperations } from '../support/operations.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { entryBy, everyScope, uploadedBy } from '../support/sandbox.ts';
import { until } from '../support/until.ts';
import { fact, isKeyed, messagesOf, said, speech } from '../support/words.ts';

const marker = '沙箱古琴八五二';
const ofWorkbook = '表格琵琶九六三';
const sample = '00000000-0000-4000-8000-000000000001';

describe('R27 every call in a sandbox', function () {
  this.timeout(60_000);
  const clock = testClock();
  let at: TestApp;
  let own: Receiver;
  let others: Receiver;
  let institutionId = '';
  let sandbox: Awaited<ReturnType<typeof createPartnerProgram>>;
  let production: Awaited<ReturnType<typeof createPartnerProgram>>;
  const well = new Set<string>();

  before(async () => {
    [own, others] = [await startReceiver(), await startReceiver()];
    const env = { OUTGOING_HOSTS: `${own.host},${others.host}` };
    clock.set(new Date().toISOString()); // verifiers of a webhook compare its time with the machine's
    at = await startApp(import.meta.filename, { clock, jobs: true, env });
    production = await createPartnerProgram(at, everyScope);
    institutionId = production.institutionId;
    sandbox = await createPartnerProgram(at, everyScope, { institutionId, sandbox: true });
    await production.call('post', '/webhook-endpoints', { url: others.url });
    // Of the people, for all of the institution.
    const owner = await createMember(at, { institutionId });
    const people = { kind: 'member', accountId: owner.accountId, institutionId, role: 'owner' } as const;
    await at.app.webhooks.endpoints.create(people, { url: `${others.url}/all`, types: [], description: '' });
  });
  beforeEach(() => clock.advance(2)); // a new budget of calls
  after(async () => {
    await at.close();
    await own.close();
    await others.close();
  });

  /** Of the sandbox, and noted where it went well. */
  const call: typeof sandbox.call = async (method, target, ...more) => {
    const answer = await sandbox.call(method, target, ...more);
    if (answer.status === 429) throw new Error('the test calls too often');
    if (answer.status < 300) well.add(operationOf(method, target));
    return answer;
  };
  const stateOf = async (id: unknown) =>
    (
      await at.database.db.row<{ state: string }>(
        `select state from sandbox.imports where id = $1 union all select state from sandbox.webhook_deliveries where id = $1`,
        [id],
      )
    )?.state;
  /** Time goes on meanwhile: deliveries to an endpoint that is just being called come a second later. */
  const comes = (isSo: () => boolean | Promise<boolean>, what: string) =>
    until(async () => {
      if (await isSo()) return true;
      clock.advance(0.05);
      return false;
    }, what);
  const inState = (id: unknown, state: string) => comes(async () => (await stateOf(id)) === state, state);
  const itemsOf = (body: Record<string, unknown>) => body.items as Record<string, unknown>[];
  const typesOf = async (program: typeof sandbox) =>
    itemsOf((await program.call('get', '/changes?page_size=200')).body).map(({ type }) => type);
  const rowsLike = async (table: string) =>
    (await at.database.db.row<{ n: number }>(`select count(*)::int as n from ${table}`))?.n;

  it('reads a real workbook, row by row, and valid rows become drafts that can be published', async () => {
    const bytesWith = (cover: string) => {
      const rows = [
        rowOf('news', { external_id: 'W-1', title: ofWorkbook, cover }),
        rowOf('news', { external_id: 'W-2', title: '', cover }),
        rowOf('news', { external_id: 'W-1', title: `${ofWorkbook}二`, cover }),
        rowOf('news', { external_id: '', title: `${ofWorkbook}三`, cover }),
      ];
      return workbookOf(sheetRows('news', rows));
    };
    // A cover belongs to the space in which it was uploaded.
    const ofSandbox = await bytesWith(await uploadedBy({ ...sandbox, call }));
    const send = (program: typeof sandbox, bytes = ofSandbox) =>
      fetch(`${at.origin}/api/v1/imports?channel=news`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${program.value}`,
          'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        },
        body: new Uint8Array(bytes),
      });
    const first = await send(sandbox);
    const { id } = JSON.parse(await first.text());
    expect([first.status, first.headers.get('location')]).to.deep.equal([202, `/api/v1/imports/${id}`]);
    await inState(id, 'done');
    const { body } = await call('get', `/imports/${id}`);
    expect(body).to.deep.include({ status: 'done', rows_done: 4, rows_good: 2, rows_bad: 2 });
    expect(body.counts).to.deep.equal({ created: 2, skipped: 2 });
    // The same file in production is described in the same words.
    const { id: real } = JSON.parse(
      await (await send(production, await bytesWith(await uploadedBy(production)))).text(),
    );
    await until(async () => (await at.app.imports.get(production.actor, real)).state === 'done', 'the import');
    const errors = String((await call('get', `/imports/${id}/errors.csv`)).body.text);
    expect(errors)
      .to.include('标题')
      .and.include(speech.mend(fact('imports.same_number', { row: 2 })).reason.replaceAll('"', '""'));
    expect(errors).to.equal((await production.call('get', `/imports/${real}/errors.csv`)).body.text);
    await production.call('delete', '/resources/news/W-1');
    expect((await call('get', '/resources/news/W-1')).body).to.include({ status: 'draft', title: ofWorkbook });

    expect((await call('post', `/imports/${id}:submit`)).status).to.equal(202);
    await inState(id, 'done');
    expect((await call('get', `/imports/${id}`)).body.counts).to.deep.include({ sent: 2, unsent: 0 });
    expect((await call('get', '/resources?channel=news&status=published')).body.items).to.have.length(2);
    await call('patch', '/resources/news/W-1', { title: `${marker}改` }, await seen('/resources/news/W-1'));
    const again = await send(sandbox);
    const second = JSON.parse(await again.text()).id;
    await inState(second, 'done');
    expect((await call('get', `/imports/${second}`)).body.counts).to.deep.include({ revision: 1, created: 1 });
  });

  const seen = async (target: string) => ({
    'if-match': (await sandbox.call('get', target)).headers.get('etag') ?? '',
    'content-type': 'application/merge-patch+json',
  });

  it('says of a file that cannot be read why, and takes no more rows than a sandbox keeps', async () => {
    const many = Array.from({ length: 1_001 }, (_, n) => JSON.stringify({ external_id: `M-${n}`, title: marker }));
    const types = { 'content-type': 'application/x-ndjson' };
    const { body } = await call('post', '/imports?channel=news', many.join('\n'), types);
    await inState(body.id, 'failed');
    expect((await call('get', `/imports/${body.id}`)).body).to.deep.include({
      reason: said('imports.sandbox_rows', { most: 1_000 }),
      counts: {},
    });
    const { body: broken } = await call('post', '/imports?channel=news', '   ', types);
    await inState(broken.id, 'failed');
    expect((await call('get', '/resources/news/M-1')).status).to.equal(404);
  });

  it('looks into files as production does, and keeps them within the sandbox', async () => {
    const id = await uploadedBy({ ...sandbox, call });
    expect((await call('get', `/files/${id}`)).body).to.include({ type: 'image/png', width: 1280, height: 720 });
    expect(await uploadedBy(sandbox)).to.equal(id);
    expect((await production.call('get', `/files/${id}`)).status).to.equal(404);
    const small = await uploadedBy(sandbox, 90, 60);
    const tried = await entryBy(at, sandbox, 'news', { cover: small });
    const { body } = await call('put', '/resources/news/small', tried);
    expect(JSON.stringify(body.errors)).to.match(isKeyed ? /files\.picture_small/ : /90×60/);
    const foreign = await uploadedBy(production);
    const { body: unknown } = await call('put', '/resources/news/small', { ...tried, cover: foreign });
    expect(JSON.stringify(unknown.errors)).to.include('media_not_found');
    const form = new FormData();
    form.set('file', new Blob(['<script>'], { type: 'image/png' }), 'a.png');
    expect((await call('post', '/files', form)).status).to.equal(422);
  });

  it('brings events of the sandbox to its endpoints, and no others', async () => {
    const { body: made } = await call('post', '/webhook-endpoints', { url: own.url, description: marker });
    const hook = `/webhook-endpoints/${made.id}`;
    const again = await call('post', '/webhook-endpoints', { url: own.url });
    expect([again.status, again.body.id, again.body.secret]).to.deep.equal([200, made.id, null]);
    expect((await call('post', '/webhook-endpoints', { url: 'http://10.0.0.1/hooks' })).status).to.equal(422);
    expect((await call('patch', hook, { types: ['resource.published', 'resource.withdrawn'] })).status).to.equal(200);

    own.received.length = 0;
    const entry = await entryBy(at, sandbox, 'activity', { title: marker });
    await call('put', '/resources/activity/H-1?submit=true', entry);
    clock.advance(1);
    await call('post', '/resources/activity/H-1:withdraw', { reason: '活动取消' });
    await comes(() => own.received.length === 2, 'two deliveries');
    const [{ headers, body } = { headers: {}, body: '' }] = own.received;
    const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    const event = new Webhook(String(made.secret)).verify(body, signed) as { type: string; data: object };
    expect(event.type).to.equal('resource.published');
    expect(event.data).to.include({ external_id: 'H-1', client_id: sandbox.clientId, title: marker });
    const { body: changes } = await call('get', '/changes?page_size=200');
    expect(itemsOf(changes).at(-2)).to.deep.include({ id: headers['webhook-id'], ...JSON.parse(body) });
    const after = await call('get', `/changes?cursor=${encodeURIComponent(String(changes.next))}`);
    expect(after.body).to.deep.include({ items: [], has_more: false });

    const { body: test } = await call('post', `${hook}:test`);
    await comes(() => own.received.length === 3, 'the test');
    await inState(test.id, 'delivered');
    await call('post', `/webhook-deliveries/${test.id}:redeliver`);
    await comes(() => own.received.length === 4, 'the test once more');
    expect(own.received.slice(2).map((one) => one.headers['webhook-id'])).to.deep.equal([
      ...[test.message_id, test.message_id],
    ]);
    await inState(test.id, 'delivered');
    const { body: listed } = await call(
      'get',
      `/webhook-deliveries?status=delivered&endpoint_id=${made.id}&page_size=2`,
    );
    const [newest, before] = itemsOf(listed);
    expect([newest?.id, before?.type]).to.deep.equal([test.id, 'resource.withdrawn']);
    const older = await call(
      'get',
      `/webhook-deliveries?status=delivered&endpoint_id=${made.id}&page_size=2&cursor=${encodeURIComponent(String(listed.next))}`,
    );
    expect(itemsOf(older.body).map(({ type }) => type)).to.deep.equal(['resource.published']);
  });

  it('tries an endpoint that refuses again, and stops with one that is gone', async () => {
    own.answers((respond) => respond(500));
    const { body: made } = await call('get', '/webhook-endpoints');
    const [endpoint] = itemsOf(made);
    const { body: failing } = await call('post', `/webhook-endpoints/${endpoint?.id}:test`);
    const attempts = async () =>
      (
        await at.database.db.row<{ n: number }>(`select attempts as n from sandbox.webhook_deliveries where id = $1`, [
          failing.id,
        ])
      )?.n;
    await until(async () => (await attempts()) === 1, 'the first attempt');
    const failed = 'select 1 from sandbox.webhook_endpoints where failing_since is not null';
    await until(async () => (await at.database.db.rows(failed)).length === 1, 'it is known to fail');
    expect((await call('get', `/webhook-endpoints/${endpoint?.id}`)).body.failing_since).not.to.equal(null);
    own.answers((respond) => respond(410));
    clock.advance(6);
    await inState(failing.id, 'failed');
    expect((await call('get', `/webhook-endpoints/${endpoint?.id}`)).body).to.include({
      ...{ status: 'disabled', disabled_reason: 'gone' },
    });
    expect((await call('post', `/webhook-endpoints/${endpoint?.id}:test`)).status).to.equal(409);
    own.answers((respond) => respond(204));
    expect((await call('patch', `/webhook-endpoints/${endpoint?.id}`, { disabled: false })).body.status).to.equal(
      'active',
    );
    expect((await call('delete', `/webhook-endpoints/${endpoint?.id}`)).status).to.equal(204);
    expect((await call('get', '/webhook-deliveries')).body.items).to.deep.equal([]);
  });

  it('publishes at its time and ends at its time, and tells of both', async () => {
    const soon = new Date(clock.now().getTime() + 60_000).toISOString();
    const then = new Date(clock.now().getTime() + 120_000).toISOString();
    const entry = await entryBy(at, sandbox, 'news', { title: marker, publish_at: soon, expire_at: then });
    const target = '/resources/news/T-1';
    const sent = await call('put', `${target}?submit=true`, entry);
    expect(sent.body, JSON.stringify(sent.body)).to.include({ status: 'scheduled', version: 1 });
    expect(new Date(String(sent.body.published_at)).toISOString().slice(0, 19)).to.equal(soon.slice(0, 19));
    expect(itemsOf((await call('get', '/resources?status=scheduled')).body)).to.have.length(1);
    const before = await typesOf(sandbox);
    clock.advance(62);
    await until(async () => (await standing('T-1')) === 'published', 'it is published');
    expect((await call('get', target)).body).to.include({ status: 'published' });
    clock.advance(60);
    await until(async () => (await standing('T-1')) === 'expired', 'it has ended');
    expect((await typesOf(sandbox)).slice(before.length)).to.deep.equal(['resource.published', 'resource.expired']);
    const late = await call('put', `${target}?submit=true`, { ...entry, title: `${marker}再`, publish_at: null });
    expect(late.status).to.be.oneOf([409, 422]);
  });

  const standing = async (externalId: string) =>
    (
      await at.database.db.row<{ standing: string }>(
        `select publication_state as standing from sandbox.entries where external_id = $1`,
        [externalId],
      )
    )?.standing;

  it('takes applications for licences by the rules of production, and grants them as they stand', async () => {
    const day = (ahead: number) => dayOf(later(clock.now(), days(ahead)));
    const asked = {
      ...{ resources: [sample], purposes: ['show'], usage: '在总馆大厅的一体机上循环播放', platform: marker },
      ...{ from: day(0), until: day(30), promise: true },
    };
    const sent = await call('post', '/licences', asked);
    expect([sent.status, sent.body.state, sent.body.number]).to.deep.equal([201, 'in_review', null]);
    const { body } = await call('get', `/licences/${sent.body.id}`);
    expect(body).to.include({ state: 'active', platform: marker, from: day(0), until: day(30) });
    expect(itemsOf((await call('get', '/licences')).body)[0]).to.deep.equal(body);
    expect((await typesOf(sandbox)).at(-1)).to.equal('licence.approved');
    const answer = await fetch(String(body.package_url), { headers: { authorization: `Bearer ${sandbox.value}` } });
    const files = await unzipped(Buffer.from(await answer.arrayBuffer()));
    expect([...files.keys()]).to.include.members(['licence.html', 'licence.txt', 'manifest.json']);
    await call('get', `/licences/${sent.body.id}/package`);
    const of = (problem: Fact) => said('licences.of_resource', { title: '古琴入门（沙箱示例）', problem });
    for (const [more, words] of [
      [{ resources: [institutionId] }, said('licences.nth_not_open', { nth: 1 })],
      [
        { purposes: ['onsite'] },
        of(fact('licences.purposes_not_given', { refused: '线下活动', offered: '线上展播、公益教学' })),
      ],
      [{ from: day(-1) }, said('licences.from_past')],
      [{ until: day(500) }, isKeyed ? 'licences.period_long' : '许可期限最长 12 个月'],
      [{ usage: '播' }, said('fields.too_short', { label: '使用说明', min: 5, now: 1 })],
    ] as const) {
      const refused = await call('post', '/licences', { ...asked, ...more });
      expect(refused.status, words).to.equal(422);
      expect(messagesOf(refused.body)).to.include(words);
    }
    const { body: upcoming } = await call('post', '/licences', { ...asked, from: day(10) });
    expect((await call('get', `/licences/${upcoming.id}`)).body).to.include({ state: 'upcoming', package_url: null });
    expect((await production.call('get', `/licences/${sent.body.id}`)).status).to.equal(404);
  });

  it('answers every other call like production', async () => {
    clock.advance(2);
    const entry = await entryBy(at, sandbox, 'activity', { remaining: 5, title: marker });
    const target = '/resources/activity/R-1';
    await call('get', '/me');
    await call('put', target, entry);
    await call('get', target);
    await call('patch', target, { tags: null }, await seen(target));
    await call('post', `${target}:recall`);
    await call('post', `${target}:submit`);
    await call('put', `${target}/live-state`, { remaining: 4 });
    clock.advance(2);
    await call('post', '/resources:batch', { items: [{ channel: 'activity', external_id: 'R-2', data: entry }] });
    await call('delete', '/resources/activity/R-2');
    await call('post', '/resources:confirm-week');
    await call('post', '/announcements', { text: '银龄剪纸体验课\n时间：12月5日14:00—16:00', propose: true });
    const date = dayOf(later(clock.now(), -days(1)));
    const figures = { pv: 1_000, uv: 300, ip: 280, new_activities: 2, new_venues: 0 };
    await call('put', `/stats/daily/${date}`, { figures });
    await call('post', '/stats/daily:batch', { items: [{ date, figures }] });
    await call('get', `/stats/daily?from=${date}&to=${date}`);
    await call('get', `/stats/summary?from=${date}&to=${date}`);
    await letCount(at, sandbox.clientId);
    await call('post', '/stats/views', { visitors: ['visitor-1'] });
    await call('get', '/catalog/resources');
    await call('get', `/catalog/resources/${sample}`);
  });

  /** A call that is refused to sandboxes is written here, with its reason. */
  const refused: Readonly<Record<string, string>> = {};

  it('leaves no call of partners out: each went well above', () => {
    const missed = apiOperations
      // A practice verification is driven in test/integration/verification/practice.test.ts.
      .filter(({ access, sandbox: own }) => own !== 'only' && (access === 'bearer' || access.startsWith('bearer:')))
      .map(({ method, path }) => `${method} ${path}`)
      .filter((name) => !well.has(name) && refused[name] === undefined);
    expect(missed).to.deep.equal([]);
  });

  it('reached no one else: no event, no table, no page, no list', async () => {
    expect(others.received.map(({ body }) => body).filter((body) => body.includes(sandbox.clientId))).to.deep.equal([]);
    const heard = await typesOf(production);
    expect(heard).not.to.include('resource.withdrawn').and.not.to.include('licence.approved');
    const tables = await at.database.db.rows<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
    );
    const holding: string[] = [];
    for (const { name } of tables) {
      const found = await at.database.db.row<{ n: number }>(
        `select count(*)::int as n from "${name}" t where t::text like $1 or t::text like $2`,
        [`%${marker}%`, `%${own.host}%`],
      );
      if ((found?.n ?? 0) > 0) holding.push(name);
    }
    expect(holding).to.deep.equal([]);
    for (const table of ['webhook_deliveries', 'licences', 'licence_downloads', 'imports', 'files'])
      expect(await rowsOf(table), table).to.deep.equal([]);
  });

  it('is on no page and in no list, for any visitor: at every door of the product that has no name in its address', async () => {
    const roles = ['administrator', 'security', 'auditor', 'reviewer', 'operator', 'statistics', 'support'] as const;
    const people = {
      owner: await signInToConsole(at, await createMember(at, { institutionId })),
      staff: await signInToConsole(at, await createStaff(at, roles)),
      nobody: createBrowser(at.origin),
    };
    const staff = await createProgram(
      at,
      ['operator', 'reviewer', 'auditor'],
      [...Object.keys(scopesFor(['operator', 'reviewer', 'auditor']))],
    );
    const bearers = { nobody: undefined, production: production.value, staff: staff.value };
    const telling: string[] = [];
    const shown: Record<string, number> = {};
    const looks = async (name: string, path: string, look: () => Promise<Response>) => {
      const response = await look();
      const text = await response.text();
      if (response.status === 200) shown[name] = (shown[name] ?? 0) + 1;
      if (text.includes(marker) || text.includes(own.host)) telling.push(`${name} ${path}`);
    };
    const doors = doorsOf(at).filter(({ method, path }) => method === 'GET' && !/:|sign-out/.test(path));
    expect(doors.length).to.be.greaterThan(80);
    for (const { path } of doors) {
      for (const [name, browser] of Object.entries(people)) await looks(name, path, () => browser.request(path));
      if (!path.startsWith('/api/')) continue;
      for (const [name, value] of Object.entries(bearers)) {
        clock.advance(1);
        const headers = value === undefined ? {} : { authorization: `Bearer ${value}` };
        await looks(name, path, () => fetch(new URL(path, at.origin), { headers }));
      }
    }
    expect(telling).to.deep.equal([]);
    expect(shown.owner).to.be.greaterThan(50);
    expect(shown.staff).to.be.greaterThan(50);
  });

  const rowsOf = async (table: string) =>
    (
      await at.database.db.rows<{ text: string }>(`select t::text as text from ${table} t where t::text like $1`, [
        `%${sandbox.clientId}%`,
      ])
    ).map(({ text }) => text.slice(0, 200));

  it('is kept for 30 days, and not longer', async () => {
    clock.advance(31 * 86_400);
    await at.app.purgeSandboxes();
    const left: string[] = [];
    for (const table of sandboxTables) if ((await rowsLike(`sandbox.${table}`)) !== 0) left.push(table);
    // Of the samples, which are the Cloud's.
    expect(left).to.deep.equal(['entries', 'publications', 'listings', 'shared_resources']);
  });
});
