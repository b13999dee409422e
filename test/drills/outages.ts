import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/ports.ts';
import { type Postgres, smallDisk, startPostgres } from './postgres.ts';
import type { Drill } from './run.ts';
import { mustHold, openStage } from './stage.ts';

/** A fault of a database, and its repair. */
export type Fault = { begin: () => Promise<unknown>; undo: () => Promise<unknown> };

/** Ways in which a database is away, each of which needs nothing but the server itself. */
export const faults = {
  /** Stopped as an administrator stops it, and started again. */
  restart: (postgres: Postgres): Fault => ({ begin: postgres.stop, undo: postgres.start }),
  /** kill -9 of all its processes. */
  kill: (postgres: Postgres): Fault => ({ begin: postgres.kill, undo: postgres.start }),
  /** All its processes stand still: a machine that swaps, a disk that hangs. */
  frozen: (postgres: Postgres): Fault => ({ begin: postgres.freeze, undo: postgres.thaw }),
  /** It answers and takes no writes: a primary that became a standby, a managed one whose disk is full. */
  'read-only': ({ sql }: Postgres): Fault => ({
    begin: async () => {
      await sql('alter system set default_transaction_read_only = on');
      await sql('select pg_reload_conf()');
    },
    undo: async () => {
      await sql('set default_transaction_read_only = off', 'alter system reset default_transaction_read_only');
      await sql('select pg_reload_conf()');
    },
  }),
} as const;

const seconds = 12;
const optionOf = (options: readonly string[], name: string): string | undefined => {
  const at = options.indexOf(`--${name}`);
  return at === -1 ? undefined : options[at + 1];
};

/** Goes through a fault in rounds, on a stage of its own, and prints the figures of each. */
async function rounds(name: string, url: string, { begin, undo }: Fault, options: readonly string[], say: Say) {
  const stage = await openStage(`drill-${name}`, url, 12);
  const lasts = Number(optionOf(options, 'seconds') ?? seconds);
  try {
    for (let round = 0; round < Number(optionOf(options, 'rounds') ?? 3); round += 1)
      say(mustHold(name, await stage.endure(begin, undo, lasts)));
  } finally {
    await stage.close();
  }
}
type Say = (line: string) => void;

/** `--bin /usr/lib/postgresql/15/bin` takes the PostgreSQL of a distribution, `--seconds` says how long it lasts, `--rounds` how often. */
export const drillOf = (name: keyof typeof faults, about: string): Drill => ({
  about,
  async run(options, say) {
    const postgres = await startPostgres({ bin: optionOf(options, 'bin') });
    say(postgres.version);
    try {
      await rounds(name, postgres.url, faults[name](postgres), options, say);
    } finally {
      await postgres.remove();
    }
  },
});

export const vanishedDrill: Drill = {
  about: 'the way to PostgreSQL swallows everything, without a word',
  async run(options, say) {
    const postgres = await startPostgres({ bin: optionOf(options, 'bin') });
    const way = await openWay(postgres.url);
    say(postgres.version);
    try {
      await rounds('vanished', way.url, way.fault, options, say);
    } finally {
      await way.close();
      await postgres.remove();
    }
  },
};

export const diskFullDrill: Drill = {
  about: 'the disk of PostgreSQL is full (a small tmpfs; needs root)',
  async run(options, say) {
    const full = await openFullDisk(optionOf(options, 'bin'));
    if (full === undefined) return say('disk-full: left out, no file system can be mounted here (it takes root)');
    say(full.postgres.version);
    try {
      await rounds('disk-full', full.postgres.url, full.fault, options, say);
    } finally {
      await full.close();
    }
  },
};

/** A proxy to the database that swallows data: connections are accepted, and nothing arrives on them. Existing ones stay dead. */
export async function openWay(target: string) {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isSwallowing = false;
  const server = createServer((inner) => {
    sockets.add(inner.on('error', () => undefined).on('close', () => sockets.delete(inner)));
    if (isSwallowing) return void inner.resume();
    const outer = connect(Number(port), hostname);
    sockets.add(outer.on('error', () => undefined).on('close', () => sockets.delete(outer)));
    inner.pipe(outer).pipe(inner);
    inner.on('close', () => outer.destroy());
    outer.on('close', () => inner.destroy());
  });
  const own = await freePort();
  await new Promise<void>((resolve) => server.listen(own, '127.0.0.1', resolve));
  const url = new URL(target);
  url.port = String(own);
  return {
    url: url.href,
    fault: {
      begin: async () => {
        isSwallowing = true;
        for (const socket of sockets) socket.unpipe().removeAllListeners('data').resume();
      },
      undo: async () => {
        isSwallowing = false;
      },
    } satisfies Fault,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A full disk under the data, on a file system of a few megabytes; undefined where none can be mounted. */
export async function openFullDisk(bin?: string) {
  const disk = await smallDisk(350);
  if (disk === undefined) return undefined;
  const postgres = await startPostgres({ bin, folder: disk.folder });
  const ballast = `${disk.folder}/ballast`;
  const { execFile } = await import('node:child_process');
  const run = (text: string) => new Promise((resolve) => execFile('sh', ['-c', text], resolve));
  return {
    postgres,
    fault: {
      begin: () => run(`dd if=/dev/zero of=${ballast} bs=64k 2>/dev/null`),
      undo: async () => {
        await run(`rm -f ${ballast}`);
        // Without space for its log PostgreSQL ends itself; its supervisor starts it again.
        const isThere = await postgres.sql('select 1').then(
          () => true,
          () => false,
        );
        if (!isThere) {
          await sleep(200);
          await postgres.kill();
          await postgres.start();
        }
      },
    } satisfies Fault,
    async close() {
      await postgres.remove();
      await disk.remove();
    },
  };
}
