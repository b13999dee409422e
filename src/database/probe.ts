import { readsOnly } from './availability.ts';
import type { Connection, Database } from './connection.ts';
import { timed } from './deadline.ts';

/** Whether the database answers, soon, on the connections that everybody uses, and takes writes; throws the 503 of any other query where it does not answer. */
export async function isUp(db: Pick<Database, 'row' | 'byKey'>): Promise<boolean> {
  const ways: readonly Pick<Connection, 'row'>[] = [db, db.byKey];
  const found = await timed('readiness', () =>
    Promise.all(ways.map((way) => way.row<{ reads_only: boolean }>(readsOnly))),
  );
  return found.every((row) => row?.reads_only === false);
}
