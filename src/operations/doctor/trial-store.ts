import type { Connection } from '../../database/open.ts';

/** The newest login by each way since then. */
export async function loginsSince(db: Connection, since: Date): Promise<Partial<Record<string, Date>>> {
  const rows = await db.rows<{ method: string; at: Date }>(
    `select method, max(at) as at from logins where succeeded and at >= $1 group by method`,
    [since],
  );
  return Object.fromEntries(rows.map(({ method, at }) => [method, at]));
}

/** Whether a login of one of these moments is here too. */
export const hasLogin = async (db: Connection, moments: readonly Date[]): Promise<boolean> =>
  (await db.row(`select from logins where at = any($1::timestamptz[]) and succeeded limit 1`, [moments])) !== undefined;

type Report = { client_id: string; day: string; revision: number };

export const newestReport = (db: Connection): Promise<Report | undefined> =>
  db.row<Report>(`select client_id, day, revision from daily_reports order by day desc, client_id limit 1`);

export const hasReport = async (db: Connection, { client_id, day, revision }: Report): Promise<boolean> =>
  (await db.row(`select from daily_reports where client_id = $1 and day = $2 and revision >= $3`, [
    client_id,
    day,
    revision,
  ])) !== undefined;

type Seal = { position: number; hash: Buffer };

export const lastSealBefore = (db: Connection, moment: Date): Promise<Seal | undefined> =>
  db.row<Seal>(
    `select s.position, s.hash from audit_seals s join audit_events e on e.id = s.event_id
     where e.at < $1 order by s.position desc limit 1`,
    [moment],
  );

export const sealAt = (db: Connection, position: number): Promise<Seal | undefined> =>
  db.row<Seal>(`select position, hash from audit_seals where position = $1`, [position]);

export const insertTrial = (trx: Connection, id: string, at: Date, trial: unknown) =>
  trx.run(`insert into backup_trials (id, at, trial) values ($1, $2, $3)`, [id, at, JSON.stringify(trial)]);

export const lastTrial = (db: Connection) =>
  db.row<{ at: Date; trial: unknown }>(`select at, trial from backup_trials order by at desc limit 1`);

export const firstBackup = async (db: Connection): Promise<Date | undefined> =>
  (await db.row<{ at: Date }>(`select at from backups order by at limit 1`))?.at;
