import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';
import { fill } from '../support/fill.ts';

/** `made`: SQL that makes a row past its end, beside one that is not; `left`: which rows count, if they stay and are only marked. */
type Purge = {
  job: string;
  table: string;
  batch: number;
  made: Record<string, string>;
  left?: string;
  fresh?: Record<string, string>;
};

const ago = (days: number) => `timestamptz '2036-11-27' - interval '${days} days'`;
const random = `sha256(gen_random_uuid()::text::bytea)`;

/** Everything that a job removes batch by batch: made one longer than the batch, and one row that is to stay. */
const purges: readonly Purge[] = [
  {
    job: 'privacy.purge',
    table: 'phone_appeals',
    batch: 1_000,
    made: { asked_at: ago(401), stop_hash: random },
    fresh: { asked_at: ago(399), stop_hash: random },
  },
  {
    job: 'sandbox.purge',
    table: 'sandbox.events',
    batch: 1_000,
    made: { at: ago(31) },
    fresh: { at: ago(29) },
  },
  {
    job: 'idempotency.purge',
    table: 'idempotency_keys',
    batch: 1_000,
    made: { begun_at: ago(2) },
    fresh: { begun_at: ago(0) },
  },
  {
    job: 'throttle.purge',
    table: 'throttle',
    batch: 5_000,
    made: { resets_at: ago(1), key: random },
    fresh: { resets_at: ago(-1), key: random },
  },
  {
    ...{ job: 'passkeys.purge', table: 'passkey_challenges', batch: 5_000 },
    made: { expires_at: ago(3), binding: random, purpose: `'sign_in'` },
    fresh: { expires_at: ago(-1), binding: random, purpose: `'sign_in'` },
  },
  {
    job: 'mails.purge',
    table: 'mails',
    batch: 1_000,
    made: { created_at: ago(40), sent_at: ago(40) },
    fresh: { created_at: ago(0) },
  },
  {
    job: 'sms_messages.purge',
    table: 'sms_messages',
    batch: 1_000,
    made: { created_at: ago(40), sent_at: ago(40) },
    fresh: { created_at: ago(0) },
  },
  { job: 'files.purge', table: 'files', batch: 200, made: { created_at: ago(8) }, fresh: { created_at: ago(6) } },
  ...(['link_checks', 'link_pictures'] as const).map((table) => ({
    ...{ job: 'links.purge', table, batch: 500 },
    made:
      table === 'link_checks'
        ? { slot: ago(401), side: `'web'`, state: `'found'` }
        : { used_at: ago(401), hash: `'old' || n` },
    fresh:
      table === 'link_checks'
        ? { slot: ago(399), side: `'web'`, state: `'found'` }
        : { used_at: ago(399), hash: `'new' || n` },
  })),
  ...(['source_runs', 'source_items'] as const).map((table) => ({
    ...{ job: 'sources.purge', table, batch: 500 },
    made:
      table === 'source_runs'
        ? { last_at: ago(61) }
        : { seen_at: ago(401), ends_at: ago(401), key: `'old' || n`, state: `'here'` },
    fresh:
      table === 'source_runs'
        ? { last_at: ago(59) }
        : { seen_at: ago(399), ends_at: ago(399), key: `'new'`, state: `'here'` },
  })),
  {
    job: 'webhooks.purge',
    table: 'webhook_deliveries',
    batch: 1_000,
    made: { created_at: ago(31), state: `'failed'` },
    fresh: { created_at: ago(29), state: `'failed'` },
  },
  {
    ...{ job: 'privacy.purge_exports', table: 'personal_exports', batch: 100, left: `state = 'ready'` },
    made: { state: `'ready'`, ready_at: ago(9), expires_at: ago(1) },
    fresh: { state: `'ready'`, ready_at: ago(1), expires_at: ago(-6) },
  },
  {
    job: 'helpdesk.purge',
    table: 'helpdesk_cases',
    batch: 5_000,
    made: { opened_at: ago(1_096) },
    fresh: { opened_at: ago(1_094) },
  },
  {
    job: 'notices.purge',
    table: 'notices',
    batch: 1_000,
    made: { created_at: ago(401), key: `'old' || n` },
    fresh: { created_at: ago(399), key: `'new'` },
  },
  {
    job: 'notices.purge',
    table: 'inbox',
    batch: 1_000,
    made: { created_at: ago(401) },
    fresh: { created_at: ago(399) },
  },
  ...(['sms_codes', 'email_codes'] as const).map((table) => ({
    ...{ job: 'accounts.purge', table, batch: 5_000 },
    ...{ made: { expires_at: ago(2), purpose: `'login'` }, fresh: { expires_at: ago(0), purpose: `'login'` } },
  })),
  {
    ...{ job: 'accounts.purge', table: 'scans', batch: 5_000 },
    ...{
      made: { expires_at: ago(2), binding: random, code_hash: random },
      fresh: { expires_at: ago(0), binding: random, code_hash: random },
    },
  },
  {
    job: 'integration.purge',
    table: 'integration_hours',
    batch: 5_000,
    made: { hour: `${ago(400)} - n * interval '1 hour'` },
    fresh: { hour: ago(1) },
  },
  {
    job: 'integration.purge',
    table: 'integration_days',
    batch: 5_000,
    made: { day: `date '2020-01-01'`, endpoint: `'x' || n` },
    fresh: { day: `date '2036-11-20'` },
  },
  {
    job: 'console.purge',
    table: 'console_sessions',
    batch: 1_000,
    made: { ends_at: ago(1), hash: random },
    fresh: { ends_at: ago(-1), hash: random },
  },
  {
    ...{ job: 'status.days', table: 'service_minutes', batch: 10_000 },
    ...{ made: { minute: ago(400) }, fresh: { minute: `timestamptz '2036-11-27' - interval '1 minute'` } },
  },
  {
    job: 'jobs.purge',
    table: 'jobs',
    batch: 1_000,
    left: 'done_at is not null',
    made: { done_at: ago(8) },
    fresh: { done_at: ago(6) },
  },
  {
    job: 'jobs.purge',
    table: 'jobs',
    batch: 1_000,
    left: 'given_up_at is not null',
    made: { given_up_at: ago(31) },
    fresh: { given_up_at: ago(29) },
  },
  {
    ...{ job: 'imports.purge', table: 'imports', batch: 100, left: 'file is not null' },
    made: { created_at: ago(31), file: `'x'`, kind: `'csv'`, state: `'done'`, number: `'old' || n` },
    fresh: { created_at: ago(29), file: `'x'`, kind: `'csv'`, state: `'done'`, number: `'new'` },
  },
  {
    job: 'oidc.purge',
    table: 'oidc_tokens',
    batch: 1_000,
    made: { kind: '5', key: random, expires_at: ago(2) },
    fresh: { kind: '5', key: random, expires_at: ago(-1) },
  },
];

/** Rows that a job removes with one statement: the time column, and the moment of the last row that stays; an instant before it goes. */
const atOnce: Readonly<
  Record<string, { job: string; column: string; stays: string; goes?: string; with?: Record<string, string> }>
> = {
  consents: { job: 'oidc.purge', column: 'expires_at', stays: ago(0) },
  consent_uses: { job: 'oidc.purge', column: 'day', stays: `date '2035-11-28'`, goes: `date '2035-11-27'` },
  database_sizes: { job: 'doctor.sizes', column: 'at', stays: ago(400) },
  entry_actions: {
    ...{ job: 'resources.forget', column: 'created_at', stays: ago(30) },
    with: { action: `'submit'`, state: `'done'` },
  },
  entry_opens: {
    ...{ job: 'statistics.count', column: 'day', stays: `date '2036-11-27'`, goes: `date '2036-11-20'` },
    with: { client_id: '(select min(client_id) from applications)', batch: '1', opens: '1', clicks: '0' },
  },
  job_runs: { job: 'jobs.purge', column: 'started_at', stays: ago(30), with: { name: `'x' || n` } },
  pasted_announcements: {
    ...{ job: 'announcements.erase', column: 'updated_at', stays: ago(7) },
    with: { created_at: ago(9) },
  },
  open_export_replaced: {
    job: 'open.order',
    column: 'replaced_at',
    stays: `${ago(0)} - interval '1 hour'`,
    with: { place: 'n' },
  },
  open_exports: {
    ...{ job: 'open.export', column: 'day', stays: `date '2036-11-21'`, goes: `date '2036-11-20'` },
    with: { state: `'making'` },
  },
  assistant_tokens: {
    job: 'assistant_tokens.purge',
    column: 'expires_at',
    stays: ago(90),
    with: { created_at: ago(91) },
  },
  assistant_accesses: {
    job: 'assistant_accesses.purge',
    column: 'expires_at',
    stays: ago(90),
    with: { created_at: ago(91) },
  },
  assistant_artefacts: {
    ...{ job: 'assistant_artefacts.purge', column: 'expires_at', stays: ago(0) },
    with: { kind: `'AccessToken'` },
  },
  admin_tokens: { job: 'admin_tokens.purge', column: 'expires_at', stays: ago(90), with: { created_at: ago(91) } },
  shown_secrets: {
    job: 'applications.shown_secrets',
    ...{ column: 'shown_until', stays: `${ago(0)} + interval '1 millisecond'` },
    with: { citizen_id: 'gen_random_uuid()' },
  },
};

/** All that takes so many at a time and goes on while there are as many: in a table of the first list, or with the test in which one more comes. */
const loops: Readonly<Record<string, string>> = {
  'accounts/index.ts': 'accounts.purge',
  'accounts/own/appeals.ts': 'test/accounts/own/appeals.test.ts',
  'applications/kits/kits.ts': 'test/applications/kits/kits.test.ts',
  'statistics/questions/telling.ts': 'test/statistics/questions/questions.test.ts',
  'applications/letters/reminders.ts': 'test/jobs/batches.test.ts',
  'applications/log/service.ts': 'integration.purge',
  'applications/log/journal.ts': 'test/applications/log/journal.test.ts',
  'applications/sandbox/purge.ts': 'test/jobs/batches.test.ts',
  'audit/archiving.ts': 'test/audit/put-away.test.ts',
  'audit/sealer.ts': 'test/audit/sealer.test.ts',
  'audit/service.ts': 'test/audit/chain.test.ts',
  'audit/syslog.ts': 'test/audit/syslog.test.ts',
  'audit/verify.ts': 'test/audit/tampering.test.ts',
  'console/sessions/sessions.ts': 'console.purge',
  'citizens/family/handovers.ts': 'test/jobs/batches.test.ts',
  'files/index.ts': 'files.purge',
  'citizens/helpdesk/index.ts': 'helpdesk.purge',
  'http/idempotency.ts': 'idempotency.purge',
  'http/limits/throttle.ts': 'throttle.purge',
  'operations/incidents/affected.ts': 'test/operations/incidents/volume.test.ts',
  'operations/incidents/clearing.ts': 'test/operations/incidents/volume.test.ts',
  'operations/incidents/counting.ts': 'test/operations/incidents/volume.test.ts',
  'operations/incidents/freezes.ts': 'test/operations/incidents/volume.test.ts',
  'operations/incidents/lock-notices.ts': 'test/operations/incidents/volume.test.ts',
  'operations/incidents/notice-runs.ts': 'test/operations/incidents/volume.test.ts',
  'institutions/institution/store.ts': 'test/review/workflow/papers.test.ts',
  'review/workflow/papers.ts': 'test/review/workflow/papers.test.ts',
  'integration/history.ts': 'test/integration/history.test.ts',
  'integration/plans.ts': 'test/jobs/batches.test.ts',
  'jobs/service.ts': 'jobs.purge',
  'resources/confirmations/service.ts': 'test/resources/confirmations/week.test.ts',
  'resources/entries/selection.ts': 'test/resources/entries/selection.test.ts',
  'resources/imports/check-job.ts': 'test/resources/import-crash.test.ts',
  'resources/imports/kept-rows.ts': 'test/resources/import-crash.test.ts',
  'resources/sources/reading/markup.ts': 'test/resources/sources/reading.test.ts',
  'resources/sources/service.ts': 'sources.purge',
  'review/desk/pressed.ts': 'test/review/desk/sampling.test.ts',
  'resources/licences/reminding.ts': 'test/jobs/batches.test.ts',
  'links/watch/service.ts': 'links.purge',
  'mail/outbox.ts': 'mails.purge',
  'operations/months/service.ts': 'test/operations/months/months.test.ts',
  'notices/service.ts': 'notices.purge',
  'oidc/tokens/purging.ts': 'oidc.purge',
  'resources/open/changes.ts': 'test/jobs/batches.test.ts',
  'resources/open/exports.ts': 'test/resources/open/changes.test.ts',
  'resources/open/leaving.ts': 'test/resources/open/leaving.test.ts',
  'accounts/passkeys/index.ts': 'passkeys.purge',
  'citizens/privacy/deletions.ts': 'test/jobs/batches.test.ts',
  'citizens/privacy/purge.ts': 'privacy.purge',
  'citizens/privacy/exports.ts': 'privacy.purge_exports',
  'citizens/privacy/kept-store.ts': 'test/citizens/privacy/kept-store.test.ts',
  'resources/entries/pages.ts': 'test/resources/entries/pages.test.ts',
  'resources/entries/publishing.ts': 'test/jobs/batches.test.ts',
  'resources/imports/batch-jobs.ts': 'test/resources/imports.test.ts',
  'resources/imports/files-made.ts': 'test/resources/imports.test.ts',
  'resources/imports/run-job.ts': 'test/resources/imports.test.ts',
  'resources/imports/service.ts': 'test/resources/import-files.test.ts',
  'resources/listing/listing-index.ts': 'test/resources/public/feeds.test.ts',
  'sandbox/index.ts': 'sandbox.purge',
  'operations/sealing/walk.ts': 'test/operations/sealing/sealing.test.ts',
  'statistics/quality/events.ts': 'test/jobs/batches.test.ts',
  'statistics/quality/quality.ts': 'test/jobs/batches.test.ts',
  'statistics/totals/totals.ts': 'test/jobs/batches.test.ts',
  'operations/status/measuring.ts': 'status.days',
  'oversight/transparency/growing.ts': 'test/oversight/transparency/growing.test.ts',
  'integration/verification/passes/daily.ts': 'test/integration/verification/daily.test.ts',
  'webhooks/ordering.ts': 'test/jobs/batches.test.ts',
  'webhooks/service.ts': 'webhooks.purge',
};

describe('rows that a job removes', function () {
  this.timeout(60_000);
  const clock = testClock('2036-11-27T00:00:00Z');
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());

  for (const { job, table, batch, made, fresh, left = 'true' } of purges)
    it(`goes to the last of ${batch + 1} rows of ${table}, and nothing else does: ${job}${left === 'true' ? '' : `, ${left}`}`, async () => {
      const { db } = at.database;
      await db.run(`truncate ${table} cascade`);
      await fill(db, table, batch + 1, made);
      if (fresh !== undefined) await fill(db, table, 1, fresh);
      expect(await at.app.jobs.runNow(job)).to.equal(true);
      expect(await db.row(`select count(*)::int as left from ${table} where ${left}`)).to.deep.equal({
        left: fresh === undefined ? 0 : 1,
      });
    });

  for (const [table, { job, column, stays, goes, with: more }] of Object.entries(atOnce))
    it(`goes from ${table} to the last moment of its term and not beyond: ${job}`, async () => {
      const { db } = at.database;
      await db.run(`truncate ${table} cascade`);
      const over = goes ?? `${stays} - interval '1 millisecond'`;
      await fill(db, table, 2, { ...more, [column]: `case n when 1 then ${stays} else ${over} end` });
      expect(await at.app.jobs.runNow(job)).to.equal(true);
      const left = `select count(*) filter (where ${column} = ${stays})::int as stays, count(*) filter (where ${column} < ${stays})::int as goes from ${table}`;
      expect(await db.row(left)).to.deep.equal({ stays: 1, goes: 0 });
    });

  it('does not take a picture of a link that is shown still, nor a file in use', async () => {
    const { db } = at.database;
    await db.run('truncate link_pictures, files cascade');
    await fill(db, 'link_pictures', 2, { used_at: ago(800), hash: `'picture ' || n` });
    await fill(db, 'link_sides', 1, { side: `'web'`, state: `'found'`, found_picture: `'picture 1'` });
    await fill(db, 'files', 2, { created_at: ago(800), id: `('aaaaaaaa-0000-4000-8000-00000000000' || n)::uuid` });
    await fill(db, 'file_uses', 1, { file_id: `'aaaaaaaa-0000-4000-8000-000000000001'` });
    await at.app.jobs.runNow('links.purge');
    await at.app.jobs.runNow('files.purge');
    expect(await db.rows('select hash from link_pictures')).to.deep.equal([{ hash: 'picture 1' }]);
    expect(await db.rows('select id from files')).to.deep.equal([{ id: 'aaaaaaaa-0000-4000-8000-000000000001' }]);
  });

  it('do not include pending ones: a webhook on its way, an unsent message, an export in the making', async () => {
    const { db } = at.database;
    await db.run('truncate webhook_deliveries, personal_exports, jobs cascade');
    await fill(db, 'webhook_deliveries', 1, { created_at: ago(800), state: `'pending'` });
    await fill(db, 'personal_exports', 1, { asked_at: ago(800), state: `'making'` });
    await fill(db, 'jobs', 1, { created_at: ago(800), run_at: ago(800) });
    for (const job of ['webhooks.purge', 'privacy.purge_exports', 'jobs.purge']) await at.app.jobs.runNow(job);
    for (const kept of [`webhook_deliveries`, `personal_exports where state = 'making'`, 'jobs'])
      expect(await db.rows(`select from ${kept}`), kept).to.have.length(1);
  });
});

describe('whatever goes on batch by batch', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const goesOn =
    /(?:\.length|\)\)|\b(?:moved|taken|given|removed)) (?:===|>=|<) (?:batch|limit|inChunks|\w+AtOnce|1_000|100|20)\b(?!\.)/;
  const endless = /\bfor \((?:;;|let [^;]+; ; ?)\)|\bwhile \(\(await\b/;
  const asksHowMany = /\.length (?:===|<|>=?) \w+|\)\) > 0\)|\blast === undefined\b/;

  /** It asks whether there were as many as it took, or goes on until there are none. */
  function isLoop(lines: readonly string[]): boolean {
    const code = lines.filter((line) => !/^\s*(\/\/|\*|\/\*\*)/.test(line));
    return code.some((line, at) => {
      if (goesOn.test(line)) return true;
      const body = code.slice(at, at + 18).join('\n');
      return endless.test(line) && body.includes('await') && asksHowMany.test(body);
    });
  }

  it('is tried with one more than its batch', () => {
    const found = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !/^(demo|words|docs|resources\/announcements\/reading)\//.test(path))
      .filter((path) => isLoop(readFileSync(`${root}src/${path}`, 'utf8').split('\n')));
    expect(
      found.filter((path) => loops[path] === undefined),
      'which nobody tries',
    ).to.deep.equal([]);
    expect(
      Object.keys(loops).filter((path) => !found.includes(path)),
      'which are gone',
    ).to.deep.equal([]);
    const jobs = new Set(purges.map(({ job }) => job));
    expect(Object.values(loops).filter((test) => !jobs.has(test) && !existsSync(root + test))).to.deep.equal([]);
  });

  it('is tried at the end of its term where one statement removes all of it', () => {
    const all = /delete from (\w+) where \w+ <=? \(?\$\d[^`]*`/g;
    const found = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('store.ts'))
      .flatMap((path) => [...readFileSync(`${root}src/${path}`, 'utf8').matchAll(all)])
      .flatMap(([text, table = '']) => (text.includes('limit') ? [] : table));
    // A node that was not seen for a week goes by the beat of another, seals with their month, tokens batch by batch of each server.
    const others = ['audit_seals', 'nodes', 'oidc_tokens'];
    expect([...new Set(found)].toSorted()).to.deep.equal([...Object.keys(atOnce), ...others].toSorted());
  });
});
