import type { Connection } from '../database/open.ts';
import type { BacklogCounts, BacklogPage } from './backlog.ts';

export type Row = {
  id: number;
  queue: string;
  created_at: Date;
  attempts: number;
  run_at: Date;
  last_error: string | null;
  given_up_at: Date | null;
};

const columns = 'id, queue, created_at, attempts, run_at, last_error, given_up_at';
// Messages and webhooks are reported by their own rooms: their jobs only deliver them.
const ours = `queue <> all($1::text[])`;
const isOpen = 'done_at is null and given_up_at is null';

export async function counts(db: Connection, except: readonly string[], now: Date): Promise<BacklogCounts> {
  const row = await db.row<{ waiting: number; dead: number; oldest: Date | null }>(
    `select (select count(*)::int from jobs where ${ours} and ${isOpen} and (run_at <= $2 or attempts > 0)) as waiting,
            (select min(run_at) from jobs where ${ours} and ${isOpen} and run_at <= $2) as oldest,
            (select count(*)::int from jobs where ${ours} and given_up_at is not null) as dead`,
    [except, now],
  );
  return { waiting: row?.waiting ?? 0, dead: row?.dead ?? 0, oldestAt: row?.oldest ?? undefined };
}

export const waiting = (db: Connection, except: readonly string[], now: Date, { before, limit }: BacklogPage) =>
  db.rows<Row>(
    `select ${columns} from jobs where ${ours} and ${isOpen} and (run_at <= $2 or attempts > 0)
       and ($3::timestamptz is null or (created_at, id) > ($3, $4::bigint))
     order by created_at, id limit $5`,
    [except, now, before?.at ?? null, before?.id ?? null, limit],
  );

export const dead = (db: Connection, except: readonly string[], { before, limit }: BacklogPage) =>
  db.rows<Row>(
    `select ${columns} from jobs where ${ours} and given_up_at is not null
       and ($2::timestamptz is null or (created_at, id) < ($2, $3::bigint))
     order by created_at desc, id desc limit $4`,
    [except, before?.at ?? null, before?.id ?? null, limit],
  );

export const find = (db: Connection, except: readonly string[], id: number) =>
  db.row<Row>(`select ${columns} from jobs where ${ours} and id = $2 and done_at is null`, [except, id]);

export const again = async (trx: Connection, except: readonly string[], id: number, at: Date): Promise<boolean> =>
  (await trx.run(
    `update jobs set run_at = $3, attempts = 0, given_up_at = null, leased_until = null
     where ${ours} and id = $2 and done_at is null and (leased_until is null or leased_until <= $3)`,
    [except, id, at],
  )) === 1;

export const drop = async (trx: Connection, except: readonly string[], id: number, at: Date): Promise<boolean> =>
  (await trx.run(
    `delete from jobs where ${ours} and id = $2 and done_at is null and (leased_until is null or leased_until <= $3)`,
    [except, id, at],
  )) === 1;

/** Brings forward the jobs for one thing, named by their payload; returns whether there was any. */
export const hurry = async (trx: Connection, queue: string, name: string, id: string, at: Date): Promise<boolean> =>
  (await trx.run(
    `update jobs set run_at = least(run_at, $4)
     where queue = $1 and ${isOpen} and payload ->> $2 = $3 and (leased_until is null or leased_until <= $4)`,
    [queue, name, id, at],
  )) > 0;

/** Whether a worker is running it now. */
export const isUnderWay = async (
  trx: Connection,
  queue: string,
  name: string,
  id: string,
  at: Date,
): Promise<boolean> =>
  (await trx.row(`select 1 from jobs where queue = $1 and ${isOpen} and payload ->> $2 = $3 and leased_until > $4`, [
    queue,
    name,
    id,
    at,
  ])) !== undefined;
