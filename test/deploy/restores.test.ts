import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { sealNext } from '../../src/audit/sealer.ts';
import { systemClock } from '../../src/clock.ts';
import { asOrdinaryUser } from '../../src/database/embedded/binaries.ts';
import { migrate, migrations } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open.ts';
import { citusBin, createDatabases, startCitus, why as whyNoCitus } from '../distributed/citus.ts';
import { lines } from '../drills/machine/follow.ts';
import { type Postgres, startPostgres } from '../drills/postgres.ts';
import { createCitizen, createClient, password, startApp, type TestApp } from '../support/app.ts';
import { type Authenticator, createAuthenticator } from '../support/authenticator.ts';
import {
  authorization,
  type Client,
  createBrowser,
  formOf,
  post,
  redeem,
  type TestBrowser,
} from '../support/citizen.ts';
import { type Colleague, createMember, createStaff, signInToConsole } from '../support/console.ts';
import { silent, type TestDatabase } from '../support/database.ts';
import { folderWithKeys } from '../support/keys.ts';
import { remember } from '../support/record.ts';
import { cloud, cloudJson, cloudProcess } from '../support/server.ts';
import { until } from '../support/until.ts';

/** Programs of a distribution, where pg_dump is as old as its server. */
const bin = ['18', '17', '16', '15']
  .map((version) => `/usr/lib/postgresql/${version}/bin`)
  .find((each) => existsSync(`${each}/pg_dump`));
const hasBackrest = spawnSync('pgbackrest', ['version']).error === undefined;
/** The statements of docs/operating.md that end the sessions of a restored database, unchanged. */
const [, ending = ''] = /<<'SQL'\n([\s\S]*?)^SQL$/m.exec(lines('restore', 'end')) ?? [];
/** A phone for each time: a second code to the same one is a minute away. */
const phones = Array.from({ length: 8 }, (_, n) => remember(`1390000880${n}`));

describe('every documented way back', function () {
  this.timeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), 'ccc-restores-'));
  const used = new Set<string>();
  let server: Postgres;
  let source: TestDatabase;
  let keysDir: string;
  let people: People;
  /** A token from before. */
  let token: string;

  type People = { key: Authenticator; clerk: Colleague; staff: Colleague; partner: Client };

  const opened = async (url: string): Promise<TestDatabase> => {
    const db = await openDatabase({ url, dataDir: '', log: silent });
    return { db, url, drop: () => db.close() };
  };
  const start = (database: TestDatabase, keys: string) =>
    startApp(import.meta.filename, { database, keysDir: keys, env: { THROTTLE: 'off' } });
  const settings = (url: string, keys: string) => ({
    DATABASE_URL: url,
    KEYS_DIR: keys,
    PUBLIC_URL: 'http://localhost:3000',
  });
  const sealAll = (at: TestApp) => at.database.db.transaction((trx) => sealNext(trx, at.app.keys.auditKey, 10_000));

  async function settle(at: TestApp): Promise<People> {
    const { id } = await createCitizen(at, 'walker');
    for (const [n, phone] of phones.entries()) await createCitizen(at, `caller${n}`, { phone });
    const account = await at.app.accounts.find(id);
    if (account === undefined) throw new Error('no account');
    const key = createAuthenticator({ origin: at.origin });
    const asked = { binding: 'b', address: '192.0.2.9' };
    const begun = await at.app.passkeys.beginRegistration(account, { ...asked, label: '溪*' });
    if (begun.options === undefined) throw new Error('no options');
    const made = { answer: key.create(begun.options), device: 'Mac', madeWith: 'urn:ncc:acr:3' };
    await at.app.passkeys.register(id, { ...made, ...asked });
    const [clerk, staff] = [await createMember(at), await createStaff(at, ['administrator'])];
    return { key, clerk, staff, partner: await createClient(at) };
  }

  /** By each of the three ways a citizen gets to a partner, who redeems the code; clerk, staff and an AK get in; the audit is whole. */
  async function everybodySignsIn(at: TestApp, keys: string, anchor?: string): Promise<void> {
    const { key, clerk, staff, partner } = people;
    const ways: Record<
      string,
      (browser: TestBrowser, login: URL, page: string) => Promise<{ text: string; url: URL }>
    > = {
      password: (browser, url, text) =>
        browser.submit(
          { url, text, status: 200, headers: new Headers() },
          { username: 'walker', password, agree: '1' },
        ),
      async sms(browser, url) {
        const phone = phones.find((each) => !used.has(each)) ?? '';
        used.add(phone);
        const page = await browser.submit(await browser.walk(`${url.pathname}/sms`), { phone, send: '1' });
        const [newest] = (await at.app.sms.recent()).filter(({ to }) => to === phone);
        const code = remember(/验证码 (\d{6})/.exec(newest?.text ?? '')?.[1]) ?? '';
        return browser.submit(page, { phone, code, agree: '1' });
      },
      async passkey(browser, url, text) {
        const body = new URLSearchParams({ csrf: formOf(text).fields.csrf ?? '' });
        const begun = await browser.request(`${url.pathname}/passkey/options`, { method: 'POST', body });
        const { options } = (await begun.json()) as { options: { challenge: string } };
        body.set('credential', key.get(options, { origin: at.origin }));
        return browser.walk(
          `${url.pathname}/passkey`,
          await browser.request(`${url.pathname}/passkey`, { method: 'POST', body }),
        );
      },
    };
    for (const [method, way] of Object.entries(ways)) {
      const browser = createBrowser(at.origin);
      const flow = authorization(partner.clientId);
      const login = await browser.walk(flow.url);
      let page = await way(browser, login.url, login.text);
      if (page.text.includes('/offer"') || page.url.pathname.endsWith('/offer')) page = await browser.walk(flow.url);
      if (page.text.includes('/consent"'))
        page = await browser.submit({ ...page, status: 200, headers: new Headers() }, { scope_profile: '1' });
      expect(page.url.searchParams.get('code'), `${method}: ${page.url.pathname.split('/').at(-1)}`).to.be.a('string');
      expect((await redeem(at.origin, partner, page.url, flow)).status, method).to.equal(200);
      const entry = await at.database.db.row('select method, succeeded from logins order by id desc limit 1');
      expect(entry).to.eql({ method, succeeded: true });
    }
    for (const colleague of [clerk, staff]) await signInToConsole(at, colleague);
    const given = await post(at.origin, '/oidc/token', partner, { grant_type: 'client_credentials' });
    expect(given.status).to.equal(200);
    token = String(given.body.access_token);
    await sealAll(at);
    const verified = await cloud(
      ['audit', 'verify', ...(anchor === undefined ? [] : ['--anchor', anchor])],
      settings(at.database.url, keys),
    );
    expect([verified.code, verified.stderr]).to.eql([0, '']);
  }

  const anchorOf = async (url: string, keys: string) => {
    const { head } = (await cloudJson(['audit', 'verify'], settings(url, keys))) as {
      head: { count: number; hash: string };
    };
    return `${head.count}:${head.hash}`;
  };
  const isActive = async (at: TestApp, given: string) =>
    (await post(at.origin, '/oidc/introspection', people.partner, { token: given })).body.active;

  /** The steps before a restored database is used, and then all logins. */
  async function endAndUse(url: string, keys: string, anchor: string): Promise<void> {
    const before = token;
    const restored = await opened(url);
    for (const statement of ending.split(';\n').filter((each) => each.trim() !== '')) await restored.db.run(statement);
    const at = await start(restored, keys);
    try {
      expect(await isActive(at, before), 'a token from before').to.equal(false);
      await everybodySignsIn(at, keys, anchor);
    } finally {
      await at.close();
      await restored.drop();
    }
  }

  before(async () => {
    mkdirSync(join(folder, 'server'));
    server = await startPostgres({
      ...(bin !== undefined && { bin }),
      ...{ hasSocket: true, folder: join(folder, 'server') },
      conf: [
        ...['fsync = off', `listen_addresses = '127.0.0.1'`, 'archive_mode = on', 'archive_timeout = 60'],
        `archive_command = '${hasBackrest ? `pgbackrest --config=${join(folder, 'pgbackrest.conf')} --stanza=cloud archive-push %p` : 'true'}'`,
      ],
    });
    source = await opened(server.url);
    await migrate(source.db, silent);
    keysDir = await folderWithKeys(systemClock);
    const at = await start(source, keysDir);
    people = await settle(at);
    await everybodySignsIn(at, keysDir);
    expect(await isActive(at, token)).to.equal(true);
    await at.close();
  });
  after(async () => {
    await source?.drop();
    await server?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('a dump with its keys, also after the keys were changed since: every account signs in', async function () {
    if (bin === undefined) return this.skip(); // no pg_dump of the server's own version
    const anchor = await anchorOf(source.url, keysDir);
    const dump = join(folder, 'cloud.dump');
    execFileSync(`${bin}/pg_dump`, ['--format=custom', '--no-owner', '--no-acl', `--file=${dump}`, source.url]);
    cpSync(keysDir, join(folder, 'keys'), { recursive: true });
    for (const phase of ['publish', 'promote'])
      expect((await cloud(['keys', 'rotate-data', '--force'], settings(source.url, keysDir))).stderr, phase).to.equal(
        '',
      );
    await server.sql('create database restored');
    const url = server.url.replace(/\/postgres$/, '/restored');
    execFileSync(`${bin}/pg_restore`, ['--exit-on-error', '--no-owner', `--dbname=${url}`, dump]);
    expect((await cloud(['db', 'migrate'], settings(url, join(folder, 'keys')))).code).to.equal(0);
    await endAndUse(url, join(folder, 'keys'), anchor);

    const there = settings(url, join(folder, 'keys'));
    const here = settings(source.url, keysDir);
    const file = join(folder, 'trial.json');
    const tried = async (text: string) => {
      writeFileSync(file, text);
      const { code, stderr } = await cloud(['backup', 'tried', '--file', file], here);
      return code === 0 ? 'noted' : stderr;
    };
    const told = await cloud(['backup', 'trial', '--json'], there);
    expect([told.code, told.stderr]).to.eql([0, '']);
    const { logins, audit } = JSON.parse(told.stdout);
    expect(Object.keys(logins)).to.eql(['password', 'sms', 'passkey']);
    expect(await tried((await cloud(['backup', 'trial', '--json'], here)).stdout)).to.match(/就发生在这台服务器上/);
    expect(await tried(told.stdout.replace(audit.hash, '0'.repeat(64)))).to.match(/试的不是这个数据库的备份/);
    expect(await tried('{}')).to.match(/不是恢复出来的服务器上 `cloud backup trial --json` 打印的内容/);
    expect(await source.db.row('select from backup_trials')).to.equal(undefined);
    // As docs/operating.md has it: the service's own role reads no folder of root.
    const noted = await cloudProcess(['backup', 'tried', '--file', '-'], here, told.stdout);
    expect([noted.code, noted.stderr]).to.eql([0, '']);
    expect(await source.db.row('select from backup_trials')).to.eql({});

    await source.db.run(`update backup_trials set at = at - interval '15 days'`);
    const examined = await cloud(['doctor', '--quick', '--json'], here);
    expect(examined.stdout).to.include('"doctor.backup_untried"');
    await source.db.run('delete from backup_trials');
    await server.sql('drop database restored with (force)');
  });

  it('a restored database is not told as tried while a way of signing in is missing', async () => {
    await source.db.run(`create table aside as select * from logins where method = 'passkey'`);
    await source.db.run(`delete from logins where method = 'passkey'`);
    const { code, stderr } = await cloud(['backup', 'trial', '--json'], settings(source.url, keysDir));
    await source.db.run('insert into logins select * from aside');
    await source.db.run('drop table aside');
    expect(code).to.equal(1);
    expect(stderr).to.match(/从 .* 起还没有人用通行密钥登录过：请在这台服务器上登录/);
  });

  it('keys that were rotated, published and promoted: every account signs in', async () => {
    for (const phase of ['publish', 'promote'])
      expect((await cloud(['keys', 'rotate', '--force'], settings(source.url, keysDir))).code, phase).to.equal(0);
    const at = await start(source, keysDir);
    try {
      await everybodySignsIn(at, keysDir);
    } finally {
      await at.close();
    }
  });

  it('a migration rolled back, and repeated by the next start: every account signs in', async () => {
    const to = migrations().at(-2) ?? '';
    const done = await cloud(['db', 'rollback', '--to', to], settings(source.url, keysDir));
    expect([done.code, done.stdout.split('\n')[0]]).to.eql([0, `收回了：${migrations().at(-1)}`]);
    const at = await start(source, keysDir);
    try {
      await everybodySignsIn(at, keysDir);
    } finally {
      await at.close();
    }
  });

  it('pgBackRest, back to a moment: every account signs in', async function () {
    if (!hasBackrest || bin === undefined) return this.skip(); // apt-get install pgbackrest
    const of = (...parts: string[]) => join(folder, ...parts);
    for (const each of ['repo', 'log', 'lock', 'spool']) mkdirSync(of(each));
    writeFileSync(
      of('pgbackrest.conf'),
      [
        ...['[global]', `repo1-path=${of('repo')}`, 'start-fast=y', 'log-level-console=error', `log-path=${of('log')}`],
        ...[`lock-path=${of('lock')}`, `spool-path=${of('spool')}`, 'repo1-retention-full=2'],
        ...['[cloud]', `pg1-path=${server.data}`, `pg1-port=${new URL(server.url).port}`],
        ...[`pg1-socket-path=${of('server')}`, 'pg1-user=cloud', 'pg1-database=postgres'],
      ].join('\n'),
    );
    const wrap = await asOrdinaryUser();
    const backrest = (...args: string[]) => {
      const [program = '', ...rest] = [
        ...wrap,
        'pgbackrest',
        `--config=${of('pgbackrest.conf')}`,
        '--stanza=cloud',
        ...args,
      ];
      execFileSync(program, rest, { stdio: 'pipe' });
    };
    backrest('stanza-create');
    backrest('--type=full', 'backup');
    const anchor = await anchorOf(source.url, keysDir);
    await sleep(1_100); // the backup ends with a second, and later writes begin with the next
    const [moment] = (await server.sql('select clock_timestamp()::text as at')) as { at: string }[];
    await source.db.run(`delete from passkeys`); // the loss for which one goes back
    await server.sql('select pg_switch_wal()');
    await source.drop();
    await server.stop();
    backrest('--delta', '--type=time', `--target=${moment?.at}`, '--target-action=promote', 'restore');
    await server.start();
    await until(
      async () => ((await server.sql('select pg_is_in_recovery() as yes')) as { yes: boolean }[])[0]?.yes === false,
      'it takes writes',
      60_000,
    );
    await endAndUse(server.url, keysDir, anchor);
    source = await opened(server.url);
  });

  const citus = citusBin();
  const whereCitusIs = citus === undefined ? it.skip : it;
  whereCitusIs(
    `tables that come together again (undistribute) end with everybody signing in${citus === undefined ? `: not tried, ${whyNoCitus}` : ''}`,
    async () => {
      const servers = await startCitus(citus ?? '');
      const urls = [servers.coordinator, ...servers.workers].map(({ url }) => url);
      const database = await createDatabases(urls, 'plain')();
      const keys = await folderWithKeys(systemClock);
      const first = await start(database, keys);
      const before = people;
      people = await settle(first);
      await first.close();
      await cloudJson(['db', 'distribute'], settings(database.url, keys));
      await cloudJson(['db', 'undistribute'], settings(database.url, keys));
      const at = await start(database, keys);
      await everybodySignsIn(at, keys);
      await at.close();
      people = before;
      await database.drop();
      await servers.remove();
    },
  );

  it('is in the manual', () => {
    for (const [part, name] of [
      ['restore', 'dump'],
      ['restore', 'end'],
      ['backrest', 'restore'],
      ['rollback', 'schema'],
    ] as const)
      expect(lines(part, name)).to.be.a('string');
    expect(readdirSync(new URL('../../docs/', import.meta.url))).to.include('operating.md');
    expect(ending).to.include('sessions_valid_from = now()');
  });
});
