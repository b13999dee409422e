import type { Knex } from 'knex';
import { fact } from '../command.ts';
import { Problem } from '../errors.ts';
import type { Fact } from '../fact.ts';
import type { Log } from '../log.ts';
import type { Database } from './connection.ts';
import { isDistributed } from './distributed.ts';
import { forgetOldestFitting } from './fitting-versions.ts';
import { alone, migrations, ran } from './migrate.ts';
import { grantUse, mustBeSeparate } from './privileges.ts';

/** The loss by a migration taken back: a whole table, the values of a column, or rows that are deleted or changed. */
export type Loss = { table: string; column?: string; rows: number };
export type Rollback = { migrations: readonly string[]; losses: readonly Loss[]; done: boolean };

type Wanted = { to: string; dryRun: boolean; losesData: boolean };

/** No more exact figure of the loss is needed, and counting a large table takes long. */
const counted = 100_000;

/**
 * Takes migrations back, the newest first, until `to` is the last one. First a trial run to find the losses (tables, columns, rows),
 * undone, and a count of the rows there; it is done for good only where there are none, or their loss is accepted. All in one transaction, so no
 * row is written after the count.
 */
export async function rollback(db: Database, log: Log, wanted: Wanted, owner?: string): Promise<Rollback> {
  if (await isDistributed(db, 'oidc_tokens')) throw new Problem('conflict', fact('commands.rollback_distributed'));
  return alone(owner ?? db.url(), log, async (trx) => {
    const user = owner === undefined ? undefined : await mustBeSeparate(trx, db);
    const done: string[] = await trx('knex_migrations').orderBy('name').pluck('name');
    const names = await toTakeBack(wanted.to, done);
    const losses = await lossesOf(trx, names.length);
    const isRefused = losses.length > 0 && !wanted.losesData;
    if (wanted.dryRun) return { migrations: names, losses, done: false };
    if (isRefused) throw new Problem('conflict', fact('commands.rollback_loses', { losses: losses.map(lossInWords) }));
    await takeBack(trx, names.length);
    await forgetOldestFitting(trx);
    if (user !== undefined) await grantUse(trx, user);
    return { migrations: names, losses, done: true };
  });
}

/** The same for a reader. */
export const lossInWords = ({ table, column, rows }: Loss): Fact =>
  fact('commands.loss', {
    column: column === undefined ? table : `${table}.${column}`,
    rows: Math.min(rows, counted),
    isMore: rows >= counted,
  });

/** `posts.title (3 rows)`, as the audit keeps it. */
export const inShort = ({ table, column, rows }: Loss): string =>
  `${column === undefined ? table : `${table}.${column}`} (${rows >= counted ? `${counted} rows or more` : `${rows} rows`})`;

async function toTakeBack(to: string, done: readonly string[]): Promise<string[]> {
  const known = migrations();
  const newer = done.find((name) => !known.includes(name));
  if (newer !== undefined) throw new Problem('conflict', fact('commands.rollback_newer', { name: newer }));
  const last = done.find((name) => name === to || name.slice(0, 4) === to);
  if (last === undefined)
    throw new Problem('not_found', fact('commands.rollback_unknown', { name: to, last: done.at(-1) ?? '–' }));
  return done.filter((name) => name > last).toReversed();
}

async function takeBack({ migrate }: Knex.Transaction, steps: number): Promise<void> {
  for (let step = 0; step < steps; step += 1) ran(await migrate.down());
}

/** Runs it, notes the losses, undoes it, and counts the rows there. */
async function lossesOf(trx: Knex.Transaction, steps: number): Promise<Loss[]> {
  const before = await columnsOf(trx);
  await trx.raw('savepoint before_rollback');
  await takeBack(trx, steps);
  const after = await columnsOf(trx);
  const touched = await rows<Loss>(
    trx,
    `select relname as table, (n_tup_del + n_tup_upd)::int as rows from pg_stat_xact_user_tables
     where schemaname = current_schema() and relname not like 'knex\\_%' and n_tup_del + n_tup_upd > 0 order by 1`,
  );
  await trx.raw('rollback to savepoint before_rollback');
  const losses: Loss[] = [];
  for (const [table, columns] of before) {
    const left = after.get(table);
    if (left === undefined) losses.push({ table, rows: await count(trx, table, 'true') });
    else
      for (const [column, { isDerived, standard, type }] of columns)
        if (!isDerived && !holds(left.get(column)?.type, type)) {
          const unlikeStandard = standard === null ? 'true' : `??.?? is distinct from (${standard})`;
          const bindings = standard === null ? [] : [table, column];
          losses.push({
            table,
            column,
            rows: await count(trx, table, `??.?? is not null and ${unlikeStandard}`, [table, column, ...bindings]),
          });
        }
  }
  return [...losses.filter((loss) => loss.rows > 0), ...touched.filter(({ table }) => after.has(table))];
}

/** A type without a limit takes every value that the same one with a limit held: `timestamp(3) with time zone`. */
const holds = (after: string | undefined, before: string): boolean =>
  after === before || after === before.replace(/\(.*\)/, '');

type Column = { isDerived: boolean; standard: string | null; type: string };

/** Every table of ours with its columns; a changed type is another column. */
async function columnsOf(trx: Knex.Transaction): Promise<Map<string, Map<string, Column>>> {
  const found = await rows<{ table: string; column: string } & Column>(
    trx,
    `select c.relname as table, a.attname as column, a.attgenerated <> '' as "isDerived", format_type(a.atttypid, a.atttypmod) as type,
            case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end as standard
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname not like 'knex\\_%'
     order by 1, a.attnum`,
  );
  const tables = new Map<string, Map<string, Column>>();
  for (const { table, column, ...rest } of found) {
    const columns = tables.get(table) ?? new Map<string, Column>();
    tables.set(table, columns.set(column, rest));
  }
  return tables;
}

async function count(trx: Knex.Transaction, table: string, where: string, bindings: string[] = []): Promise<number> {
  const [found] = await rows<{ rows: number }>(
    trx,
    `select count(*)::int as rows from (select from ?? where ${where} limit ${counted}) found`,
    [table, ...bindings],
  );
  return found?.rows ?? 0;
}

async function rows<Row>(trx: Knex.Transaction, text: string, bindings: string[] = []): Promise<Row[]> {
  const answer: { rows: Row[] } = await trx.raw(text, bindings);
  return answer.rows;
}
