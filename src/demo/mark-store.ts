import type { Connection } from '../database/open.ts';

/** That the demo was here, and since when: the doctor reads it. */
export const mark = (db: Connection, at: Date) =>
  db.run(`insert into demo_data (seeded_at) values ($1) on conflict do nothing`, [at]);
