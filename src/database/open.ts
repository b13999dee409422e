/** PostgreSQL by DATABASE_URL: connections, transactions, migrations, listen and notify, the standby. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditHash } from '../crypto/suite.ts';
import type { Log } from '../log.ts';
import { createAvailability, readsOnly } from './availability.ts';
import { createByKey } from './by-key.ts';
import { createChanges } from './changes.ts';
import { connectionBy, type Database } from './connection.ts';
import { timed } from './deadline.ts';
import { attach } from './embedded/index.ts';
import { createListening } from './listen.ts';
import { isOutage } from './outage.ts';
import { createSessions, type Sessions } from './pool.ts';
import { createSandboxDatabase } from './sandbox-database.ts';
import { oldest, remoteServer, type Server, ServerTooOld } from './server.ts';
import { createWithdrawals } from './withdrawals.ts';

export type { Connection, Database, Reader, Withdrawals } from './connection.ts';

type Needs = {
  /** A PostgreSQL server; without one the project's own under `dataDir`. */
  url: string | undefined;
  /** Another address of the same server, for LISTEN. */
  listenUrl?: string | undefined;
  dataDir: string;
  log: Log;
  /** The key that signs audit events. */
  auditKey?: Buffer;
  auditHash?: AuditHash;
  /** Off for throw-away data of the embedded server. */
  fsync?: boolean;
  /** Milliseconds by which a standby that is read may be behind (standby.ts). */
  behind?: number;
  /** Seconds to wait at the start for a server that is just coming up. */
  connectTimeout?: number;
};

/** `sandbox`: the same server, with the tables of sandboxes in place of programs' tables (sandbox-database.ts). */
export type OpenedDatabase = Database & { sandbox: Database };

/** Opens the database; rejects unless the server answers and is new enough. */
export async function openDatabase({
  url,
  listenUrl,
  dataDir,
  log,
  auditKey,
  auditHash,
  fsync = true,
  behind = 0,
  connectTimeout = 10,
}: Needs): Promise<OpenedDatabase> {
  const server = url === undefined ? await attach({ dataDir, log, fsync }) : remoteServer(url);
  const availability = createAvailability(server, log);
  const noticed = (message: string) => withdrawals.noticed(message);
  const sessions = createSessions(server, availability, log, {
    auditKey,
    auditHash,
    announce: (subject) => changes.announce(subject),
    noticed,
  });
  const byKey = createByKey(server, availability, log, sessions, { auditKey, auditHash, noticed });
  const listening = createListening(listenUrl === undefined ? server : remoteServer(listenUrl), log);
  const connection = connectionBy(sessions.query, {
    auditKey,
    auditHash,
    announce: (subject) => changes.announce(subject),
  });
  const changes = createChanges({ db: { listen: listening.listen, notify: connection.notify }, log, behind });
  const withdrawals = createWithdrawals({ db: { listen: listening.listen, notify: connection.notify }, log });
  const sandbox = createSandboxDatabase(server, availability, log, { auditKey, auditHash, noticed });
  let closed: Promise<void> | undefined;

  const close = async () => {
    changes.stop();
    withdrawals.stop();
    availability.close();
    await listening.close();
    await byKey.close();
    await sandbox.close();
    await sessions.close();
    await server.close();
  };
  try {
    mustBeNewEnough(await versionOf(sessions, server, connectTimeout * 1000, log));
  } catch (error) {
    await close();
    throw error;
  }
  const database: Database = {
    ...connection,
    byKey: {
      ...connectionBy(byKey.query, { auditKey, auditHash }),
      together: byKey.together,
      transaction: byKey.transaction,
    },
    transaction: sessions.transaction,
    listen: listening.listen,
    changes,
    withdrawals,
    async isReady() {
      const connections = [sessions.query, byKey.query].map((query) => connectionBy(query));
      const found = await timed('readiness', () =>
        Promise.all(connections.map((connection) => connection.row<{ reads_only: boolean }>(readsOnly))),
      );
      const takesWrites = found.every((row) => row?.reads_only === false);
      if (!takesWrites) availability.foundReadOnly();
      return takesWrites && !availability.isFull();
    },
    isFull: availability.isFull,
    pools: () => {
      const ofKeys = byKey.state();
      return {
        database: sessions.state(),
        ...(ofKeys && { database_by_key: ofKeys }),
        database_sandbox: sandbox.state(),
      };
    },
    url: server.url,
    close() {
      closed ??= close();
      return closed;
    },
  };
  return { ...database, sandbox: sandbox.of(database) };
}

async function versionOf({ query }: Sessions, server: Server, timeout: number, log: Log): Promise<string> {
  const began = performance.now();
  for (let pause = 100; ; pause = Math.min(pause * 2, 1_000)) {
    try {
      const { rows } = await query({ text: 'show server_version' });
      return String(rows[0]?.server_version);
    } catch (error) {
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      const why = `PostgreSQL at ${whereIs(server)} does not let us in: ${cause instanceof Error ? cause.message : cause}`;
      if (!isOutage(cause) || performance.now() - began > timeout) throw new Error(why, { cause });
      log.warn(why);
      await sleep(pause);
    }
  }
}

/** For messages: without the password. */
function whereIs(server: Server): string {
  const url = URL.parse(server.url());
  return url ? `${decodeURIComponent(url.host)}${url.pathname}` : 'the given address';
}

export function mustBeNewEnough(version: string): void {
  if (Number.parseInt(version, 10) >= oldest) return;
  throw new ServerTooOld(version);
}
