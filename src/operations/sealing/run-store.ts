import type { Connection } from '../../database/open.ts';

/** The position of a run: an update names the one it read, so that of two processes one goes on. */
export type Position = { pass: number; atColumn: string; atKey: readonly string[] | null };

export type Run = Position & {
  id: string;
  /** How values begin that are sealed as they should be. */
  target: Buffer;
  state: 'under_way' | 'done' | 'replaced';
  begunAt: Date;
  advancedAt: Date;
  finishedAt: Date | null;
  seen: number;
  expected: number;
  changedInPass: number;
  changed: number;
  failed: number;
};

const columns = `id, target, state, begun_at as "begunAt", advanced_at as "advancedAt", finished_at as "finishedAt", pass,
  at_column as "atColumn", at_key as "atKey", seen::float8 as seen, expected::float8 as expected,
  changed_in_pass::float8 as "changedInPass", changed::float8 as changed, failed::float8 as failed`;

export const find = (db: Connection, id: string) =>
  db.row<Run>(`select ${columns} from sealing_runs where id = $1`, [id]);

export const newest = (db: Connection) =>
  db.row<Run>(`select ${columns} from sealing_runs order by begun_at desc, id desc limit 1`);

/** The last one that left nothing else behind. */
export const lastDone = (db: Connection, target: Buffer) =>
  db.row<Run>(
    `select ${columns} from sealing_runs where state = 'done' and failed = 0 and target = $1 order by begun_at desc limit 1`,
    [target],
  );

export const live = (trx: Connection) =>
  trx.row<Run>(`select ${columns} from sealing_runs where state = 'under_way' for update`);

/** False where another node began one at the same moment. */
export const insert = async (trx: Connection, id: string, target: Buffer, expected: number, at: Date) =>
  (await trx.run(
    `insert into sealing_runs (id, target, state, begun_at, advanced_at, expected) values ($1, $2, 'under_way', $3, $3, $4)
     on conflict do nothing`,
    [id, target, at, expected],
  )) === 1;

export const replace = (trx: Connection, id: string, at: Date) =>
  trx.run(`update sealing_runs set state = 'replaced', finished_at = $2 where id = $1 and state = 'under_way'`, [
    id,
    at,
  ]);

export type Work = { seen: number; changed: number; failed: number };

/** Advances the position; undefined if another process has moved it. */
export const move = (db: Connection, { id, pass, atColumn, atKey }: Run, to: Position, work: Work, at: Date) =>
  db.row<Run>(
    `update sealing_runs set pass = $5, at_column = $6, at_key = $7, advanced_at = $11,
       seen = case when $5 = pass then seen + $8 else 0 end,
       changed_in_pass = case when $5 = pass then changed_in_pass + $9 else 0 end, changed = changed + $9,
       failed = case when $5 = pass then failed + $10 else 0 end
     where id = $1 and state = 'under_way' and pass = $2 and at_column = $3 and at_key is not distinct from $4
     returning ${columns}`,
    [id, pass, atColumn, atKey, to.pass, to.atColumn, to.atKey, work.seen, work.changed, work.failed, at],
  );

export const finish = async (trx: Connection, { id, pass, atColumn, atKey }: Run, at: Date) =>
  (await trx.run(
    `update sealing_runs set state = 'done', finished_at = $5, advanced_at = $5
     where id = $1 and state = 'under_way' and pass = $2 and at_column = $3 and at_key is not distinct from $4`,
    [id, pass, atColumn, atKey, at],
  )) === 1;
