import type { App } from '../../src/app.ts';

/** Switches the counter of an application on; says its id. */
export async function letCount(
  { app: { db, clock } }: { app: Pick<App, 'db' | 'clock'> },
  clientId: string,
): Promise<string> {
  const id = `c${clientId.slice(4)}`;
  await db.run(`insert into counters (client_id, id, on_since, changed_at) values ($1, $2, $3, $3)`, [
    ...[clientId, id, clock.now()],
  ]);
  return id;
}
