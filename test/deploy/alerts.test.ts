import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { Client } from 'pg';
import { stringify } from 'yaml';
import { record } from '../../src/audit/record.ts';
import { sealNext } from '../../src/audit/sealer.ts';
import { rotateKeys } from '../../src/crypto/keys.ts';
import { said } from '../drills/chart.ts';
import { createCitizen, createClient, password, startApp, type TestApp, watching } from '../support/app.ts';
import {
  authorization,
  createBrowser,
  type Flow,
  type Client as Partner,
  post,
  redeem,
  signIn,
} from '../support/citizen.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { tamper } from '../support/keys.ts';
import { openMailServer } from '../support/post-office.ts';
import { type Exposition, evaluate, length, namedIn, parseExposition, sceneOf } from '../support/prometheus.ts';
import { alerts, linesOf, panels, rulesPath, runbook, runbookOf, runbooks, runLine } from '../support/runbooks.ts';

type Scene = { name: string; series: ReturnType<typeof sceneOf>; fires: string[] };
const scenes: Scene[] = [];

/** What fires at the end of a scene: its expression held for as long as it must. */
function firing(series: Scene['series']): string[] {
  return alerts
    .filter(({ expr, for: held }) => {
      const minutes = Array.from({ length: Number.parseInt(held, 10) + 1 }, (_, ago) => length - ago);
      const [last = [], ...earlier] = minutes.map((minute) =>
        evaluate(expr, series, minute).map(({ labels }) => JSON.stringify(Object.entries(labels).toSorted())),
      );
      return last.some((labels) => earlier.every((each) => each.includes(labels)));
    })
    .map(({ alert }) => alert)
    .toSorted();
}

/** Exactly these fire; `slow`: those too where the machine has so much else to do that statements reach their deadline. */
function play(
  name: string,
  from: Exposition,
  to: Exposition | undefined,
  fires: readonly string[],
  slow: readonly string[] = [],
): void {
  const series = sceneOf(from, to);
  const fired = firing(series);
  scenes.push({ name, series, fires: fired });
  const isMeant = (alert: string) => fires.includes(alert) || !slow.includes(alert);
  expect(fired.filter(isMeant), name).to.eql(fires.toSorted());
}

describe('the alerts', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'ccc-alerts-'));
  const data = join(folder, 'data');
  const keysDir = mkdtempSync(join(tmpdir(), 'ccc-keys-'));
  let database: TestDatabase;
  let at: TestApp;
  let mails: Awaited<ReturnType<typeof openMailServer>>;
  let partner: Partner;
  let owner: Client;
  let healthy: Exposition;
  async function start(): Promise<void> {
    const env = { SMTP_URL: mails.url, SMS_URL: 'http://127.0.0.1:9/send', DATA_DIR: data };
    at = await startApp(import.meta.filename, { env, database, keysDir });
  }

  async function openOwner(): Promise<Client> {
    const client = new Client({ connectionString: database.url });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  before(async () => {
    symlinkSync(folder, data);
    mails = await openMailServer();
    database = await testDatabase();
    await start();
    partner = await createClient(at);
    await createCitizen(at);
    owner = await openOwner();
    // Nothing runs in the background here, so that what is made wrong stays so: two nodes as they tell of themselves.
    for (const name of ['node1', 'node2'])
      await owner.query(
        `insert into nodes (name, version, node_version, keys, settings, skew, started_at, seen_at) values ($1, '1', '24', 'k', '{}', 0, now(), now())`,
        [name],
      );
  });
  after(async () => {
    await owner.end();
    await at.close();
    await database.drop();
    await mails.close();
    for (const each of [folder, keysDir]) rmSync(each, { recursive: true, force: true });
  });

  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
  const seal = () => database.db.transaction((trx) => sealNext(trx, at.app.keys.auditKey, 1_000));
  const scrape = async (): Promise<Exposition> => {
    const answer = await fetch(`${at.origin}/metrics`, { headers: watching });
    expect(answer.status).to.equal(200);
    return parseExposition(await answer.text());
  };
  /** Figures of the whole service are told again for five seconds. */
  const scrapeAnew = async () => {
    await sleep(5_100);
    return scrape();
  };
  /** What the page of an alert says that cures it, with these values. */
  async function cure(alert: string, values: Record<string, string> = {}): Promise<void> {
    const page = runbookOf(alert);
    const lines = linesOf(page, 'sh', 'cure').filter((line) => line.startsWith('cloud '));
    const statements = linesOf(page, 'sql', 'cure');
    expect([...lines, ...statements], `what cures ${alert}`).not.to.eql([]);
    for (const line of lines) await runLine(line, values, at.app);
    for (const statement of statements) await owner.query(statement);
  }
  /** As a superuser whom no check of foreign keys stops. */
  async function plant(text: string, values: unknown[] = []): Promise<void> {
    await owner.query('set session_replication_role = replica');
    await owner.query(text, values);
    await owner.query('set session_replication_role = origin');
  }
  const waits = { jobs: '', mails: '', sms: '', webhooks: '' };
  const id = randomUUID();

  it('have a page each, whose commands there are, and no page is of none', async () => {
    expect(alerts.map(({ alert }) => runbookOf(alert)).toSorted()).to.eql(runbooks.toSorted());
    for (const { alert, labels, annotations } of alerts) {
      const page = runbook(runbookOf(alert));
      expect(page, alert)
        .to.match(new RegExp(`^# ${alert}\n`))
        .and.include(`\`${labels.severity}\``);
      for (const part of ['**Means.**', '**See.**', '**Cure.**']) expect(page, alert).to.include(part);
      expect(page.split('\n').length, `${alert} is one short page`).to.be.below(50);
      expect(annotations.summary, 'what is read on a phone').to.match(/\p{Script=Han}/u);
    }
  });

  it('are silent where all is well, but that nobody noted a backup, until it is noted', async () => {
    await seal();
    const never = await scrape();
    play('nobody ever noted a backup', never, never, ['CloudBackupNever']);
    await cure('CloudBackupNever');
    healthy = await scrapeAnew();
    play('all is well', healthy, healthy, []);
  });

  it('fire for what lies in the database, the keys and the machine', async () => {
    const { db } = database;
    await plant(
      `insert into webhook_endpoints (id, institution_id, url, description, types, secret, created_by, created_at)
       values ($1, $1, 'https://partner.example.cn/', 'x', '{}', '', 'x', now())`,
      [id],
    );
    for (const isDead of [true, false]) {
      const [failed, created] = [isDead ? new Date() : null, ago(1_000)];
      for (const [queue, table] of [
        ['mails', 'mails'],
        ['sms', 'sms_messages'],
      ] as const) {
        const message = randomUUID();
        if (!isDead) waits[queue] = message;
        const sealed = at.app.seal.seal('{}', `${table}.${message}`);
        await owner.query(`insert into ${table} (id, created_at, sealed, failed_at) values ($1, $2, $3, $4)`, [
          ...[message, created, sealed, failed],
        ]);
      }
      const job = await owner.query(
        `insert into jobs (queue, payload, created_at, run_at, given_up_at) values ('x', '{}', $1, $1, $2) returning id`,
        [created, failed],
      );
      const delivery = randomUUID();
      if (!isDead) Object.assign(waits, { jobs: String(job.rows[0].id), webhooks: delivery });
      await plant(
        `insert into webhook_deliveries (id, endpoint_id, message_id, type, payload, state, next_at, created_at)
         values ($1, $6, $3, 'test', '{}', $4, $5, $2)`,
        [delivery, created, `m${isDead}`, isDead ? 'failed' : 'pending', isDead ? null : created, id],
      );
    }
    await plant(
      `insert into event_arrivals (id, type, institution_id, is_shared, subject, data, at) values ($1, 'x', $1, true, '{}', '{}', $2)`,
      [id, ago(1_000)],
    );
    await owner.query(`insert into job_runs (name, slot, node, started_at) values ('x', $1, 'node1', $1)`, [
      ago(7_200),
    ]);
    await owner.query(
      `insert into job_runs (name, slot, node, started_at, finished_at) values ('links.watch', $1, 'node1', $1, $1)`,
      [ago(200_000)],
    );
    await owner.query(`update applications set expires_at = $2 where client_id = $1`, [partner.clientId, ago(-86_400)]);
    await plant(
      `insert into link_sides (link_id, side, state, since, failures, good, checked_at)
       select gen_random_uuid(), 'web', state, $1, 0, 0, $1 from unnest(array['down', 'missing', 'found', 'found']) as of (state)`,
      [ago(1)],
    );
    await plant(
      `insert into verification_runs (id, client_id, institution_id, mode, framework, login_url, code, account_id, username, state,
         verdicts, started_by, started_at, ends_at, finished_at, redirect_uris, due_at)
       select gen_random_uuid(), 'x', gen_random_uuid(), 'verification', 'x', 'x', gen_random_uuid(), gen_random_uuid(), 'x', state,
         '{}', 'x', $1::timestamptz, $1::timestamptz, $1::timestamptz, '{}', case state when 'passed' then $1::timestamptz end from unnest(array['failed', 'failed', 'failed', 'failed', 'failed', 'passed']) as of (state)`,
      [ago(60)],
    );
    await owner.query(`update backups set at = $1`, [ago(100_000)]);
    await owner.query(`update nodes set seen_at = $1 where name = 'node2'`, [ago(600)]);
    await owner.query(`update nodes set skew = 5 where name = 'node1'`);
    await record(at.app.db, ago(500), { kind: 'system', name: 'test' }, 'account.lock', { kind: 'account', id: 'x' });
    await rotateKeys({ dir: at.keysDir, clock: { now: () => ago(20 * 86_400) }, force: true });
    await tamper(at.keysDir, 'signing.json', ({ keys }) => {
      for (const key of keys) if (key.phase === 'active') Object.assign(key, { promotedAt: ago(800 * 86_400) });
    });
    unlinkSync(data);
    symlinkSync('/proc', data); // a file system without a free byte
    const others = Array.from({ length: 10 }, () => new Client({ connectionString: database.url }));
    for (const other of others) {
      other.on('error', () => undefined);
      await other.connect();
    }
    const used = await db.row<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where datname = current_database()`,
    );
    const name = new URL(database.url).pathname.slice(1);
    await owner.query(`alter database ${name} connection limit ${used?.n}`);
    const wrong = await scrapeAnew();
    play('much is wrong', healthy, wrong, [
      ...['CloudQueueDead', 'CloudQueueStuck', 'CloudEventsStuck', 'CloudRunsFailing', 'CloudLinksUnwatched'],
      ...['CloudApplicationsEnding', 'CloudLinksDown', 'CloudVerificationsFailing', 'CloudBackupOld', 'CloudNodeGone'],
      ...['CloudClockSkew', 'CloudAuditUnsealed', 'CloudKeyRotationOverdue', 'CloudSigningKeyOld', 'CloudDiskLow'],
      'CloudConnectionsRunningOut',
    ]);
    for (const [alert, labels] of [
      ['CloudQueueDead', ['jobs', 'mails', 'sms', 'webhooks']],
      ['CloudQueueStuck', ['jobs', 'mails', 'sms', 'webhooks']],
    ] as const) {
      const expr = alerts.find((each) => each.alert === alert)?.expr ?? '';
      const named = evaluate(expr, sceneOf(healthy, wrong), length).map(({ labels: { queue } }) => queue);
      expect(named.toSorted(), alert).to.eql(labels);
    }

    for (const queue of ['jobs', 'mails', 'sms', 'webhooks'] as const) {
      await cure('CloudQueueStuck', { QUEUE: queue, ID: waits[queue] });
      await cure('CloudQueueDead', { QUEUE: queue });
    }
    await cure('CloudApplicationsEnding', { AK: partner.clientId });
    await cure('CloudBackupOld');
    await cure('CloudKeyRotationOverdue');
    await cure('CloudSigningKeyOld');
    await cure('CloudConnectionsRunningOut');
    // What nodes do that run again, partners who mended their pages, and who made room on the disk.
    await seal();
    await plant('delete from event_arrivals');
    await owner.query(
      `insert into job_runs (name, slot, node, started_at, finished_at) values ('x', $1, 'node1', $1, $1), ('links.watch', $1, 'node1', $1, $1)`,
      [ago(60)],
    );
    await owner.query(`update nodes set seen_at = now(), skew = 0`);
    await plant(`update link_sides set state = 'found'`);
    await plant(
      `update verification_runs set state = 'passed', due_at = finished_at where id in (select id from verification_runs limit 4)`,
    );
    unlinkSync(data);
    symlinkSync(folder, data);
    const cured = await scrapeAnew();
    await owner.query(`alter database ${name} connection limit -1`);
    for (const other of others) await other.end().catch(() => undefined);
    play('all of it is cured', cured, cured, []);
  });

  it('fire where logins do not end, and where a partner does not fetch its tokens', async () => {
    const start = await scrape();
    for (let n = 0; n < 25; n += 1) await createBrowser(at.origin).walk(authorization(partner.clientId).url);
    const stalled = await scrape();
    play('25 came and nobody got through', start, stalled, ['CloudLoginsStalled']);
    const browser = createBrowser(at.origin);
    const codes: [URL, Flow][] = [];
    for (let n = 0; n < 14; n += 1) {
      const flow = authorization(partner.clientId);
      codes.push([await signIn(browser, flow), flow]);
    }
    const left = await scrape();
    play('14 codes and no token', stalled, left, ['CloudCodesNotRedeemed']);
    for (const [callback, flow] of codes)
      expect((await redeem(at.origin, partner, callback, flow)).status).to.equal(200);
    play('they are redeemed', left, await scrape(), []);
  });

  const token = () => post(at.origin, '/oidc/token', partner, { grant_type: 'client_credentials' });
  const page = () => fetch(`${at.origin}/channels/activity`).then((answer) => answer.arrayBuffer());
  const logIn = async () => {
    const browser = createBrowser(at.origin);
    const login = await browser.walk(authorization(partner.clientId).url);
    return () => browser.submit(login, { username: 'citizen', password, agree: '1' });
  };

  it('fire where a lock holds everybody up, until whoever holds it is ended', async () => {
    await page();
    const start = await scrape();
    await sleep(5_100); // so that the figures are read anew while nobody gets a connection
    const holder = new Client({ connectionString: database.url });
    holder.on('error', () => undefined);
    await holder.connect();
    const posts = await Promise.all(Array.from({ length: 6 }, logIn));
    await holder.query('begin');
    await holder.query('lock table listings, oidc_tokens, accounts in access exclusive mode');
    const asked = [...posts.map((submit) => submit()), ...Array.from({ length: 10 }, token)];
    asked.push(...(Array.from({ length: 40 }, page) as Promise<never>[]));
    await sleep(300);
    asked.push(...(Array.from({ length: 200 }, page) as Promise<never>[]));
    await sleep(1_200);
    const held = await scrape();
    await cure('CloudDatabasePoolFull');
    await Promise.allSettled(asked);
    const over = await scrape();
    play(
      'a lock is held',
      start,
      {
        types: over.types,
        series: [
          ...over.series.filter(({ name }) => !name.startsWith('cloud_pool')),
          ...held.series.filter(({ name }) => name.startsWith('cloud_pool')),
        ],
      },
      ['CloudDatabasePoolFull', 'CloudWorkWaits', 'CloudRefusing', 'CloudTokensSlow', 'CloudLoginsSlow'],
      ['CloudTokensFailing', 'CloudServerErrors'],
    );
    for (let n = 0; n < 40; n += 1) await token();
    await (await logIn())();
    play('it is ended', over, await scrape(), []);
  });

  it('fire where the database takes no writes any more, until it does', async () => {
    const start = await scrape();
    const name = new URL(database.url).pathname.slice(1);
    await owner.query(`alter database ${name} set default_transaction_read_only = on`);
    await owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await sleep(200);
    for (let n = 0; n < 40; n += 1) expect((await token()).status).to.equal(503);
    const refused = await scrape();
    play('the primary became a standby', start, refused, ['CloudTokensFailing', 'CloudServerErrors']);
    await cure('CloudTokensFailing');
    for (let n = 0; n < 100 && (await token()).status !== 200; n += 1) await sleep(100);
    const again = await scrape();
    for (let n = 0; n < 20; n += 1) expect((await token()).status).to.equal(200);
    play('it takes writes', again, await scrape(), []);
  });

  it('fire where the process has no time, or no more files', async function () {
    const start = await scrape();
    for (let n = 0; n < 6; n += 1) {
      for (const began = performance.now(); performance.now() - began < 400; );
      await sleep(20);
    }
    const blocked = await scrape();
    play('the event loop is blocked', start, blocked, ['CloudEventLoopBlocked']);
    await sleep(500);
    const free = await scrape();
    play('it is free', free, free, []);
    const open = free.series.find((each) => each.name === 'process_open_fds')?.value ?? 0;
    const most = free.series.find((each) => each.name === 'process_max_fds')?.value ?? 0;
    const limit = (soft: number) => `prlimit --pid ${process.pid} --nofile=${soft}:`;
    const few = Math.ceil(open * 1.1) + 4;
    const shell = spawn('sh', ['-c', `${limit(few)} && echo low && read over; ${limit(most)}`], { stdio: 'pipe' });
    const isLow = await Promise.race([
      once(shell.stdout, 'data').then(() => true),
      once(shell, 'exit').then(() => false),
    ]);
    if (!isLow) return this.skip(); // Linux, with util-linux
    const ended = once(shell, 'exit');
    const scarce = await scrape().finally(() => shell.stdin.end('\n'));
    await ended;
    play('files run out', free, scarce, ['CloudFilesRunningOut']);
    const enough = await scrape();
    play('there may be more', enough, enough, []);
  });

  it('fire where the database or the node is away, until it is back', async () => {
    const name = new URL(database.url).pathname.slice(1);
    const admin = new Client({ connectionString: database.url.replace(`/${name}`, '/postgres') });
    await admin.connect();
    const reached = await scrape();
    await admin.query(`alter database ${name} allow_connections false`);
    await owner.end();
    await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`, [name]);
    const away = await scrapeAnew();
    play('nobody gets to the database', reached, away, ['CloudDatabaseAway']);
    await admin.query(`alter database ${name} allow_connections true`);
    await admin.end();
    owner = await openOwner();
    const isUp = async () =>
      (await scrapeAnew()).series.some((each) => each.name === 'cloud_database_up' && each.value === 1);
    expect((await isUp()) || (await isUp())).to.equal(true);
    const last = await scrape();
    await at.close();
    expect(await scrape().catch(() => undefined)).to.equal(undefined);
    play('the node does not answer', last, undefined, ['CloudDown']);
    await start();
    play('it was started again', await scrape(), await scrape(), []);
  });

  it('and the dashboard ask for metrics and labels that there are', async () => {
    const { types } = await scrape();
    const known = new Set(scenes.flatMap(({ series }) => series.flatMap(({ labels }) => Object.keys(labels))));
    const asked = [...alerts.map(({ alert, expr }) => [alert, expr] as const), ...panels];
    for (const [name, expr] of asked) {
      const { metrics, labels } = namedIn(expr);
      for (const metric of metrics)
        if (metric !== 'up') expect([...types.keys()], `${name}: ${metric}`).to.include(metric.replace(/_bucket$/, ''));
      for (const label of labels) expect([...known], `${name}: ${label}`).to.include(label);
    }
  });

  it('were each provoked, and promtool sees the same where it is installed', function () {
    const fired = new Set(scenes.flatMap(({ fires }) => fires));
    const untried = alerts.map(({ alert }) => alert).filter((alert) => !fired.has(alert));
    expect(untried.filter((alert) => alert !== 'CloudFilesRunningOut')).to.eql([]);
    const tests = join(folder, 'tests.yaml');
    const labelsOf = (labels: object) =>
      Object.entries(labels)
        .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
        .join(',');
    const valuesOf = (values: readonly (number | undefined)[]) =>
      values.map((value, index) => value ?? (values[index - 1] === undefined ? '_' : 'stale')).join(' ');
    writeFileSync(
      tests,
      stringify({
        rule_files: [rulesPath],
        evaluation_interval: '1m',
        tests: scenes.map(({ name, series, fires }) => ({
          name,
          interval: '1m',
          input_series: series.map((each) => ({
            series: `${each.name}{${labelsOf(each.labels)}}`,
            values: valuesOf(each.values),
          })),
          promql_expr_test: [
            {
              expr: 'group by (alertname) (ALERTS{alertstate="firing"})',
              eval_time: `${length}m`,
              exp_samples: fires.map((alert) => ({ labels: `{alertname="${alert}"}`, value: 1 })),
            },
          ],
        })),
      }),
    );
    const tested = said('promtool', ['test', 'rules', tests]);
    if (tested === undefined) return this.skip(); // apt-get install prometheus
    expect(tested.code, `${tested.text}${tested.warnings}`.slice(0, 4_000)).to.equal(0);
  });
});
