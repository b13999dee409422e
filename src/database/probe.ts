import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { clientConfig, endAtOnce } from './client.ts';
import { identity } from './privileges.ts';
import { remoteServer } from './server.ts';

// A connection of one's own, for finding out where an address leads and how it fails (cloud doctor).

export type Refusal = { code: string; why: string };

const reasonOf = (error: unknown): Refusal => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code';
  return { code, why: error instanceof Error ? error.message : String(error) };
};

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    ...clientConfig(remoteServer(url)),
    connectionTimeoutMillis: 4_000,
    query_timeout: 5_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    endAtOnce(client);
  }
}

/** Which database of which server an address leads to, or why not. */
export async function whereLeads(url: string): Promise<{ identity: string; role: string } | Refusal> {
  try {
    return await withClient(url, async (client) => {
      const { rows } = await client.query(`select ${identity} as identity, current_user as role`);
      return { identity: String(rows[0]?.identity), role: String(rows[0]?.role) };
    });
  } catch (error) {
    return reasonOf(error);
  }
}

/** The primary of a standby, whether it still follows it, and whether it reaches its present position within so many milliseconds. */
export async function standbyAt(
  url: string,
  primary: string,
  milliseconds: number,
): Promise<{ identity: string; isStandby: boolean; isClose: boolean } | Refusal> {
  try {
    return await withClient(url, async (client) => {
      const { rows: wanted } = await withClient(primary, (asked) =>
        asked.query(`select pg_current_wal_lsn()::text as position`),
      );
      for (const began = performance.now(); ; await sleep(100)) {
        const { rows } = await client.query(
          `select ${identity} as identity, pg_is_in_recovery() as is_standby, pg_last_wal_replay_lsn() >= $1::pg_lsn as is_close`,
          [wanted[0]?.position],
        );
        const isStandby = rows[0]?.is_standby === true;
        const isClose = rows[0]?.is_close === true;
        if (!isStandby || isClose || performance.now() - began > milliseconds)
          return { identity: String(rows[0]?.identity), isStandby, isClose };
      }
    });
  } catch (error) {
    return reasonOf(error);
  }
}

/** Whether a notification sent at one address arrives at the other: a pooler in transaction mode accepts LISTEN and forgets it. */
export async function isDelivered(at: string, from: string, milliseconds: number): Promise<boolean> {
  return withClient(at, async (listener) => {
    const heard = Promise.withResolvers<boolean>();
    listener.on('notification', () => heard.resolve(true));
    await listener.query('listen doctor');
    const timer = setTimeout(() => heard.resolve(false), milliseconds);
    try {
      await withClient(from, (client) => client.query(`select pg_notify('doctor', '')`));
      return await heard.promise;
    } finally {
      clearTimeout(timer);
    }
  });
}
