import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { databaseNumber, historyOf, type Row, rowsAt, tablesOf } from './fork-store.ts';

// The rows of a former primary that the one in its place never got: read from its own log, before pg_rewind takes it away.

const run = promisify(execFile);

type Where = {
  /** The folder of its programs. */
  bin: string;
  /** Data of the former primary, which is stopped. */
  data: string;
  /** The new one: key=value, as pg_rewind is told. */
  source: string;
  database: string;
};
type Parting = { timeline: number; at: string };

/** Where the two parted; undefined: they are on the same way. */
export async function forkOf({ bin, data, source, database }: Where): Promise<Parting | undefined> {
  const { stdout } = await run('env', ['LC_ALL=C', join(bin, 'pg_controldata'), data]);
  const timeline = Number(/^Latest checkpoint's TimeLineID:\s+(\d+)$/m.exec(stdout)?.[1]);
  const there = clientOf(source, database);
  await there.connect();
  try {
    const at = (await historyOf(there)).find(({ timeline: each }) => each === timeline)?.at;
    return at === undefined ? undefined : { timeline, at };
  } finally {
    await there.end();
  }
}

/** A write of a row, as the log tells of it: the file of its table, and the place, block and number, before and after. */
type Write = { tx: number; file: number; from?: string; to?: string; block?: string };
type Commit = { at: string; all: readonly number[] };
type Places = {
  /** Whole blocks that rows were copied into, as their log names no place in them. */
  blocks: Set<string>;
  written: Map<string, 'new' | 'changed'>;
  removed: Set<string>;
};

/** Reads lines of pg_waldump, of PostgreSQL 15 to 17: the committed writes in a database, and their places. */
export function logReader(database: number) {
  const writes: Write[] = [];
  const commits: Commit[] = [];

  function write(tx: number, text: string): void {
    const blocks = [...text.matchAll(/blkref #\d+: rel \d+\/(\d+)\/(\d+)(?: fork main)? blk (\d+)/g)];
    const [, of, file, block] = blocks[0] ?? [];
    if (block === undefined || Number(of) !== database) return;
    const before = blocks[1]?.[3] ?? block; // of an update into another block the second is the one it left
    const place = /off:? (\d+)/.exec(text)?.[1];
    const after = /new[ _]off:? (\d+)/.exec(text)?.[1];
    const here = { tx, file: Number(file) };
    if (text.startsWith('MULTI_INSERT')) writes.push({ ...here, block });
    else if (text.startsWith('INSERT')) writes.push({ ...here, to: `(${block},${place})` });
    else if (text.startsWith('DELETE')) writes.push({ ...here, from: `(${block},${place})` });
    else writes.push({ ...here, from: `(${before},${place})`, to: `(${block},${after})` });
  }

  return {
    line(line: string): void {
      const [, kind, number, text = ''] = /^rmgr: (\S+)\s.*?, tx:\s+(\d+), lsn: .*?, desc: (.*)$/.exec(line) ?? [];
      if (kind === 'Transaction') {
        const [, at] = /^COMMIT(?: PREPARED \d+:)? (\S+ \S+ [A-Z]+)/.exec(text) ?? [];
        if (at === undefined) return;
        const [, parts = ''] = /subxacts: ([\d ]+)/.exec(text) ?? [];
        commits.push({ at, all: [Number(number), ...parts.trim().split(' ').filter(Boolean).map(Number)] });
      } else if (/^Heap2?$/.test(kind ?? '') && /^(INSERT|MULTI_INSERT|UPDATE|HOT_UPDATE|DELETE)/.test(text))
        write(Number(number), text);
    },
    end() {
      const transactions = new Set(commits.flatMap(({ all }) => all));
      const tables = new Map<number, Places>();
      for (const { tx, file, from, to, block } of writes) {
        if (!transactions.has(tx)) continue;
        const places = tables.get(file) ?? { blocks: new Set(), written: new Map(), removed: new Set() };
        tables.set(file, places);
        if (block !== undefined) places.blocks.add(block);
        const was = from === undefined ? 'new' : (places.written.get(from) ?? 'changed');
        const isOwn = from !== undefined && places.written.delete(from);
        if (to !== undefined) places.written.set(to, was);
        else if (from !== undefined && !isOwn) places.removed.add(from);
      }
      return { commits, transactions: [...transactions], tables };
    },
  };
}

/**
 * The first and the last file of the log from the parting on, for pg_waldump: where none is named it reads the size of all files from whichever
 * it meets first, and one that was made ready and never written says nothing.
 */
export function filesOfLog(names: readonly string[], { timeline, at }: Parting, size: number): string[] {
  const [high = 0, low = 0] = at.split('/').map((part) => Number.parseInt(part, 16));
  const hex = (number: number) => number.toString(16).toUpperCase().padStart(8, '0');
  const first = `${hex(timeline)}${hex(high)}${hex(Math.floor(low / size))}`;
  const own = names.filter((name) => /^[0-9A-F]{24}$/.test(name) && name.startsWith(hex(timeline)) && name >= first);
  return [first, own.toSorted().at(-1) ?? first];
}

async function readLog({ bin, data }: Where, parting: Parting, database: number) {
  const log = join(data, 'pg_wal');
  const { stdout } = await run('env', ['LC_ALL=C', join(bin, 'pg_controldata'), data]);
  const size = Number(/^Bytes per WAL segment:\s+(\d+)$/m.exec(stdout)?.[1]);
  const files = filesOfLog(await readdir(log), parting, size);
  const args = [`--path=${log}`, `--start=${parting.at}`, ...files];
  const dump = spawn('env', ['LC_ALL=C', join(bin, 'pg_waldump'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  dump.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<void>((resolve) => dump.once('close', () => resolve()));
  const reader = logReader(database);
  for await (const line of createInterface(dump.stdout)) reader.line(line);
  await ended;
  // At the end of the log it always says that no valid record follows.
  if (said !== '' && !/invalid|could not find a valid record|could not find file/.test(said))
    throw new Error(said.trim());
  return reader.end();
}

/** Opens the data for reading, as a standby without a primary: it writes no log of its own, and pg_rewind takes it as it is. */
async function withReader<T>({ bin, data, database }: Where, work: (on: Client) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ccc-fork-'));
  const signal = join(data, 'standby.signal');
  const isOwn = !existsSync(signal);
  await writeFile(join(folder, 'hba'), 'local all all trust\n');
  if (isOwn) await writeFile(signal, '');
  const settings = {
    ...{ listen_addresses: '', unix_socket_directories: folder, hba_file: join(folder, 'hba'), archive_mode: 'off' },
    ...{ primary_conninfo: '', restore_command: '', recovery_target_timeline: 'current', hot_standby: 'on' },
    ...{ synchronous_standby_names: '', logging_collector: 'off', ssl: 'off' },
  };
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`);
  const control = (...args: string[]) => run(join(bin, 'pg_ctl'), [`--pgdata=${data}`, '--wait', ...args]);
  try {
    // Its own output goes to a file: a server that keeps the pipe of its starter open would let that wait for ever.
    await control('start', `--options=${options.join(' ')}`, `--log=${join(folder, 'log')}`);
    const client = new Client({ host: folder, user: 'postgres', database });
    try {
      await client.connect();
      return await work(client);
    } finally {
      await client.end();
      await control('stop', '--mode=fast');
    }
  } finally {
    if (isOwn) await rm(signal, { force: true });
    await rm(folder, { recursive: true });
  }
}

/** key=value, values perhaps in quotes: the settings of the library. */
function clientOf(source: string, database: string): Client {
  const told = Object.fromEntries(
    [...source.matchAll(/(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|(\S+))/g)].map(([, name = '', quoted, plain]) => [
      name,
      quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '',
    ]),
  );
  const { host, port = '5432', user, password } = told;
  return new Client({ host, port: Number(port), user, database, ...(password !== undefined && { password }) });
}

type LostRow = {
  table: string;
  kind: string | null;
  change: 'new' | 'changed' | 'removed';
  id: Record<string, unknown>;
};
export type Lost = Parting & {
  /** Commits, the first and the last of them. */
  transactions: number;
  first: string | undefined;
  last: string | undefined;
  rows: readonly LostRow[];
  /** Rows that were removed and that the new primary has written again since, or whose table has no key. */
  unnamed: number;
};

/** Every place of a block: it has never more rows. */
const inBlock = (block: string) => Array.from({ length: 291 }, (_, place) => `(${block},${place + 1})`);
const batch = 5_000;

/** Every row that was committed after the fork, by its table and key alone. */
export async function lostOf(where: Where, fork: Parting): Promise<Lost> {
  const there = clientOf(where.source, where.database);
  await there.connect();
  try {
    const { commits, transactions, tables } = await readLog(where, fork, await databaseNumber(there));
    const rows: LostRow[] = [];
    let unnamed = 0;
    await withReader(where, async (here) => {
      for (const table of await tablesOf(here, [...tables.keys()])) {
        const { blocks, written, removed } = tables.get(table.file) ?? {
          blocks: [],
          written: new Map(),
          removed: new Set(),
        };
        const places = [...written.keys(), ...[...blocks].flatMap(inBlock)];
        const named = (change: (place: string) => LostRow['change']) => (row: Row) => {
          if (table.keys.length === 0) unnamed += 1;
          else rows.push({ table: table.name, kind: row.kind, change: change(row.place), id: row.id });
        };
        for (let start = 0; start < places.length; start += batch)
          (await rowsAt(here, table, places.slice(start, start + batch), transactions, 'by')).forEach(
            named((place) => written.get(place) ?? 'new'),
          );
        const former = await rowsAt(there, table, [...removed], transactions, 'before');
        former.forEach(named(() => 'removed'));
        unnamed += removed.size - former.length;
      }
    });
    const times = commits.map(({ at }) => at).toSorted();
    return { ...fork, transactions: commits.length, first: times[0], last: times.at(-1), rows, unnamed };
  } finally {
    await there.end();
  }
}
