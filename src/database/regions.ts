import type { Connection } from './open.ts';

/** Where an institution lies; undefined until it is certified. */
export const regionOf = async (db: Connection, institutionId: string): Promise<string | undefined> =>
  (await db.row<{ code: string | null }>(`select region_code as code from institutions where id = $1`, [institutionId]))
    ?.code ?? undefined;
