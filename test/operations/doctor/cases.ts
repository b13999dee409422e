import { randomUUID } from 'node:crypto';
import { chmod, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';
import { SMTPServer } from 'smtp-server';
import { record } from '../../../src/audit/record.ts';
import { sealNext } from '../../../src/audit/sealer.ts';
import { rotateKeys } from '../../../src/crypto/keys.ts';
import type { Bounds } from '../../../src/operations/doctor/bounds.ts';
import { sumsFile } from '../../../src/operations/doctor/checks/release-sums.ts';
import { contentOf, tamper } from '../../support/keys.ts';
import { portOf } from '../../support/ports.ts';
import { openFront, openPooler, type Patient } from './patient.ts';

type Undo = (() => Promise<unknown>) | undefined;
export type Case = {
  /** The planted fault, in a sentence. */
  wrong: string;
  /** The only finding that the doctor must report. */
  finds: string;
  /** Findings that follow inevitably. */
  also?: string;
  /** Of the cure. */
  cure: RegExp;
  env?: (at: Patient) => Record<string, string | undefined>;
  bounds?: Partial<Bounds>;
  /** Versions in place of those that run. */
  pretended?: Readonly<Record<string, string>>;
  make?: (at: Patient) => Promise<Undo | { env?: Record<string, string>; ca?: string; undo?: () => Promise<unknown> }>;
  /** Puts files into an empty folder, which is looked at in place of the release that runs. */
  release?: (folder: string) => Promise<void>;
  /** It is about other machines, or about this one. */
  slow?: true;
  /** Where the whole of 127.0.0.0/8 is this machine. */
  linux?: true;
};

/** Words of one database, and how they are taken back. */
const inSql = (text: string, back: string) => async (at: Patient) => {
  await at.sql(text);
  return () => at.sql(back);
};
const setting = (name: string, value: string) => async (at: Patient) => {
  await at.set(name, value);
  return () => at.set(name, undefined);
};
/** One that needs a restart: before, and after. */
const atStart = (name: string, value: string) => async (at: Patient) => {
  await at.set(name, value);
  await at.restart();
  return async () => {
    await at.set(name, undefined);
    await at.restart();
  };
};
const keys = (work: (at: Patient) => Promise<unknown>) => async (at: Patient) => {
  await work(at);
  return at.restoreKeys;
};
const closed = 'postgres://app@127.0.0.1:9/healthy';
const institution = '00000000-0000-4000-8000-000000000001';

/** As a superuser, without checks of foreign keys or triggers. */
const unchecked = (at: Patient, text: string, values: unknown[] = []) =>
  at.sql(withValues(`set session_replication_role = replica; ${text}; reset session_replication_role`, values));
/** Several statements at once take no parameters. */
const withValues = (text: string, values: readonly unknown[]) =>
  text.replaceAll(/\$(\d)/g, (_, place) => {
    const value = values[Number(place) - 1];
    return value instanceof Date ? `'${value.toISOString()}'` : `'${String(value)}'`;
  });

const message = (table: 'mails' | 'sms_messages', columns: string, ago: number) => async (at: Patient) => {
  const id = randomUUID();
  await at.as((db) =>
    db.run(`insert into ${table} (id, created_at, sealed, failed_at) values ($1, $2, $3, ${columns})`, [
      id,
      at.ago(ago),
      at.keys.seal.seal('{}', `${table}.${id}`),
    ]),
  );
  return () => at.sql(`delete from ${table}`);
};

export const cases: readonly Case[] = [
  // Settings
  { wrong: 'no mail server is set', finds: 'config.missing', cure: /SMTP_URL=/, env: () => ({ SMTP_URL: undefined }) },
  { wrong: 'the port is a word', finds: 'config.malformed', cure: /PORT=3000/, env: () => ({ PORT: 'eighty' }) },
  {
    wrong: 'PUBLIC_URL has a path',
    finds: 'config.malformed',
    cure: /PUBLIC_URL=https/,
    env: ({ front }) => ({ PUBLIC_URL: `${front.url}/cloud` }),
  },
  { wrong: 'the limits are lifted', finds: 'config.not_in_production', cure: /删除/, env: () => ({ THROTTLE: 'off' }) },
  { wrong: 'the demo is on', finds: 'config.not_in_production', cure: /删除/, env: () => ({ DEMO: 'on' }) },
  {
    wrong: 'PUBLIC_URL is plain http',
    finds: 'config.needs_https',
    cure: /https/,
    env: () => ({ PUBLIC_URL: 'http://127.0.0.1' }),
  },
  {
    wrong: 'everybody is a trusted proxy',
    finds: 'config.trusts_everybody',
    cure: /TRUSTED_PROXIES=/,
    env: () => ({ TRUSTED_PROXIES: '0.0.0.0/0' }),
  },
  {
    wrong: 'NODE_ENV is forgotten',
    finds: 'doctor.not_production',
    cure: /NODE_ENV=production/,
    env: () => ({ NODE_ENV: undefined }),
  },
  {
    wrong: 'no proxy is named',
    finds: 'doctor.no_proxy',
    cure: /X-Forwarded-For/,
    env: () => ({ TRUSTED_PROXIES: undefined }),
  },
  {
    wrong: 'the token of the example is used',
    finds: 'config.example_secret',
    cure: /openssl rand/,
    env: () => ({ METRICS_TOKEN: 'a-long-random-text-from-openssl-rand-hex-32' }),
  },
  {
    wrong: 'no sender of mail is set',
    finds: 'doctor.sender_missing',
    cure: /MAIL_FROM/,
    env: () => ({ MAIL_FROM: undefined }),
  },
  {
    wrong: 'the sender is of another domain',
    finds: 'doctor.sender_foreign',
    cure: /SPF/,
    env: () => ({ PUBLIC_URL: 'https://sso.example.gov.cn', MAIL_FROM: 'a@other.gov.cn' }),
  },
  {
    wrong: 'nobody can be written to',
    finds: 'doctor.contact_missing',
    cure: /CONTACT_EMAIL/,
    env: () => ({ CONTACT_EMAIL: undefined }),
  },
  {
    wrong: 'nobody watches',
    finds: 'doctor.metrics_closed',
    cure: /METRICS_TOKEN/,
    env: () => ({ METRICS_TOKEN: undefined }),
  },
  {
    wrong: 'nothing is logged',
    finds: 'doctor.log_quiet',
    cure: /LOG_LEVEL=info/,
    env: () => ({ LOG_LEVEL: 'silent' }),
  },
  {
    wrong: 'everything is logged',
    finds: 'doctor.log_loud',
    cure: /LOG_LEVEL=info/,
    env: () => ({ LOG_LEVEL: 'trace' }),
  },
  {
    wrong: 'a node leaves at once',
    finds: 'doctor.no_drain',
    cure: /DRAIN_SECONDS=5/,
    env: () => ({ DRAIN_SECONDS: '0' }),
  },
  {
    wrong: 'there are more processes than cores',
    finds: 'doctor.too_many_processes',
    cure: /WEB_CONCURRENCY=/,
    env: ({ urlOf }) => ({ WEB_CONCURRENCY: '64', DATABASE_LISTEN_URL: urlOf('app', 'healthy') }),
  },
  {
    wrong: 'the file of gateways is no JSON',
    finds: 'doctor.sms_file',
    cure: /docs\/operating/,
    async make({ folder }) {
      const path = join(folder, 'sms.json');
      await writeFile(path, '{', { mode: 0o600 });
      return { env: { SMS_URL: pathToFileURL(path).href } };
    },
  },
  {
    wrong: 'others may read the file of gateways',
    finds: 'doctor.sms_file_open',
    cure: /chmod 600/,
    async make({ folder, sms }) {
      const path = join(folder, 'open.json');
      await writeFile(path, JSON.stringify([{ name: 'first', url: sms.url }]));
      await chmod(path, 0o644);
      return { env: { SMS_URL: pathToFileURL(path).href } };
    },
  },
  {
    wrong: 'codes leave unencrypted',
    finds: 'doctor.sms_plain',
    cure: /https/,
    env: () => ({ SMS_URL: 'http://sms.example.cn/send' }),
  },
  {
    wrong: 'the demo runs in several processes',
    finds: 'config.demo_needs_one_process',
    also: 'doctor.not_production',
    cure: /DEMO=off/,
    env: () => ({ NODE_ENV: undefined, WEB_CONCURRENCY: '2', DEMO: 'on' }),
  },
  {
    wrong: 'an owner is named and no database',
    finds: 'config.needs_database',
    also: 'config.missing',
    cure: /DATABASE_URL/,
    env: ({ urlOf }) => ({ DATABASE_URL: undefined, DATABASE_LISTEN_URL: urlOf('app', 'healthy') }),
  },

  {
    wrong: 'a file with a secret is not there',
    finds: 'config.secret_file',
    cure: /chmod 600/,
    env: () => ({ METRICS_TOKEN: undefined, METRICS_TOKEN_FILE: '/nowhere/token' }),
  },

  // Keys
  {
    wrong: 'a file of keys is gone',
    finds: 'doctor.keys_missing',
    cure: /备份/,
    make: keys(({ keysDir }) => rename(join(keysDir, 'signing.json'), join(keysDir, 'gone'))),
  },
  {
    wrong: 'exports are to be signed, and there is no key for it',
    finds: 'doctor.keys_without_sm2',
    cure: /keys create/,
    env: () => ({ NATIONAL_CRYPTOGRAPHY: 'on' }),
  },
  {
    wrong: 'others may read the secrets',
    finds: 'doctor.keys_open',
    cure: /chmod 600/,
    make: keys(({ keysDir }) => chmod(join(keysDir, 'secrets.json'), 0o644)),
  },
  {
    wrong: 'two keys sign',
    finds: 'doctor.keys_broken',
    cure: /备份/,
    make: keys(({ keysDir }) =>
      tamper(keysDir, 'signing.json', (content) => content.keys.push({ ...content.keys[0] } as never)),
    ),
  },
  {
    wrong: 'others may put keys into the folder',
    finds: 'doctor.keys_folder_open',
    cure: /chmod 700/,
    make: keys(({ keysDir }) => chmod(keysDir, 0o777)),
  },
  {
    wrong: 'the keys have signed for two years',
    finds: 'doctor.keys_old',
    cure: /keys rotate/,
    make: keys((at) =>
      tamper(at.keysDir, 'signing.json', (content) => {
        for (const key of content.keys)
          Object.assign(key, { publishedAt: at.days(-800).toISOString(), promotedAt: at.days(-800).toISOString() });
      }),
    ),
  },
  {
    wrong: 'a rotation was begun and forgotten',
    finds: 'doctor.keys_step_due',
    cure: /keys rotate/,
    make: keys((at) => rotateKeys({ dir: at.keysDir, clock: { now: () => at.days(-20) }, force: true })),
  },
  {
    wrong: 'the folder of keys is older than the transparency logs',
    finds: 'doctor.keys_of_logs',
    cure: /keys create/,
    make: keys(({ keysDir }) => unlink(join(keysDir, 'transparency.json'))),
  },
  {
    wrong: 'the secrets are those of another deployment',
    finds: 'doctor.keys_foreign',
    cure: /secrets\.json/,
    make: keys(async ({ keysDir }) => {
      const other = Buffer.from(Array.from({ length: 32 }, (_, place) => place * 7)).toString('base64url');
      await tamper(keysDir, 'secrets.json', (content) => Object.assign(content, { form: other }));
    }),
  },
  {
    wrong: 'a sealing key was thrown away',
    finds: 'doctor.seal_lost',
    cure: /secrets\.json/,
    make: keys(async ({ keysDir }) => {
      const key = Buffer.from(Array.from({ length: 32 }, (_, place) => place * 5 + 1)).toString('base64url');
      const { sealing } = await contentOf(keysDir, 'secrets.json');
      const [first] = sealing as object[];
      await tamper(keysDir, 'secrets.json', (content) => Object.assign(content, { sealing: [{ ...first, key }] }));
    }),
  },

  // This machine
  { wrong: 'Node is old', finds: 'doctor.node_old', cure: /Node\.js 99/, bounds: { oldestNode: 99 }, slow: true },
  {
    wrong: 'few files may be open',
    finds: 'doctor.few_files',
    cure: /LimitNOFILE/,
    bounds: { openFiles: 1e12 },
    slow: true,
  },
  { wrong: 'there is little memory', finds: 'doctor.little_memory', cure: /内存/, bounds: { memory: 1e9 }, slow: true },
  { wrong: 'the disk is full', finds: 'doctor.disk_low', cure: /磁盘/, bounds: { freeMegabytes: 1e12 }, slow: true },
  { wrong: 'the disk is slow', finds: 'doctor.disk_slow', cure: /固态盘/, bounds: { fsync: -1 }, slow: true },

  // Other machines
  {
    wrong: 'nobody is there who takes mails',
    finds: 'doctor.mail_unreachable',
    cure: /SMTP_URL/,
    env: () => ({ SMTP_URL: 'smtp://127.0.0.1:9' }),
    slow: true,
  },
  {
    wrong: 'the password of the mail server is wrong',
    finds: 'doctor.mail_login',
    cure: /密码/,
    slow: true,
    async make() {
      const server = new SMTPServer({
        disabledCommands: ['STARTTLS'],
        onAuth: (_auth, _session, done) => done(new Error('no')),
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const port = portOf(server.server.address());
      return {
        env: { SMTP_URL: `smtp://someone:wrong@127.0.0.1:${port}` },
        undo: () => new Promise<void>((resolve) => server.close(() => resolve())),
      };
    },
  },
  {
    wrong: 'mails go over the network unencrypted',
    finds: 'doctor.mail_plain',
    cure: /smtps/,
    slow: true,
    linux: true,
    async make() {
      const server = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'] });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve));
      const port = portOf(server.server.address());
      return {
        env: { SMTP_URL: `smtp://127.0.0.2:${port}` },
        undo: () => new Promise<void>((resolve) => server.close(() => resolve())),
      };
    },
  },
  {
    wrong: 'no gateway of SMS is there',
    finds: 'doctor.sms_unreachable',
    cure: /SMS_URL/,
    env: () => ({ SMS_URL: 'http://127.0.0.1:9/send' }),
    slow: true,
  },
  {
    wrong: 'nothing answers at PUBLIC_URL',
    finds: 'doctor.public_unreachable',
    cure: /代理/,
    env: () => ({ PUBLIC_URL: 'https://127.0.0.1:9' }),
    slow: true,
  },
  {
    wrong: 'another name answers at PUBLIC_URL',
    finds: 'doctor.public_other',
    cure: /Host/,
    slow: true,
    async make(at) {
      const front = await openFront(at.days(60), 'https://other.example.cn');
      return { env: { PUBLIC_URL: front.url }, ca: front.ca, undo: front.close };
    },
  },
  ...(
    [
      [-1, 'over', /立即/],
      [5, 'ending', /续期/],
    ] as const
  ).map(
    ([inDays, what, cure]): Case => ({
      wrong: `the certificate is ${what}`,
      finds: `doctor.certificate_${what}`,
      cure,
      slow: true,
      async make(at) {
        const front = await openFront(at.days(inDays));
        return { env: { PUBLIC_URL: front.url }, ca: front.ca, undo: front.close };
      },
    }),
  ),
  {
    wrong: 'nobody knows who signed the certificate',
    finds: 'doctor.certificate_untrusted',
    cure: /中间证书/,
    slow: true,
    async make(at) {
      const front = await openFront(at.days(60));
      return { env: { PUBLIC_URL: front.url }, undo: front.close };
    },
  },

  // The way to the database
  {
    wrong: 'no PostgreSQL is there',
    finds: 'doctor.database_unreachable',
    cure: /PostgreSQL/,
    env: () => ({ DATABASE_URL: closed }),
  },
  {
    wrong: 'the role does not exist',
    finds: 'doctor.database_login',
    cure: /pg_hba/,
    env: ({ urlOf }) => ({ DATABASE_URL: urlOf('nobody', 'healthy') }),
  },
  {
    wrong: 'the database does not exist',
    finds: 'doctor.database_missing',
    cure: /createdb/,
    env: ({ urlOf }) => ({ DATABASE_URL: urlOf('app', 'none') }),
  },
  {
    wrong: 'changes are heard in another database',
    finds: 'doctor.listen_elsewhere',
    cure: /PgBouncer/,
    env: ({ urlOf }) => ({ DATABASE_LISTEN_URL: urlOf('app', 'postgres') }),
  },
  {
    wrong: 'changes cannot be heard',
    finds: 'doctor.listen_unreachable',
    cure: /地址/,
    env: () => ({ DATABASE_LISTEN_URL: closed }),
  },
  {
    wrong: 'migrations go to another database',
    finds: 'doctor.owner_elsewhere',
    cure: /同一个数据库/,
    env: ({ urlOf }) => ({ MIGRATE_DATABASE_URL: urlOf('owner', 'postgres') }),
  },
  {
    wrong: 'migrations go nowhere',
    finds: 'doctor.owner_unreachable',
    cure: /地址/,
    env: () => ({ MIGRATE_DATABASE_URL: closed }),
  },
  {
    wrong: 'the standby cannot be reached',
    finds: 'doctor.standby_unreachable',
    cure: /READ_DATABASE_URL|恢复备库/,
    env: () => ({ READ_DATABASE_URL: closed }),
  },
  {
    wrong: 'the standby is another database',
    finds: 'doctor.standby_elsewhere',
    cure: /流复制/,
    env: ({ urlOf }) => ({ READ_DATABASE_URL: urlOf('app', 'postgres') }),
  },
  {
    wrong: 'the standby is the primary',
    finds: 'doctor.standby_is_primary',
    cure: /备库的地址/,
    env: ({ urlOf }) => ({ READ_DATABASE_URL: urlOf('app', 'healthy') }),
  },
  {
    wrong: 'the standby is far behind',
    finds: 'doctor.standby_behind',
    cure: /recovery_min_apply_delay/,
    async make(at) {
      const standby = await at.standby();
      await standby.sql(`alter system set recovery_min_apply_delay = '1h'`, 'select pg_reload_conf()');
      await at.sql('create table late (n int); drop table late');
      return { env: { READ_DATABASE_URL: standby.urlOf('app', 'healthy') }, undo: standby.remove };
    },
  },
  {
    wrong: 'a pooler swallows what is notified',
    finds: 'doctor.bouncer_swallows_listen',
    cure: /DATABASE_LISTEN_URL/,
    async make({ urlOf }) {
      const pooler = await openPooler(urlOf('app', 'healthy'));
      return { env: { DATABASE_URL: pooler.url }, undo: pooler.close };
    },
  },

  // The server
  { wrong: 'the server is old', finds: 'doctor.database_old', cure: /PostgreSQL 99/, bounds: { oldestServer: 99 } },
  {
    wrong: 'the server is mended no longer',
    finds: 'doctor.database_ending',
    cure: /大版本/,
    bounds: { serverEnds: { 18: '2026-01-01' } },
  },
  {
    wrong: 'the way to the database is unencrypted',
    finds: 'doctor.database_plain',
    cure: /sslmode/,
    linux: true,
    env: ({ urlOf }) => ({ DATABASE_URL: urlOf('app', 'healthy', '127.0.0.2') }),
  },
  {
    wrong: 'the role is a superuser',
    finds: 'doctor.superuser',
    cure: /nosuperuser/,
    env: ({ urlOf }) => ({ DATABASE_URL: urlOf('cloud', 'healthy') }),
  },
  {
    wrong: 'the role owns the tables',
    finds: 'doctor.role_owns',
    cure: /MIGRATE_DATABASE_URL/,
    env: ({ urlOf }) => ({ DATABASE_URL: urlOf('owner', 'healthy') }),
  },
  {
    wrong: 'the role may not write mails',
    finds: 'doctor.grants',
    cure: /db migrate/,
    make: inSql('revoke insert on mails from app', 'grant insert on mails to app'),
  },
  {
    wrong: 'the role may change the audit',
    finds: 'doctor.grants',
    cure: /db migrate/,
    make: inSql('grant update on audit_events to app', 'revoke update on audit_events from app'),
  },
  {
    wrong: 'the database knows ASCII only',
    finds: 'doctor.encoding',
    cure: /UTF8/,
    env: ({ urlOf }) => ({ DATABASE_URL: urlOf('app', 'ascii') }),
  },
  {
    wrong: 'the system sorts otherwise than before',
    finds: 'doctor.collation_changed',
    cure: /reindex/,
    make: inSql(
      `update pg_database set datcollversion = '0' where datname = 'healthy'`,
      `update pg_database set datcollversion = '1' where datname = 'healthy'`,
    ),
  },
  {
    wrong: 'the database lives in another time zone',
    finds: 'doctor.timezone',
    cure: /Asia\/Shanghai/,
    make: inSql(`alter database healthy set timezone = 'America/New_York'`, 'alter database healthy reset timezone'),
  },
  {
    wrong: 'commits are not waited for',
    finds: 'doctor.commit_unsafe',
    cure: /synchronous_commit/,
    make: inSql(
      'alter database healthy set synchronous_commit = off',
      'alter database healthy reset synchronous_commit',
    ),
  },
  {
    wrong: 'nothing is written through',
    finds: 'doctor.fsync_off',
    cure: /reset fsync/,
    make: setting('fsync', 'off'),
  },
  {
    wrong: 'pages may be torn',
    finds: 'doctor.pages_unsafe',
    cure: /full_page_writes/,
    make: setting('full_page_writes', 'off'),
  },
  {
    wrong: 'nobody cleans up',
    finds: 'doctor.vacuum_off',
    cure: /reset autovacuum/,
    make: setting('autovacuum', 'off'),
  },
  {
    wrong: 'PostgreSQL has hardly any memory',
    finds: 'doctor.little_buffer',
    cure: /四分之一/,
    make: atStart('shared_buffers', '64MB'),
  },
  {
    wrong: 'there are too few connections',
    finds: 'doctor.few_connections',
    cure: /max_connections/,
    make: atStart('max_connections', '20'),
  },
  {
    wrong: 'a setting waits for a restart',
    finds: 'doctor.restart_pending',
    cure: /重新启动/,
    make: setting('max_connections', '90'),
  },
  {
    wrong: 'the database only reads',
    finds: 'doctor.read_only',
    cure: /主库/,
    make: inSql(
      'alter database healthy set default_transaction_read_only = on',
      'begin read write; alter database healthy reset default_transaction_read_only; commit',
    ),
  },
  {
    wrong: 'the log is not archived',
    finds: 'doctor.archive_off',
    cure: /archive_command/,
    make: atStart('archive_mode', 'off'),
  },
  {
    wrong: 'the log cannot be archived',
    finds: 'doctor.archive_failing',
    cure: /archive_command/,
    async make(at) {
      await at.set('archive_command', 'false');
      await at.sql(`select pg_logical_emit_message(true, 'x', 'y')`);
      await at.sql('select pg_switch_wal()');
      const failed = async () => (await at.sql('select failed_count::int as count from pg_stat_archiver'))[0].count > 0;
      while (!(await failed())) await new Promise((resolve) => setTimeout(resolve, 50));
      return async () => {
        await at.set('archive_command', undefined);
        await at.sql(`select pg_stat_reset_shared('archiver')`);
      };
    },
  },
  {
    wrong: 'a standby that is gone keeps the log',
    finds: 'doctor.slot_holds',
    cure: /pg_drop_replication_slot/,
    env: () => ({ DATABASE_DISK: '600MB' }), // a tenth of it is more than it may hold
    async make(at) {
      await at.sql(`select pg_create_physical_replication_slot('gone', true)`);
      await at.writeLog(4);
      return () => at.sql(`select pg_drop_replication_slot('gone')`);
    },
  },
  {
    wrong: 'the disk of PostgreSQL is nearly full',
    finds: 'doctor.database_disk_low',
    cure: /DATABASE_DISK/,
    env: () => ({ DATABASE_DISK: '50MB' }),
  },
  {
    wrong: 'the disk of the log is nearly full',
    finds: 'doctor.database_disk_low',
    cure: /复制槽/,
    env: () => ({ DATABASE_LOG_DISK: '17MB' }),
    async make(at) {
      await at.sql('grant execute on function pg_ls_waldir() to app');
      return () => at.sql('revoke execute on function pg_ls_waldir() from app');
    },
  },
  {
    wrong: 'the database fills its disk within a month',
    finds: 'doctor.database_disk_filling',
    cure: /cloud_table_bytes/,
    env: () => ({ DATABASE_DISK: '10GB' }),
    make: inSql(
      `insert into database_sizes (at, data) values (now() - interval '10 days', 0), (now(), 5000000000)`,
      'delete from database_sizes',
    ),
  },
  {
    wrong: 'somebody has left a transaction open',
    finds: 'doctor.long_transaction',
    cure: /pg_terminate_backend/,
    bounds: { longTransaction: 0 }, // for real in seeded.test.ts, as all others with a bound
    async make({ urlOf }) {
      const client = new Client({ connectionString: urlOf('app', 'healthy') });
      await client.connect();
      await client.query('begin');
      return () => client.end();
    },
  },
  { wrong: 'a commit takes long', finds: 'doctor.slow_commit', cure: /固态盘/, bounds: { commit: -1 } },
  {
    wrong: 'transactions were never frozen',
    finds: 'doctor.ids_running_out',
    cure: /freeze/,
    make: inSql(
      // So many ids ago, as PostgreSQL counts them: in a circle.
      `create schema aside; create table aside.frozen as select datfrozenxid from pg_database where datname = 'healthy';
       update pg_database set datfrozenxid = ((datfrozenxid::text::bigint - 1200000000 + 4294967296) % 4294967296)::text::xid where datname = 'healthy'`,
      `update pg_database set datfrozenxid = (select datfrozenxid from aside.frozen) where datname = 'healthy'; drop schema aside cascade`,
    ),
  },
  {
    wrong: 'the clock is late',
    finds: 'doctor.clock_off',
    cure: /set-ntp/,
    env: () => ({ TEST_CLOCK: '-90' }),
  },

  // The files of an installed release
  ...(['changed', 'missing', 'added'] as const).map(
    (what): Case => ({
      wrong: `a file of the installed release is ${what}`,
      finds: `doctor.release_${what}`,
      cure: /发布包/,
      slow: true,
      release: async (folder) => {
        const lists = what === 'added' ? [] : [`${'a'.repeat(64)}  server.ts`];
        await writeFile(join(folder, sumsFile), lists.map((line) => `${line}\n`).join(''));
        if (what !== 'missing') await writeFile(join(folder, 'server.ts'), '');
      },
    }),
  ),

  // Known holes and floors
  {
    wrong: 'the library that sends mail has a published hole',
    finds: 'doctor.hole_open',
    cure: /^升级到 nodemailer/,
    pretended: { nodemailer: '10.1.3' },
  },
  {
    wrong: 'undici has a hole of small effect',
    finds: 'doctor.hole_lesser',
    also: 'doctor.below_floor',
    cure: /^升级到 undici/,
    pretended: { undici: '7.4.0' },
  },
  {
    wrong: 'OpenSSL is older than the floor',
    finds: 'doctor.below_floor',
    cure: /HOLES_ACCEPTED/,
    pretended: { openssl: '3.5.6' },
  },
  {
    wrong: 'a list of known holes that nobody signed lies in the folder of data',
    finds: 'doctor.list_refused',
    cure: /\.minisig/,
    async make({ folder }) {
      await writeFile(join(folder, 'advisories.json'), '{}');
      return () => unlink(join(folder, 'advisories.json'));
    },
  },
  // The tables
  {
    wrong: 'a migration did not run',
    finds: 'doctor.migrations_pending',
    cure: /db migrate/,
    make: inSql(
      `delete from knex_migrations where name = '0019_assistants'`,
      `insert into knex_migrations (name, batch, migration_time) values ('0019_assistants', 1, '2026-01-01')`,
    ),
  },
  {
    wrong: 'a later version was here',
    finds: 'doctor.migrations_newer',
    cure: /新版本/,
    make: inSql(
      `insert into knex_migrations (name, batch, migration_time) values ('9999_from_the_future', 1, '2026-01-01')`,
      `delete from knex_migrations where name = '9999_from_the_future'`,
    ),
  },
  {
    wrong: 'the tables are from before 0.1.0, and not of the last version before it',
    finds: 'doctor.migrations_earlier',
    cure: /db migrate/,
    make: inSql(
      `create schema aside; create table aside.ran as select * from knex_migrations; delete from knex_migrations where name > '0005_mail';
       insert into knex_migrations (name, batch, migration_time) values ('0006_sms', 1, '2026-01-01')`,
      'delete from knex_migrations; insert into knex_migrations select * from aside.ran; drop schema aside cascade',
    ),
  },
  {
    wrong: 'the tables are of others',
    finds: 'doctor.migrations_foreign',
    cure: /空的数据库/,
    make: inSql(
      `insert into knex_migrations (name, batch, migration_time) values ('0001_once', 1, '2026-01-01')`,
      `delete from knex_migrations where name = '0001_once'`,
    ),
  },
  {
    wrong: 'an index is invalid',
    finds: 'doctor.index_invalid',
    cure: /reindex/,
    make: inSql(
      `update pg_index set indisvalid = false where indexrelid = 'jobs_due'::regclass`,
      `update pg_index set indisvalid = true where indexrelid = 'jobs_due'::regclass`,
    ),
  },
  {
    wrong: 'an index was dropped',
    finds: 'doctor.index_missing',
    cure: /create index/,
    make: inSql('drop index mails_newest', 'create index mails_newest on mails (created_at)'),
  },
  {
    wrong: 'the guard of the audit was switched off',
    finds: 'doctor.guard_missing',
    cure: /enable trigger/,
    make: inSql(
      'alter table audit_events disable trigger audit_events_append_only',
      'alter table audit_events enable trigger audit_events_append_only',
    ),
  },

  // Their content
  {
    wrong: 'the demo was here',
    finds: 'doctor.demo_data',
    cure: /新的数据库/,
    make: inSql(`insert into demo_data (seeded_at) values ('2026-11-01')`, 'delete from demo_data'),
  },
  {
    wrong: 'nobody seals the audit',
    finds: 'doctor.audit_waiting',
    cure: /Audit events wait/,
    async make(at) {
      await at.as((db) =>
        record(db, at.ago(300), { kind: 'system', name: 'test' }, 'account.lock', { kind: 'account', id: 'x' }),
      );
      return () => at.as((db) => db.transaction((trx) => sealNext(trx, at.keys.auditKey, 100)));
    },
  },
  {
    wrong: 'an audit event was changed',
    finds: 'doctor.audit_broken',
    cure: /audit verify/,
    async make(at) {
      const change = (verb: string) =>
        unchecked(at, `update audit_events set verb = $1 where id = (select min(id) from audit_events)`, [verb]);
      await change('account.nothing');
      return () => change('account.grant_role');
    },
  },
  {
    wrong: 'data are sealed anew by a key that no node has',
    finds: 'doctor.sealing_stuck',
    cure: /keys reseal/,
    make: inSql(
      `insert into sealing_runs (id, target, state, begun_at, advanced_at, expected)
       values (gen_random_uuid(), '\\x0100000000', 'under_way', '2026-01-01', '2026-01-01', 0)`,
      'delete from sealing_runs',
    ),
  },
  {
    wrong: 'nobody does the jobs',
    finds: 'doctor.jobs_stuck',
    cure: /jobs list/,
    make: inSql(
      `insert into jobs (queue, payload, created_at, run_at) values ('x', '{}', '2026-01-01', '2026-01-01')`,
      'delete from jobs',
    ),
  },
  {
    wrong: 'a job was given up',
    finds: 'doctor.jobs_dead',
    cure: /jobs retry/,
    make: inSql(
      `insert into jobs (queue, payload, created_at, run_at, given_up_at) values ('x', '{}', now(), now(), now())`,
      'delete from jobs',
    ),
  },
  { wrong: 'mails wait', finds: 'doctor.mails_stuck', cure: /mails list/, make: message('mails', 'null', 3600) },
  {
    wrong: 'mails could not be sent',
    finds: 'doctor.mails_dead',
    cure: /mails retry/,
    make: message('mails', 'now()', 60),
  },
  {
    wrong: 'short messages wait',
    finds: 'doctor.sms_stuck',
    cure: /sms list/,
    make: message('sms_messages', 'null', 3600),
  },
  {
    wrong: 'short messages could not be sent',
    finds: 'doctor.sms_dead',
    cure: /sms drop/,
    make: message('sms_messages', 'now()', 60),
  },
  {
    wrong: 'a gateway of SMS fails',
    finds: 'doctor.sms_resting',
    cure: /服务商/,
    make: inSql(`insert into sms_gateways values ('first', 5, now() + interval '1 hour')`, 'delete from sms_gateways'),
  },
  {
    wrong: 'webhooks are not delivered',
    finds: 'doctor.webhooks_stuck',
    cure: /webhooks list/,
    async make(at) {
      await unchecked(
        at,
        `insert into webhook_deliveries (id, endpoint_id, message_id, type, payload, state, next_at, created_at)
         values ($1, $1, 'm', 'test', '{}', 'pending', $2, $2)`,
        [institution, at.ago(7200)],
      );
      return () => at.sql('delete from webhook_deliveries');
    },
  },
  {
    wrong: 'events are not put in order',
    finds: 'doctor.events_waiting',
    cure: /节点/,
    async make(at) {
      await unchecked(
        at,
        `insert into event_arrivals (id, type, institution_id, is_shared, subject, data, at) values ($1, 'x', $1, true, '{}', '{}', $2)`,
        [institution, at.ago(3600)],
      );
      return () => at.sql('delete from event_arrivals');
    },
  },
  {
    wrong: 'nobody is auditor',
    finds: 'doctor.staff_missing',
    cure: /三员分立/,
    make: inSql(
      `update account_roles set role = 'reviewer' where role = 'auditor'`,
      `update account_roles set role = 'auditor' where role = 'reviewer'`,
    ),
  },
  {
    wrong: 'somebody of the staff has no second factor',
    finds: 'doctor.staff_unprotected',
    cure: /双重验证|设置/,
    make: inSql(
      `create schema aside; create table aside.kept as select * from second_factors limit 1; delete from second_factors f using aside.kept k where k.account_id = f.account_id`,
      'insert into second_factors select * from aside.kept; drop schema aside cascade',
    ),
  },
  {
    wrong: 'an AK lasts for years',
    finds: 'doctor.ak_beyond_term',
    cure: /application renew/,
    async make(at) {
      await unchecked(at, `alter table applications drop constraint applications_longest_term`);
      await unchecked(
        at,
        `insert into applications (client_id, institution_id, name, scope, api_scope, token_endpoint_auth_method, redirect_uris, expires_at, tokens_valid_from, created_at, updated_at)
         values ('ncc_x', $1, '应用', 'openid', '', 'none', '{}', $2, $3, $3, $3)`,
        [institution, at.days(3_000), at.days(-29)],
      );
      return async () => {
        await unchecked(at, 'delete from applications');
        await unchecked(
          at,
          `alter table applications add constraint applications_longest_term check (first_party or expires_at <= updated_at + interval '32 days')`,
        );
      };
    },
  },
  {
    wrong: 'an AK ends and nobody is told',
    finds: 'doctor.nobody_told',
    cure: /application contact/,
    async make(at) {
      await unchecked(
        at,
        `insert into institutions (id, name, created_at, updated_at) values ($1, '青溪县文化馆', $2, $2)`,
        [institution, at.days(-29)],
      );
      await unchecked(
        at,
        `insert into applications (client_id, institution_id, name, scope, api_scope, token_endpoint_auth_method, redirect_uris, expires_at, tokens_valid_from, created_at, updated_at)
         values ('ncc_x', $1, '应用', 'openid', '', 'none', '{}', $2, $3, $3, $3)`,
        [institution, at.days(1), at.days(-29)],
      );
      return async () => {
        await unchecked(at, 'delete from applications');
        await unchecked(at, 'delete from institutions where id = $1', [institution]);
      };
    },
  },
  {
    wrong: 'nobody looks at the links',
    finds: 'doctor.links_unwatched',
    cure: /links\.watch/,
    async make(at) {
      await unchecked(
        at,
        `insert into links (id, institution_id, name, pc_url, poster_id, picture_230x60, picture_180x50, picture_hash, state, created_at, updated_at)
         values ($1, $1, '链接', 'https://x.example.cn', $1, '', '', 'x', 'online', $2, $2)`,
        [institution, at.days(-5)],
      );
      return () => unchecked(at, 'delete from links');
    },
  },
  {
    wrong: 'the proxy does not say for whom it asks',
    finds: 'doctor.proxy_hides',
    cure: /X-Forwarded-For/,
    make: inSql(
      `update logins set address = '10.0.0.5'`,
      `update logins set address = ('203.0.113.' || id % 100)::inet`,
    ),
  },
  {
    wrong: 'a log has no month to come',
    finds: 'doctor.months_missing',
    cure: /months\.keep/,
    make: inSql(
      `do $$ begin execute (select 'drop table ' || string_agg(name, ', ') from log_parts('logins') where starts > now()); end $$`,
      `select keep_log_months('logins')`,
    ),
  },
  {
    wrong: 'a row of a log lies beyond all its months',
    finds: 'doctor.months_missing',
    cure: /months\.keep/,
    make: inSql(
      `insert into logins (account_id, at, method, succeeded, address, device)
         select id, date_trunc('milliseconds', now()) + interval '1 year', 'sms', true, '203.0.113.9', 'a' from accounts limit 1`,
      `delete from logins where at > now() + interval '300 days'`,
    ),
  },
  {
    wrong: 'no backup was ever noted',
    finds: 'doctor.backup_unknown',
    cure: /backup noted/,
    make: inSql(
      'create schema aside; create table aside.noted as select * from backups; delete from backups',
      'insert into backups select * from aside.noted; drop schema aside cascade',
    ),
  },
  {
    wrong: 'the last backup is days old',
    finds: 'doctor.backup_old',
    cure: /补做/,
    make: inSql(`update backups set at = at - interval '3 days'`, `update backups set at = at + interval '3 days'`),
  },
  {
    wrong: 'no backup was tried for two weeks',
    finds: 'doctor.backup_untried',
    cure: /cloud backup tried/,
    make: inSql(
      `insert into backup_trials (id, at, trial) values (gen_random_uuid(), now() - interval '15 days', '{}')`,
      'delete from backup_trials',
    ),
  },
  ...(
    [
      [
        'has other keys',
        'nodes_keys',
        /KEYS_DIR/,
        `'1', '${process.versions.node}', 'other', '{"PUBLIC_URL": "x"}', 0`,
      ],
      [
        'runs another version',
        'nodes_versions',
        /旧的节点/,
        `'2', '${process.versions.node}', 'k', '{"PUBLIC_URL": "x"}', 0`,
      ],
      [
        'is set otherwise',
        'nodes_settings',
        /改成一样/,
        `'1', '${process.versions.node}', 'k', '{"PUBLIC_URL": "y"}', 0`,
      ],
      [
        'has another time',
        'nodes_clock',
        /set-ntp/,
        `'1', '${process.versions.node}', 'k', '{"PUBLIC_URL": "x"}', 12.5`,
      ],
    ] as const
  ).map(
    ([what, name, cure, values]): Case => ({
      wrong: `one node ${what}`,
      finds: `doctor.${name}`,
      cure,
      make: inSql(
        `insert into nodes (name, version, node_version, keys, settings, skew, started_at, seen_at) values ('two:2', ${values}, now(), now())`,
        `delete from nodes where name = 'two:2'`,
      ),
    }),
  ),
  {
    wrong: 'no node runs',
    finds: 'doctor.nodes_gone',
    cure: /启动节点/,
    make: inSql(
      `update nodes set seen_at = seen_at - interval '2 days'`,
      `update nodes set seen_at = seen_at + interval '2 days'`,
    ),
  },
];
