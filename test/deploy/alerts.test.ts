import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { Client } from 'pg';
import { record } from '../../src/audit/record.ts';
import { sealNext } from '../../src/audit/sealer.ts';
import { rotateKeys } from '../../src/crypto/keys.ts';
import { smallDisk } from '../drills/postgres.ts';
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
import { byHand, byOthers, openCures } from '../support/cures.ts';
import type { TestDatabase } from '../support/database.ts';
import { tamper } from '../support/keys.ts';
import { openMailServer } from '../support/post-office.ts';
import { type Exposition, evaluate, lengthOf, parseExposition, sceneOf } from '../support/prometheus.ts';
import { alerts, linesOf, runbook, runbookOf, runbooks } from '../support/runbooks.ts';
import { expectKnown, expectPromtool, openScenes, provokedElsewhere } from '../support/scenes.ts';
import { type ServerProcess, startServer } from '../support/server.ts';
import { databaseWithRows } from '../support/token-forms.ts';
import { until } from '../support/until.ts';

const { scenes, play } = openScenes();
const cures = openCures();
/** How the unit of the manual starts a node; elsewhere than on Linux Node is installed by hand. */
const execStart = (
  /^ExecStart=(.*)$/m.exec(readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8'))?.[1] ?? ''
).replace(
  process.platform === 'linux' ? '' : 'node_modules/node-linux-*/bin/node',
  process.platform === 'linux' ? '' : process.execPath,
);

describe('the alerts', function () {
  this.timeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), 'ccc-alerts-'));
  const data = join(folder, 'data');
  const keysDir = mkdtempSync(join(tmpdir(), 'ccc-keys-'));
  let database: TestDatabase;
  let at: TestApp;
  let mails: Awaited<ReturnType<typeof openMailServer>>;
  let partner: Partner;
  let institution: string;
  let owner: Client;
  let healthy: Exposition;
  /** The node as a process of its own, once a page has it started again. */
  let unit: ServerProcess | undefined;
  let disk: Awaited<ReturnType<typeof smallDisk>>;
  const etc = mkdtempSync(join(tmpdir(), 'ccc-etc-'));
  async function start(): Promise<void> {
    await unit?.kill();
    unit = undefined;
    const env = { SMTP_URL: mails.url, SMS_URL: 'http://127.0.0.1:9/send', DATA_DIR: data };
    at = await startApp(import.meta.filename, { env, database, keysDir });
    const settings = {
      ...env,
      DATABASE_URL: database.url,
      METRICS_TOKEN: watching.authorization.slice('Bearer '.length),
    };
    writeFileSync(
      join(etc, 'env'),
      Object.entries(settings)
        .map((each) => `${each.join('=')}\n`)
        .join(''),
    );
  }

  async function openOwner(): Promise<Client> {
    const client = new Client({ connectionString: database.url });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  before(async () => {
    disk = await smallDisk(1_250);
    symlinkSync(disk?.folder ?? folder, data);
    mkdirSync(join(data, 'backups'));
    mails = await openMailServer();
    database = await databaseWithRows(); // so that each token of an AK asks the database
    await start();
    const made = await createClient(at);
    partner = made;
    institution = made.institutionId;
    await createCitizen(at);
    owner = await openOwner();
    // No background jobs here, so that faults stay: two nodes as they report themselves.
    for (const name of ['node1', 'node2'])
      await owner.query(
        `insert into nodes (name, version, node_version, keys, settings, skew, started_at, seen_at) values ($1, '1', $2, 'k', '{}', 0, now(), now())`,
        [name, process.versions.node],
      );
  });
  after(async () => {
    await owner.end();
    if (unit === undefined) await at.close();
    else await unit.kill();
    await database.drop();
    await mails.close();
    await disk?.remove();
    for (const each of [folder, keysDir, etc]) rmSync(each, { recursive: true, force: true });
  });

  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
  const seal = () => database.db.transaction((trx) => sealNext(trx, at.app.keys.auditKey, 1_000));
  const scrape = async (): Promise<Exposition> => {
    const answer = await fetch(`${at.origin}/metrics`, { headers: watching });
    expect(answer.status).to.equal(200);
    return parseExposition(await answer.text());
  };
  /** Figures of the whole service are cached for five seconds. */
  const scrapeAnew = async () => {
    await sleep(5_100);
    return scrape();
  };
  /** The node as started by the unit of docs/operating.md: with its ExecStart and its EnvironmentFile. */
  async function restart(): Promise<void> {
    if (unit === undefined) await at.close();
    else await unit.kill();
    const text = readFileSync(join(etc, 'env'), 'utf8');
    const env = Object.fromEntries(
      Array.from(text.matchAll(/^(\w+)=(.*)$/gm), ([, name = '', value = '']) => [name, value]),
    );
    unit = await startServer({
      ...{ file: import.meta.filename, keysDir, port: at.app.config.PORT, publicUrl: at.origin, env, execStart },
    });
  }
  /** The cure of an alert's page, with these values. */
  const cure = (alert: string, values: Record<string, string> = {}) =>
    cures.cure(
      alert,
      {
        ...{ services: at.app, origin: at.origin, restart },
        sql: (statement) => owner.query(statement),
        reload: async () => void (await unit?.kill('SIGHUP')),
        folders: { '/var/backups/cloud': join(data, 'backups'), '/root': data, '/etc/cloud': etc },
      },
      values,
    );
  /** As a superuser, without checks of foreign keys. */
  async function plant(text: string, values: unknown[] = []): Promise<void> {
    await owner.query('set session_replication_role = replica');
    await owner.query(text, values);
    await owner.query('set session_replication_role = origin');
  }
  /** A copy of long ago, of so many megabytes, as cloud-backup leaves one each night. */
  function oldBackup(name: string, megabytes: number): void {
    const path = join(data, 'backups', name);
    mkdirSync(path);
    writeFileSync(join(path, 'cloud.dump'), Buffer.alloc(megabytes * 1_048_576));
    const made = ago(40 * 86_400);
    utimesSync(path, made, made);
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

  it('are silent on a sound installation except for the missing backup, until one is noted', async () => {
    await seal();
    await at.app.transparency.grow();
    const never = await scrape();
    play('nobody ever noted a backup', never, never, ['CloudBackupNever']);
    await cure('CloudBackupNever');
    healthy = await scrapeAnew();
    play('all is well', healthy, healthy, []);
  });

  it('fire for faults in the database, the keys and the machine', async () => {
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
      `insert into event_arrivals (id, type, institution_id, is_shared, subject, data, at) values ($1, 'x', $3, true, '{}', '{}', $2)`,
      [id, ago(1_000), institution],
    );
    await owner.query(`insert into job_runs (name, slot, node, started_at) values ('jobs.purge', $1, 'node1', $1)`, [
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
    await plant(`insert into backup_trials (id, at, trial) values (gen_random_uuid(), $1, '{}')`, [ago(20 * 86_400)]);
    await owner.query(`update nodes set seen_at = $1 where name = 'node2'`, [ago(600)]);
    await owner.query(`update nodes set skew = 5, node_version = '24.21.0', seen_at = now() where name = 'node1'`);
    await record(at.app.db, ago(500), { kind: 'system', name: 'test' }, 'account.lock', { kind: 'account', id: 'x' });
    await rotateKeys({ dir: at.keysDir, clock: { now: () => ago(20 * 86_400) }, force: true });
    await tamper(at.keysDir, 'signing.json', ({ keys }) => {
      for (const key of keys) if (key.phase === 'active') Object.assign(key, { promotedAt: ago(800 * 86_400) });
    });
    if (disk === undefined) {
      unlinkSync(data);
      symlinkSync('/proc', data); // a file system without a free byte
    } else oldBackup('20260102T023000Z', 240);
    await owner.query(
      `do $$ begin execute (select 'drop table ' || string_agg(name, ', ') from log_parts('logins') where starts > now()); end $$`,
    );
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
      'CloudBackupUntried',
      ...['CloudClockSkew', 'CloudAuditUnsealed', 'CloudKeyRotationOverdue', 'CloudSigningKeyOld', 'CloudDiskLow'],
      ...['CloudConnectionsRunningOut', 'CloudMonthsMissing', 'CloudHoleOpen', 'CloudBelowFloor'],
    ]);
    for (const [alert, labels] of [
      ['CloudQueueDead', ['jobs', 'mails', 'sms', 'webhooks']],
      ['CloudQueueStuck', ['jobs', 'mails', 'sms', 'webhooks']],
    ] as const) {
      const expr = alerts.find((each) => each.alert === alert)?.expr ?? '';
      const scene = sceneOf(healthy, wrong);
      const named = evaluate(expr, scene, lengthOf(scene)).map(({ labels: { queue } }) => queue);
      expect(named.toSorted(), alert).to.eql(labels);
    }

    for (const queue of ['jobs', 'mails', 'sms', 'webhooks'] as const) {
      await cure('CloudQueueStuck', { QUEUE: queue, ID: waits[queue] });
      await cure('CloudQueueDead', { QUEUE: queue });
    }
    await cure('CloudApplicationsEnding', { AK: partner.clientId });
    await cure('CloudBackupOld');
    const sealed = await at.app.db.row<{ position: number; hash: Buffer }>(
      'select position, hash from audit_seals order by position desc limit 1',
    );
    const then = ago(3_600).toISOString();
    const trial = {
      ...{ restored_at: then, tried_at: then, logins: { password: then, sms: then, passkey: then }, report: null },
      audit: { events: sealed?.position, position: sealed?.position, hash: sealed?.hash.toString('hex') },
    };
    writeFileSync(join(data, 'trial.json'), JSON.stringify(trial));
    await cure('CloudBackupUntried');
    await cure('CloudRunsFailing', { NAME: 'jobs.purge' });
    await cure('CloudLinksUnwatched');
    await cure('CloudMonthsMissing');
    await cure('CloudConnectionsRunningOut');
    for (const other of others) await other.end().catch(() => undefined);
    await owner.query(`alter database ${name} connection limit -1`);
    if (disk !== undefined) await cure('CloudDiskLow');
    else {
      unlinkSync(data);
      symlinkSync(folder, data);
    }
    // The part of others: partners fix their pages, node1 sets its clock, gets a newer Node and reports itself; node2 is restarted.
    await plant(`update link_sides set state = 'found'`);
    await plant(
      `update verification_runs set state = 'passed', due_at = finished_at where id in (select id from verification_runs limit 4)`,
    );
    await owner.query(`update nodes set seen_at = now(), skew = 0, node_version = $1 where name = 'node1'`, [
      process.versions.node,
    ]);
    await cure('CloudNodeGone');
    await cure('CloudKeyRotationOverdue');
    await cure('CloudSigningKeyOld');
    const isDone = async (open: string) => (await owner.query(open)).rows.length === 0;
    await until(() => isDone('select 1 from audit_pending limit 1'), 'the node seals');
    await until(() => isDone('select 1 from event_arrivals limit 1'), 'the node orders events');
    await until(
      async () => !(await isDone(`select 1 from nodes where name not like 'node_'`)),
      'the node tells that it lives',
    );
    const cured = await scrapeAnew();
    await start();
    play('all of it is cured', cured, cured, []);
  });

  it('fire where a disk fills, long before it is full', async function () {
    if (disk === undefined) return this.skip(); // no small one can be mounted here
    const before = await scrape();
    oldBackup('20260101T023000Z', 120);
    const fills = await scrape();
    play('120 MB in six hours', before, fills, ['CloudDiskFilling'], { minutes: 361 });
    await cure('CloudDiskFilling');
    const there = await scrape();
    play('there is room again', there, there, [], { minutes: 361 });
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

  it('fire where a lock holds everything up, until its holder is ended', async () => {
    await page();
    const start = await scrape();
    await sleep(5_100); // so that the figures are read again while there is no free connection
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
      { slow: ['CloudTokensFailing', 'CloudServerErrors'] },
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
    await restart();
    const last = await scrape();
    await unit?.kill('SIGKILL');
    expect(await scrape().catch(() => undefined)).to.equal(undefined);
    play('the node does not answer', last, undefined, ['CloudDown']);
    await cure('CloudDown');
    play('it was started again', await scrape(), await scrape(), []);
  });

  it('and the dashboard ask for metrics and labels that there are', async () => {
    expectKnown(await scrape(), scenes);
  });

  it('are each cured by the commands of their page, but for manual or foreign steps, with the reason', () => {
    const elsewhere: readonly string[] = Object.values(provokedElsewhere).flat();
    const named = new Set<string>();
    const untyped: string[] = [];
    for (const { alert } of alerts) {
      const page = runbookOf(alert);
      const lines = linesOf(page, 'cure').map(({ text }) => text);
      expect(lines.length > 0, `${alert}: what its page tells to type, or who cures it`).to.equal(!(alert in byOthers));
      for (const line of lines.filter((each) => each in byHand)) named.add(line);
      if (elsewhere.includes(alert) || (disk === undefined && /^CloudDisk/.test(alert))) continue;
      for (const line of lines) if (!(line in byHand || cures.done.has(line))) untyped.push(`${alert}: ${line}`);
    }
    expect(untyped).to.eql([]);
    expect(
      Object.keys(byHand).filter((line) => !named.has(line)),
      'on no page',
    ).to.eql([]);
  });

  it('were each provoked, and promtool sees the same where it is installed', function () {
    const fired = new Set(scenes.flatMap(({ fires }) => fires));
    for (const alert of Object.values(provokedElsewhere).flat()) fired.add(alert);
    const untried = alerts.map(({ alert }) => alert).filter((alert) => !fired.has(alert));
    const needsLinux = ['CloudFilesRunningOut', 'CloudDiskFilling'];
    expect(untried.filter((alert) => !needsLinux.includes(alert))).to.eql([]);
    if (!expectPromtool(scenes)) return this.skip(); // apt-get install prometheus
  });
});
