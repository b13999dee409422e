import type { Seal } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import type { Data } from '../../fields/form.ts';

export const sealedAs = (clientId: string) => `applications.approved.${clientId}`;

/** The application form as approved last; undefined if there was no review. */
export async function find(db: Connection, seal: Seal, clientId: string): Promise<Data | undefined> {
  const row = await db.row<{ approved: Buffer | null }>(`select approved from applications where client_id = $1`, [
    clientId,
  ]);
  if (row === undefined || row.approved === null) return undefined;
  const data: Data = JSON.parse(seal.unseal(row.approved, sealedAs(clientId)));
  return data;
}

export const set = (trx: Connection, seal: Seal, clientId: string, data: Data) =>
  trx.run(`update applications set approved = $2 where client_id = $1`, [
    clientId,
    seal.seal(JSON.stringify(data), sealedAs(clientId)),
  ]);
