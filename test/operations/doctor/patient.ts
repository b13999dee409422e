import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttps } from 'node:https';
import { connect as connectTo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { record } from '../../../src/audit/record.ts';
import { sealNext } from '../../../src/audit/sealer.ts';
import { after, systemClock } from '../../../src/clock.ts';
import { readKeyFiles } from '../../../src/crypto/key-files.ts';
import { createKeys, fingerprintsOf, openKeys } from '../../../src/crypto/keys.ts';
import { mustBelong } from '../../../src/database/key-fingerprints.ts';
import { migrate } from '../../../src/database/migrate.ts';
import { type Database, openDatabase } from '../../../src/database/open.ts';
import type { Bounds } from '../../../src/operations/doctor/bounds.ts';
import { smallDisk, startPostgres, startStandby } from '../../drills/postgres.ts';
import { silent } from '../../support/database.ts';
import { holesOfTests } from '../../support/holes.ts';
import { portOf } from '../../support/ports.ts';
import { openMailServer, openSmsGateway } from '../../support/post-office.ts';
import { certificateFor } from './certificate.ts';

const operator = { kind: 'operator' as const, name: 'test' };
const days = (count: number) => new Date(Date.now() + count * 86_400_000);

/** The machine and the speed of its disk do not matter to the tests: one about them sets a bound of its own. */
export const anyMachine: Partial<Bounds> = {
  ...{ oldestNode: 20, openFiles: 16, memory: 16, freeMegabytes: 1 },
  ...{ fsync: 600_000, commit: 600_000, networkTimeout: 5_000 },
};

/** An https server at PUBLIC_URL that says which issuer it is. */
export async function openFront(until: Date, issuer?: string) {
  const { cert, key } = certificateFor('127.0.0.1', until);
  const server = createHttps({ cert, key }, (_request, response) =>
    response.end(JSON.stringify({ issuer: issuer ?? `https://127.0.0.1:${portOf(server.address())}` })),
  );
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${portOf(server.address())}`,
    ca: cert,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A pooler's effect on LISTEN: it passes on everything but notifications. */
export async function openPooler(target: string) {
  const { hostname, port } = new URL(target);
  const server = createServer((socket) => {
    const behind = connectTo(Number(port), hostname);
    let left = Buffer.alloc(0);
    behind.on('data', (chunk) => {
      left = Buffer.concat([left, chunk]);
      while (left.length >= 5 && left.length >= 1 + left.readUInt32BE(1)) {
        const size = 1 + left.readUInt32BE(1);
        if (left[0] !== 'A'.charCodeAt(0)) socket.write(left.subarray(0, size));
        left = left.subarray(size);
      }
    });
    socket.pipe(behind);
    for (const end of [socket, behind])
      end
        .on('error', () => undefined)
        .on('close', () => {
          socket.destroy();
          behind.destroy();
        });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const through = new URL(target);
  through.port = String(portOf(server.address()));
  return { url: through.href, close: () => new Promise((resolve) => server.close(resolve)) };
}

/** A deployment that is as it should be: a PostgreSQL of its own with two roles, keys, mail, SMS, a proxy, three people, a backup. */
export async function openPatient() {
  // It is read, copied and started again many times, and writes everything through.
  const disk = await smallDisk(1_000);
  const postgres = await startPostgres({
    ...(disk && { folder: disk.folder }),
    conf: [
      "listen_addresses = '127.0.0.1,127.0.0.2'",
      'shared_buffers = 256MB',
      'archive_mode = on',
      "archive_command = 'true'",
      "timezone = 'Asia/Shanghai'",
      "autovacuum_naptime = '1h'", // so that no vacuum repairs the planted fault
    ],
  });
  const urlOf = (role: string, database: string, host = '127.0.0.1') => {
    const url = new URL(postgres.url);
    [url.username, url.pathname, url.hostname] = [role, `/${database}`, host];
    return url.href;
  };
  const folder = await mkdtemp(join(tmpdir(), 'ccc-doctor-'));
  const keysDir = join(folder, 'keys');
  await createKeys(keysDir, systemClock);
  const keys = await openKeys({ dir: keysDir, clock: systemClock, production: true, log: silent });
  const saved = join(folder, 'saved');
  await cp(keysDir, saved, { recursive: true });

  await postgres.sql('create role app login', 'create role owner login');
  const databases = {
    healthy: "locale_provider builtin builtin_locale 'C.UTF-8'",
    ascii: "encoding 'SQL_ASCII' locale 'C'",
  };
  for (const [name, options] of Object.entries(databases)) {
    await postgres.sql(`create database ${name} owner owner template template0 ${options}`);
    await furnish(name);
  }

  let client: Client | undefined;
  let db: Promise<Database> | undefined;
  /** As the superuser, on one connection for all. */
  async function sql(text: string) {
    if (client === undefined) {
      client = new Client({ connectionString: urlOf('cloud', 'healthy') });
      client.on('error', () => undefined);
      await client.connect();
    }
    return (await client.query(text)).rows;
  }
  /** Before the server goes. */
  async function leave() {
    await client?.end();
    await (await db)?.close();
    client = undefined;
    db = undefined;
  }

  async function furnish(name: string) {
    const url = urlOf('app', name);
    const own = await openDatabase({ url, dataDir: '', log: silent, auditKey: keys.auditKey });
    await migrate(own, silent, Number.POSITIVE_INFINITY, urlOf('owner', name));
    const read = await readKeyFiles(keysDir);
    if ('files' in read) await mustBelong(own, fingerprintsOf(read.files), new Date(), keysDir);
    for (const role of ['administrator', 'security', 'auditor']) {
      const id = randomUUID();
      await own.run(
        `insert into accounts (id, nickname, phone_index, phone_sealed, sessions_valid_from, created_at, updated_at) values ($1, $2, $3, $4, $5, $5, $5)`,
        [id, role, Buffer.from(role), keys.seal.seal('13800000000', `accounts.${id}`), new Date()],
      );
      await own.run(`insert into account_roles (account_id, role, granted_at) values ($1, $2, $3)`, [
        id,
        role,
        new Date(),
      ]);
      await own.run(`insert into second_factors (account_id, secret, confirmed_at) values ($1, $2, $3)`, [
        id,
        keys.seal.seal('secret', `second_factors.${id}`),
        new Date(),
      ]);
      for (let count = 1; count <= 10; count += 1)
        await own.run(
          `insert into logins (account_id, at, method, succeeded, address, device) values ($1, $2, 'password', true, $3, '')`,
          [id, new Date(), `203.0.113.${count}`],
        );
      await record(own, new Date(), operator, 'account.grant_role', { kind: 'account', id }, { role });
    }
    await own.transaction((trx) => sealNext(trx, keys.auditKey, 100));
    await own.run(`insert into backups (id, at) values ($1, $2)`, [randomUUID(), new Date()]);
    await own.run(
      `insert into nodes (name, version, node_version, keys, settings, skew, started_at, seen_at) values ('one:1', '1', '${process.versions.node}', 'k', '{"PUBLIC_URL": "x"}', 0, $1, $2)`,
      [new Date(), days(1)],
    );
    await own.close();
  }

  const [mail, sms, front] = [await openMailServer(), await openSmsGateway(), await openFront(days(60))];
  const env: Record<string, string> = {
    NODE_ENV: 'production',
    PUBLIC_URL: front.url,
    DATABASE_URL: urlOf('app', 'healthy'),
    KEYS_DIR: keysDir,
    DATA_DIR: folder,
    SMTP_URL: mail.url,
    SMS_URL: sms.url,
    TRUSTED_PROXIES: '10.0.0.0/8',
    METRICS_TOKEN: 'a-token-of-this-deployment-alone',
    MAIL_FROM: '国家公共文化云 <no-reply@example.cn>',
    CONTACT_EMAIL: 'support@example.cn',
    HOLES_ACCEPTED: holesOfTests,
  };

  return {
    ...{ env, front, mail, sms, folder, keysDir, keys, urlOf, sql, postgres },
    /** Something that the application does. */
    async as<T>(work: (db: Database) => Promise<T>): Promise<T> {
      db ??= openDatabase({ url: urlOf('app', 'healthy'), dataDir: '', log: silent, auditKey: keys.auditKey });
      return work(await db);
    },
    /** The keys as they were. */
    async restoreKeys() {
      await rm(keysDir, { recursive: true, force: true });
      await cp(saved, keysDir, { recursive: true });
    },
    /** Changes a setting of the server and waits until a new connection has it: the first process reads it before all others. */
    async set(setting: string, value: string | undefined) {
      await sql(value === undefined ? `alter system reset ${setting}` : `alter system set ${setting} = '${value}'`);
      const loaded = async () => String((await sql('select pg_conf_load_time()::text as at'))[0].at);
      const before = await loaded();
      await sql('select pg_reload_conf()');
      while ((await loaded()) === before) await sleep(5);
    },
    /** So many segments of the log, each of 16 MiB. */
    async writeLog(segments: number) {
      for (let count = 0; count < segments; count += 1) {
        await sql(`select pg_logical_emit_message(true, 'x', 'y')`);
        await sql('select pg_switch_wal()');
      }
    },
    /** A standby of its server. */
    async standby() {
      await leave();
      const standby = await startStandby(postgres);
      return {
        ...standby,
        urlOf: (role: string, database: string) => {
          const url = new URL(standby.url);
          [url.username, url.pathname] = [role, `/${database}`];
          return url.href;
        },
      };
    },
    async restart() {
      await leave();
      await postgres.stop();
      await postgres.start();
    },
    days,
    ago: (seconds: number) => after(new Date(), -seconds),
    async close() {
      keys.close();
      await leave();
      await Promise.all([mail.close(), sms.close(), front.close()]);
      await postgres.remove();
      await disk?.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type Patient = Awaited<ReturnType<typeof openPatient>>;
