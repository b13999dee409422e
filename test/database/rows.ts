import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Connection, Database } from '../../src/database/open.ts';
import { fill } from '../support/fill.ts';

/** The content of a database of a release, a few rows of every table: rows as JSON, in the spelling of PostgreSQL. */
export type Release = {
  version: string;
  /** The last migration that it has. */
  last: string;
  /** Every table with its columns, also one in which nothing stands. */
  columns: Record<string, string[]>;
  rows: Record<string, string[]>;
  sequences: Record<string, number>;
};

const folder = new URL('releases/', import.meta.url);
export const folderOfReleases = fileURLToPath(folder);

export const readRelease = (version: string): Release =>
  JSON.parse(gunzipSync(readFileSync(new URL(`${version}.json.gz`, folder))).toString());

export const writeRelease = (release: Release): void =>
  writeFileSync(new URL(`${release.version}.json.gz`, folder), gzipSync(JSON.stringify(release), { level: 9 }));

/** By these a table has several kinds of rows: some of each are taken. */
const telling =
  /^(kind|state|\w+_state|role|channel|purpose|method|act|side|layer|verb|queue|outcome|sandbox|first_party)$/;
const [ofEachKind, ofTable] = [2, 40];

/** The secrets of the installation do not matter to an upgrade: each test starts with others. */
const leftOut = ['key_fingerprints'];

export async function columnsOf(db: Connection): Promise<Record<string, string[]>> {
  const rows = await db.rows<{ table: string; columns: string[] }>(
    `select c.relname as table, array_agg(a.attname::text order by a.attname) as columns
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname not like 'knex\\_%'
      group by c.relname order by c.relname`,
  );
  return Object.fromEntries(rows.map(({ table, columns }) => [table, columns]));
}

type Reference = { table: string; columns: string[]; to: string; keys: string[] };

const referencesIn = (db: Connection) =>
  db.rows<Reference>(
    `select k.conrelid::regclass::text as table, k.confrelid::regclass::text as to,
            (select array_agg(a.attname::text order by n) from unnest(k.conkey) with ordinality u (num, n) join pg_attribute a on a.attrelid = k.conrelid and a.attnum = num) as columns,
            (select array_agg(a.attname::text order by n) from unnest(k.confkey) with ordinality u (num, n) join pg_attribute a on a.attrelid = k.confrelid and a.attnum = num) as keys
       from pg_constraint k join pg_class c on c.oid = k.conrelid
      where k.contype = 'f' and c.relnamespace = 'public'::regnamespace and not c.relispartition and k.conparentid = 0`,
  );

/** Rows whose reference leads nowhere, as `table: column`. */
export async function danglingIn(db: Connection): Promise<string[]> {
  const found: string[] = [];
  for (const { table, columns, to, keys } of await referencesIn(db)) {
    const same = columns.map((column, index) => `p.${keys[index]} = c.${column}`).join(' and ');
    const given = columns.map((column) => `c.${column} is not null`).join(' and ');
    if (
      await db.row(`select 1 from ${table} c where ${given} and not exists (select from ${to} p where ${same}) limit 1`)
    )
      found.push(`${table}: ${columns}`);
  }
  return found;
}

/** Values for columns that do not accept just any value. */
const fitting: Readonly<Record<string, string>> = {
  'email_codes.purpose': `'recovery'`,
  'nodes.skew': '0',
  'region_changes.code': `'110000'`,
  'sealing_runs.target': `'\\x0102030405'`,
  'sms_codes.purpose': `'login'`,
};

/** One row, of any values that it accepts, in each table that is still empty; and pictures as small as possible. */
export async function fillRest(db: Database): Promise<void> {
  const references = await referencesIn(db);
  const choices = await db.rows<{ table: string; column: string; first: string }>(
    `select conrelid::regclass::text as table, said[1] as column, said[2] as first
       from pg_constraint k, regexp_match(pg_get_constraintdef(oid), '^CHECK \\(\\((\\w+) = (?:ANY \\(ARRAY\\[)?(''[^'']+'')::text') said
      where exists (select from pg_attribute a where a.attrelid = k.conrelid and a.attname = said[1] and a.attnotnull)`,
  );
  /** An event that waits for its seal, as none does where nothing runs. */
  await db.run(
    `insert into audit_events (at, actor_kind, verb, subject_kind, subject_id) values ('2026-12-01', 'operator', 'tried', 'release', '1')`,
  );
  let left = Object.keys(await columnsOf(db)).filter((table) => !leftOut.includes(table));
  for (let size = Infinity; left.length < size; ) {
    size = left.length;
    const failed: string[] = [];
    for (const table of left) {
      if (await db.row(`select 1 from ${table} limit 1`)) continue;
      const ways = references
        .filter((each) => each.table === table)
        .flatMap(({ columns, to, keys }) =>
          columns.map((column, index) => [column, `(select ${keys[index]} from ${to} order by ${keys} limit 1)`]),
        );
      const chosen = choices.filter((each) => each.table === table).map(({ column, first }) => [column, first]);
      const own = Object.entries(fitting).flatMap(([name, value]) =>
        name.startsWith(`${table}.`) ? [[name.slice(table.length + 1), value]] : [],
      );
      await fill(db, table, 1, Object.fromEntries([...chosen, ...ways, ...own])).catch((error: unknown) => {
        failed.push(`${table}: ${error}`);
      });
    }
    left = failed.map((each) => each.split(':')[0] ?? '');
    if (failed.length > 0 && failed.length === size) throw new Error(failed.join('\n'));
  }
  for (const [table, column] of [
    ['files', 'bytes'],
    ['link_pictures', 'bytes'],
    ['cover_pictures', 'bytes'],
    ['links', 'picture_230x60'],
    ['links', 'picture_180x50'],
  ])
    await db.run(`update ${table} set ${column} = substring(${column} from 1 for 99)`);
}

/** A few rows of each kind of each table, and all that they refer to. */
export async function takeRelease(
  db: Connection,
  { version, last }: Pick<Release, 'version' | 'last'>,
): Promise<Release> {
  const columns = await columnsOf(db);
  const taken = new Map<string, Set<string>>();
  for (const [table, names] of Object.entries(columns)) {
    if (leftOut.includes(table)) continue;
    const kinds = names.filter((name) => telling.test(name)).map((name) => `t.${name}::text`);
    const rows = await db.rows<{ row: string }>(
      `select row from (
         select row, row_number() over (partition by kinds order by length(row), row) as number
           from (select row_to_json(t)::text as row, array[${kinds}]::text[] as kinds from ${table} t) all_of_them) numbered
        where number <= $1 order by number, length(row), row limit $2`,
      [ofEachKind, ofTable],
    );
    taken.set(table, new Set(rows.map(({ row }) => row)));
  }
  const references = (await referencesIn(db)).filter(({ to }) => !leftOut.includes(to));
  for (let isMore = true; isMore; ) {
    isMore = false;
    for (const { table, columns: own, to, keys } of references) {
      const same = own.map((column, index) => `p.${keys[index]} = c.${column}`).join(' and ');
      const rows = await db.rows<{ row: string }>(
        `select distinct row_to_json(p)::text as row from ${to} p join json_populate_recordset(null::${table}, $1::json) c on ${same}`,
        [`[${[...(taken.get(table) ?? [])].join(',')}]`],
      );
      const there = taken.get(to) ?? new Set();
      const size = there.size;
      for (const { row } of rows) there.add(row);
      isMore ||= there.size > size;
    }
  }
  const sequences = await db.rows<{ name: string; value: number }>(
    `select sequencename::text as name, last_value as value from pg_sequences
      where schemaname = 'public' and last_value is not null and sequencename not like 'knex\\_%' order by 1`,
  );
  return {
    ...{ version, last, columns },
    rows: Object.fromEntries([...taken].map(([table, rows]) => [table, [...rows].toSorted()])),
    sequences: Object.fromEntries(sequences.map(({ name, value }) => [name, value])),
  };
}

/** Fills a database that has just the tables of the release: the rows that its migrations insert are among its rows. */
export const putRelease = (db: Database, { columns, rows, sequences }: Release): Promise<void> =>
  db.transaction(async (trx) => {
    await trx.run('set local session_replication_role = replica');
    for (const [table, each] of Object.entries(rows)) {
      await trx.run(`delete from ${table}`);
      const names = columns[table]?.join(', ');
      await trx.run(
        `insert into ${table} (${names}) overriding system value select ${names} from json_populate_recordset(null::${table}, $1::json)`,
        [`[${each.join(',')}]`],
      );
    }
    for (const [name, value] of Object.entries(sequences))
      await trx.row('select setval($1::text::regclass, $2)', [name, value]);
  });
