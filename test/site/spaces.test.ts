import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { dayOf, days, after as later } from '../../src/clock.ts';
import { sandboxTables } from '../../src/database/sandbox-schema.ts';
import { createPartnerProgram, operationOf } from '../support/api.ts';
import { operator, startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';
import { createMember } from '../support/console.ts';
import { letCount } from '../support/counters.ts';
import { rowOf, sheetRows, workbookOf } from '../support/imports.ts';
import { createDesk, share } from '../support/lending.ts';
import { apiOperations } from '../support/operations.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { jsonEntry } from '../support/resources.ts';
import { entryBy, everyScope, uploadedBy } from '../support/sandbox.ts';
import { until } from '../support/until.ts';

type Program = Awaited<ReturnType<typeof createPartnerProgram>>;

/** Tables that every call writes in production: the log of calls, limits, replays; the queue of the following work. */
const ofEveryCall = [
  ...['jobs', 'job_runs', 'idempotency_keys', 'throttle', 'nodes', 'service_minutes', 'service_days'],
  ...['integration_minutes', 'integration_hours', 'integration_days', 'integration_failures'],
  // By the clock, for any caller.
  'application_secrets', // when an SK was used
  ...['audit_events', 'audit_pending', 'audit_seals', 'transparency_heads', 'transparency_tiles', 'figures_compared'],
  'figure_rounds', // up to when reports were judged
  'listing_counted',
  ...['counter_parts', 'counter_salts', 'entry_opens'], // of all applications together, and of a sandbox for no figure
  'institution_names', // of new institutions, for searches
];

describe('R27 the two spaces of the API', function () {
  this.timeout(120_000);
  const clock = testClock('2036-11-24T10:00:00+08:00');
  let at: TestApp;
  let receiver: Receiver;
  let institutionId = '';
  /** Which calls of a program went well. */
  const well: Record<string, Set<string>> = {};
  const programs: Record<'production' | 'sandbox', Program> = Object.create(null);
  let shared = '';

  before(async () => {
    receiver = await startReceiver();
    const env = { THROTTLE: 'off', OUTGOING_HOSTS: receiver.host };
    at = await startApp(import.meta.filename, { clock, jobs: true, env });
    shared = await share(at, await createDesk(at), { channel: 'course', entry: { title: '古琴入门' } });
    institutionId = (await createMember(at)).institutionId;
    await at.database.db.run(`update institutions set region_code = '330106' where id = $1`, [institutionId]);
    programs.production = await createPartnerProgram(at, everyScope, { institutionId });
    programs.sandbox = await createPartnerProgram(at, everyScope, { institutionId, sandbox: true });
    for (const { clientId } of Object.values(programs)) await letCount(at, clientId);
    // As if it had been there for a month: a sandbox has no first day.
    await at.database.db.run(`update applications set created_at = created_at - interval '30 days'`);
  });
  after(async () => {
    await at.close();
    await receiver.close();
  });

  const anInstitution = async () => {
    const { institutionId: id } = await createMember(at);
    await at.database.db.run(`update institutions set region_code = '330106' where id = $1`, [id]);
    return id;
  };

  /** In production a reviewer decides; in a sandbox none is needed. */
  async function decideAll(): Promise<void> {
    const waiting = await at.database.db.rows<{ id: string }>(`select id from submissions where state = 'submitted'`);
    for (const { id } of waiting) await at.app.review.approve(operator, id);
  }

  /** Parts that differ from call to call, and between any two programs: ids, cursors, times, counters. */
  const varying =
    /^(id|number|next|message_id|endpoint_id|secret|created_at|updated_at|reported_at|approved_at|published_at|failing_since|next_attempt_at|last_attempt_at|trace_id|page_url|errors_url|package_url)$/;
  const plain = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value === 'string') return value.replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, '…');
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => !varying.test(name))
        .map(([name, each]) => [name, plain(each)]),
    );
  };

  /** Without a call: it asks production for a picture of an example. */
  const exampleOf = ({ institutionId: id }: Program) => jsonEntry(at, id, 'activity');

  /** The same calls for any caller; the comparable results of each. */
  async function story(
    program: Program,
    example: object,
    resource: string,
    onward: () => Promise<void>,
  ): Promise<unknown[]> {
    const told: unknown[] = [];
    const say = async (...asked: Parameters<Program['call']>) => {
      clock.advance(1);
      const answer = await program.call(...asked);
      if (answer.status < 300) well[program.clientId]?.add(operationOf(asked[0], asked[1]));
      return answer;
    };
    const call = async (...asked: Parameters<Program['call']>) => {
      const answer = await say(...asked);
      told.push([asked[0], asked[1].replaceAll(/[\da-f-]{36}/g, '…'), answer.status, plain(answer.body)]);
      return answer;
    };
    /** One whose answer tells how the review stands. */
    const quietly = async (...asked: Parameters<Program['call']>) => {
      const answer = await say(...asked);
      told.push([asked[0], asked[1].replaceAll(/[\da-f-]{36}/g, '…'), answer.status]);
      return answer;
    };
    well[program.clientId] = new Set(['post /api/v1/imports']);
    const cover = await uploadedBy({ ...program, call: say });
    const entry = { ...example, cover: [cover], title: '剪纸课' };

    await say('get', '/me');
    await call('get', `/files/${cover}`);
    await call('put', '/resources/activity/A-1', entry);
    await call('put', '/resources/activity/A-1', entry);
    await call('put', '/resources/activity/A-2', { ...entry, title: '' });
    await call('get', '/resources/activity/A-2');
    await quietly('post', '/resources/activity/A-1:recall'); // nothing was sent
    await quietly('post', '/resources/activity/A-1:submit');
    await onward();
    const { headers } = await call('get', '/resources/activity/A-1');
    const patch = { 'if-match': headers.get('etag') ?? '', 'content-type': 'application/merge-patch+json' };
    await call('patch', '/resources/activity/A-1', { title: '剪纸课（新）' }, patch);
    await call('patch', '/resources/activity/A-1', { title: '别的' }, patch);
    await quietly('post', '/resources/activity/A-1:submit');
    await onward();
    await call('get', '/resources/activity/A-1');
    await call('delete', '/resources/activity/A-1');
    await call('put', '/resources/activity/A-1/live-state', { remaining: 3 });
    await call('post', '/resources:batch', { items: [{ channel: 'activity', external_id: 'A-3', data: entry }, {}] });
    await call('delete', '/resources/activity/A-3');
    await call('post', '/resources:confirm-week');
    await call('post', '/announcements', { text: '银龄剪纸体验课\n时间：12月5日14:00—16:00', propose: true });
    await call('get', '/resources?status=published');
    await quietly('post', '/resources/activity/A-1:withdraw', { reason: '活动取消' });
    await onward();
    await call('get', '/resources/activity/A-1');

    const rows = [rowOf('news', { external_id: 'N-1', title: '一' }), rowOf('news', { external_id: 'N-2', title: '' })];
    const sent = await fetch(new URL('/api/v1/imports?channel=news', at.origin), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${program.value}`,
        'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      },
      body: new Uint8Array(await workbookOf(sheetRows('news', rows))),
    });
    const { id } = JSON.parse(await sent.text());
    const isDone = async () => (await say('get', `/imports/${id}`)).body.status === 'done';
    await until(isDone, 'the import');
    await call('get', `/imports/${id}`);
    await call('get', `/imports/${id}/errors.csv`);
    await quietly('post', `/imports/${id}:submit`);
    await until(isDone, 'its drafts are sent');
    await onward();
    await call('get', `/imports/${id}`);

    const yesterday = dayOf(later(clock.now(), -days(1)));
    const figures = { pv: 1_000, uv: 300, ip: 280, new_activities: 2, new_venues: 0 };
    await call('put', `/stats/daily/${yesterday}`, { figures });
    await call('put', `/stats/daily/${yesterday}`, { figures: { ...figures, pv: 1_001 } });
    await call('put', `/stats/daily/${yesterday}`, { figures: { ...figures, pv: 1_001 }, reason: '漏计' });
    await call('post', '/stats/daily:batch', {
      items: [
        { date: yesterday, figures },
        { date: 'x', figures },
      ],
    });
    await call('get', `/stats/daily?from=${yesterday}&to=${yesterday}`);
    await call('get', `/stats/summary?from=${yesterday}&to=${yesterday}`);
    await call('post', '/stats/views', { visitors: ['visitor-1', 'visitor-2'] });

    const { body: made } = await call('post', '/webhook-endpoints', { url: receiver.url });
    await call('get', `/webhook-endpoints/${made.id}`);
    const { body: tried } = await quietly('post', `/webhook-endpoints/${made.id}:test`);
    await quietly('get', '/webhook-deliveries');
    await quietly('post', `/webhook-deliveries/${tried.id}:redeliver`);
    await call('patch', `/webhook-endpoints/${made.id}`, { disabled: true });
    await call('post', `/webhook-endpoints/${made.id}:test`);
    await quietly('get', '/webhook-endpoints');
    await call('delete', `/webhook-endpoints/${made.id}`);

    await quietly('get', '/catalog/resources');
    await quietly('get', `/catalog/resources/${resource}`);
    const asked = {
      ...{ resources: [resource], purposes: ['show'], usage: '在总馆大厅循环播放', platform: '青溪文化云' },
      ...{ from: dayOf(clock.now()), until: dayOf(later(clock.now(), days(30))), promise: true },
    };
    await call('post', '/licences', { ...asked, purposes: ['onsite', 'nothing'] });
    const licence = await quietly('post', '/licences', asked);
    told.push(licence.body.state);
    await onward();
    await quietly('get', '/licences');
    const { body } = await quietly('get', `/licences/${licence.body.id}`);
    told.push([body.state, body.from, body.until, body.platform]);
    await quietly('get', `/licences/${licence.body.id}/package`);
    const { body: changes } = await quietly('get', '/changes?page_size=200');
    told.push((changes.items as { type: string }[]).map(({ type }) => type));
    return told;
  }

  const sample = '00000000-0000-4000-8000-000000000001';

  it('answer the same calls in the same words: production after a decision, a sandbox at once', async () => {
    const production = await story(programs.production, await exampleOf(programs.production), shared, decideAll);
    const sandbox = await story(programs.sandbox, await exampleOf(programs.sandbox), sample, async () => undefined);
    const { production: real, sandbox: tried } = programs;
    const inWordsOf = (one: unknown) => JSON.parse(JSON.stringify(one).replaceAll(real.clientId, tried.clientId));
    expect(sandbox).to.deep.equal(production.map(inWordsOf));
  });

  it('have every call of partners: each went well in both above', () => {
    const all = apiOperations
      // Calls of sandboxes alone have no counterpart in production.
      .filter(({ access, sandbox }) => sandbox !== 'only' && (access === 'bearer' || access.startsWith('bearer:')))
      .map(({ method, path }) => `${method} ${path}`);
    for (const { clientId } of Object.values(programs))
      expect(all.filter((name) => !well[clientId]?.has(name))).to.deep.equal([]);
  });

  /** Every table of production, with its number of rows and a sum of their contents. */
  async function standing(): Promise<Map<string, string>> {
    const tables = await at.database.db.rows<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`,
    );
    const each = tables.map(
      ({ name }) =>
        `select '${name}' as name, count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) as sum from "${name}" t`,
    );
    const found = await at.database.db.rows<{ name: string; sum: string }>(each.join(' union all '));
    return new Map(found.map(({ name, sum }) => [name, sum]));
  }

  it('are apart: nothing that a sandbox does writes a row of production, but for what every call leaves', async () => {
    const program = await createPartnerProgram(at, everyScope, { institutionId: await anInstitution(), sandbox: true });
    const example = await exampleOf(program);
    await letCount(at, program.clientId);
    const before = await standing();
    await story(program, example, sample, async () => undefined);
    const now = await standing();
    const changed = [...now].filter(([name, sum]) => before.get(name) !== sum).map(([name]) => name);
    expect(changed.filter((name) => !ofEveryCall.includes(name))).to.deep.equal([]);
    const ofIt =
      'select 1 from audit_events where at >= $2 and (actor_id = $1 or subject_id = $1 or details::text like $3)';
    const since = later(clock.now(), -3_600);
    const audited = await at.database.db.rows(ofIt, [program.clientId, since, `%${program.clientId}%`]);
    expect(audited).to.have.length(1); // the AK was made
  });

  it('have the same tables, and every one that a sandbox writes has its own', async () => {
    const found = await at.database.db.rows<{ name: string; same: boolean }>(
      `select p.relname as name, count(*) = count(s.attname) as same from pg_class p
         join pg_attribute a on a.attrelid = p.oid and a.attnum > 0 and not a.attisdropped
         left join pg_attribute s on s.attrelid = to_regclass('sandbox.' || quote_ident(p.relname)) and s.attname = a.attname
           and s.atttypid = a.atttypid and s.attnotnull = a.attnotnull
       where p.relnamespace = 'public'::regnamespace and p.relname = any($1) group by 1`,
      [sandboxTables],
    );
    expect(found.filter(({ same }) => !same)).to.deep.equal([]);
    expect(found).to.have.length(sandboxTables.length);
  });

  it('keep two institutions apart, and two AKs of one as production does', async () => {
    const [one, colleague, stranger] = [
      await createPartnerProgram(at, everyScope, { institutionId, sandbox: true }),
      await createPartnerProgram(at, everyScope, { institutionId, sandbox: true }),
      await createPartnerProgram(at, everyScope, { institutionId: await anInstitution(), sandbox: true }),
    ];
    clock.advance(60);
    const first = await one.call(
      'put',
      '/resources/activity/C-1',
      await entryBy(at, one, 'activity', { title: '琴声' }),
    );
    expect(first.status).to.equal(201);
    for (const other of [colleague, stranger]) {
      expect((await other.call('get', '/resources/activity/C-1')).status).to.equal(404);
      expect((await other.call('get', '/resources')).body.items).to.deep.equal([]);
    }
    const taken = await colleague.call('put', '/resources/activity/C-1', await entryBy(at, colleague, 'activity'));
    expect([taken.status, taken.body.code]).to.deep.equal([409, 'external_id_taken']);
    const free = await stranger.call('put', '/resources/activity/C-1', await entryBy(at, stranger, 'activity'));
    expect(free.status).to.equal(201);
  });

  it('say nothing in a sandbox of what another institution tries out there, however much it is alike', async () => {
    const [one, stranger] = [
      await createPartnerProgram(at, everyScope, { institutionId: await anInstitution(), sandbox: true }),
      await createPartnerProgram(at, everyScope, { institutionId: await anInstitution(), sandbox: true }),
    ];
    const alike = await entryBy(at, one, 'news', { title: '青溪夜话第九讲' });
    const published = await one.call('put', '/resources/news/E-1?submit=true', alike);
    expect(published.body).to.include({ status: 'published' });
    const line = JSON.stringify({ ...alike, external_id: 'E-2', cover: await uploadedBy(stranger) });
    const types = { 'content-type': 'application/x-ndjson' };
    const { body } = await stranger.call('post', '/imports?channel=news', line, types);
    await until(async () => {
      clock.advance(1);
      return (await stranger.call('get', `/imports/${body.id}`)).body.status === 'done';
    }, 'the import');
    const own = await one.call('get', '/resources/news/E-1');
    expect(own.status).to.equal(200);
    const errors = String((await stranger.call('get', `/imports/${body.id}/errors.csv`)).body.text);
    expect(errors.trim().split('\n')).to.have.length(1);
    const { body: again } = await one.call('post', '/imports?channel=news', line.replace('E-2', 'E-3'), types);
    await until(async () => {
      clock.advance(1);
      return (await one.call('get', `/imports/${again.id}`)).body.status === 'done';
    }, 'the import');
    expect(String((await one.call('get', `/imports/${again.id}/errors.csv`)).body.text)).to.include('E-1');
  });

  it('end what a sandbox kept with its AK, and leave what others keep', async () => {
    const gone = await createPartnerProgram(at, everyScope, { institutionId, sandbox: true });
    await gone.call('put', '/resources/activity/D-1?submit=true', await entryBy(at, gone, 'activity'));
    await gone.call('post', '/webhook-endpoints', { url: receiver.url });
    const rows = async (clientId: string) => {
      let count = 0;
      for (const table of sandboxTables)
        count +=
          (
            await at.database.db.row<{ n: number }>(
              `select count(*)::int as n from sandbox.${table} t where t::text like $1`,
              [`%${clientId}%`],
            )
          )?.n ?? 0;
      return count;
    };
    const others = await rows(programs.sandbox.clientId);
    expect(await rows(gone.clientId)).to.be.above(5);
    await at.app.applications.deleteSandbox(operator, gone.clientId);
    expect(await rows(gone.clientId)).to.equal(0);
    expect(await rows(programs.sandbox.clientId)).to.equal(others);
  });

  it('have room for 1,000 entries of an AK in a sandbox', async () => {
    const full = await createPartnerProgram(at, everyScope, { institutionId: await anInstitution(), sandbox: true });
    await at.database.db.run(
      `insert into sandbox.entries (id, institution_id, client_id, channel, external_id, title, review_state, content_hash, gaps, created_by, created_at, updated_at)
       select gen_random_uuid(), $1, $2, 'news', 'F-' || n, '满', 'draft', '', 0, '', $3, $3 from generate_series(1, 1000) n`,
      [full.institutionId, full.clientId, clock.now()],
    );
    const { status, body } = await full.call('put', '/resources/activity/F-1', await entryBy(at, full, 'activity'));
    expect([status, body.code]).to.deep.equal([409, 'conflict']);
  });
});
