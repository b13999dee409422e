import type { Connection } from '../../database/open.ts';

export async function insert(
  trx: Connection,
  one: { licenceId: string; at: Date; actorKind: string; actorId: string },
): Promise<void> {
  await trx.run(`insert into licence_downloads (licence_id, at, actor_kind, actor_id) values ($1, $2, $3, $4)`, [
    one.licenceId,
    one.at,
    one.actorKind,
    one.actorId,
  ]);
}

export type Download = { at: Date; actorKind: string; actorId: string };

/** The latest first. */
export const list = (db: Connection, licenceId: string, limit: number): Promise<Download[]> =>
  db.rows<Download>(
    `select at, actor_kind as "actorKind", actor_id as "actorId" from licence_downloads where licence_id = $1 order by id desc limit $2`,
    [licenceId, limit],
  );
