import type { Connection } from '../database/open.ts';

export interface ClaimedJob {
  id: number;
  queue: string;
  payload: unknown;
  /** How many times it was claimed, this time included. A worker with an older number has lost the job to another node. */
  attempt: number;
}

export async function insert(trx: Connection, queue: string, payload: object, at: Date, runAt: Date): Promise<void> {
  await trx.run(`insert into jobs (queue, payload, created_at, run_at) values ($1, $2, $3, $4)`, [
    queue,
    JSON.stringify(payload),
    at,
    runAt,
  ]);
}

/** Claims due jobs, oldest first, and those left behind by a dead node; never one that this node is still running. */
export function claim(
  db: Connection,
  queues: string[],
  held: readonly ClaimedJob[],
  now: Date,
  leasedUntil: Date,
  limit: number,
): Promise<ClaimedJob[]> {
  return db.rows<ClaimedJob>(
    `with due as materialized (
       select id from jobs
       where queue = any($1) and done_at is null and given_up_at is null
         and run_at <= $2 and (leased_until is null or leased_until <= $2)
         and not id = any($5)
       order by run_at, id limit $4
       for update skip locked)
     update jobs set leased_until = $3, attempts = jobs.attempts + 1
     from due where jobs.id = due.id
     returning jobs.id, jobs.queue, jobs.payload, jobs.attempts as attempt`,
    [queues, now, leasedUntil, limit, held.map(({ id }) => id)],
  );
}

export async function renew(db: Connection, held: readonly ClaimedJob[], leasedUntil: Date): Promise<void> {
  await db.run(
    `update jobs set leased_until = $3
     from unnest($1::bigint[], $2::integer[]) as held (id, attempt)
     where jobs.id = held.id and jobs.attempts = held.attempt and jobs.done_at is null and jobs.given_up_at is null`,
    [held.map(({ id }) => id), held.map(({ attempt }) => attempt), leasedUntil],
  );
}

export async function finish(db: Connection, { id, attempt }: ClaimedJob, at: Date): Promise<void> {
  await db.run(
    `update jobs set done_at = $3, leased_until = null
     where id = $1 and attempts = $2 and done_at is null and given_up_at is null`,
    [id, attempt, at],
  );
}

export async function postpone(db: Connection, { id, attempt }: ClaimedJob, runAt: Date, error: string): Promise<void> {
  await db.run(
    `update jobs set run_at = $3, leased_until = null, last_error = $4
     where id = $1 and attempts = $2 and done_at is null and given_up_at is null`,
    [id, attempt, runAt, error],
  );
}

export async function giveUp(db: Connection, { id, attempt }: ClaimedJob, at: Date, error: string): Promise<void> {
  await db.run(
    `update jobs set given_up_at = $3, leased_until = null, last_error = $4
     where id = $1 and attempts = $2 and done_at is null and given_up_at is null`,
    [id, attempt, at, error],
  );
}

/** Whether this node is the one to start the run. */
export async function startRun(trx: Connection, name: string, slot: Date, node: string, at: Date): Promise<boolean> {
  const started = await trx.run(
    `insert into job_runs (name, slot, node, started_at) values ($1, $2, $3, $4) on conflict do nothing`,
    [name, slot, node, at],
  );
  return started === 1;
}

export async function finishRun(db: Connection, name: string, slot: Date, at: Date): Promise<void> {
  await db.run(`update job_runs set finished_at = $3 where name = $1 and slot = $2`, [name, slot, at]);
}

export function removeDone(db: Connection, before: Date, limit: number): Promise<number> {
  return db.run(
    `delete from jobs where id in (
       select id from jobs where done_at is not null and coalesce(done_at, given_up_at) < $1 limit $2)`,
    [before, limit],
  );
}

export function removeGivenUp(db: Connection, before: Date, limit: number): Promise<number> {
  return db.run(
    `delete from jobs where id in (
       select id from jobs where given_up_at is not null and coalesce(done_at, given_up_at) < $1 limit $2)`,
    [before, limit],
  );
}

export async function removeRuns(db: Connection, before: Date): Promise<void> {
  await db.run(`delete from job_runs where started_at < $1`, [before]);
}

/** Finished jobs that name this account. */
export const forget = (trx: Connection, accountId: string) =>
  trx.run(
    `delete from jobs where (done_at is not null or given_up_at is not null) and position($1 in payload::text) > 0`,
    [accountId],
  );
