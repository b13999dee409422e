import type { Connection } from '../database/open.ts';

/** Where the demo's partner is at home: beside the Cloud, and no address that a form would take. */
export const moveHome = (trx: Connection, linkId: string, home: string) =>
  trx.run(`update links set pc_url = $2, h5_home = h5_url, h5_url = $2 where id = $1`, [linkId, home]);

export const isWatched = async (db: Connection, linkId: string): Promise<boolean> =>
  (await db.row(`select from link_checks where link_id = $1 limit 1`, [linkId])) !== undefined;
