import type { Connection } from './open.ts';

/** SQL: whether a region code begins as one of those in the parameter; null there is the whole country (`reachOf` in actor.ts). */
export const isWithin = (column: string, parameter: string): string =>
  `(${parameter}::text[] is null or exists (select from unnest(${parameter}::text[]) as reach (code) where starts_with(${column}, reach.code)))`;

/** Where an institution lies; undefined until it is certified. */
export const regionOf = async (db: Connection, institutionId: string): Promise<string | undefined> =>
  (await db.row<{ code: string | null }>(`select region_code as code from institutions where id = $1`, [institutionId]))
    ?.code ?? undefined;
