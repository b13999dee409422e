import type { Connection } from './connection.ts';

/** Whether the database answers; throws the 503 of any other query where it does not. */
export const isUp = async (db: Connection): Promise<boolean> => (await db.row('select 1 as up')) !== undefined;
