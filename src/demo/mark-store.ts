import type { Connection } from '../database/open.ts';

/** That the demo was here, and since when. */
export const mark = (db: Connection, at: Date) =>
  db.run(`insert into demo_data (seeded_at) values ($1) on conflict do nothing`, [at]);

export const markedAt = async (db: Connection): Promise<Date | undefined> =>
  (await db.row<{ seeded_at: Date }>(`select seeded_at from demo_data`))?.seeded_at;
