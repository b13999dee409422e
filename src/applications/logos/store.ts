import type { Connection } from '../../database/open.ts';

/** The picture and the address under which pages show it; undefined takes it off. */
export const set = (
  trx: Connection,
  clientId: string,
  logo: { picture: Buffer; address: string } | undefined,
  at: Date,
) =>
  trx.run(`update applications set logo_picture = $2, logo = $3, updated_at = $4 where client_id = $1`, [
    clientId,
    logo?.picture ?? null,
    logo?.address ?? null,
    at,
  ]);

export async function find(db: Connection, clientId: string): Promise<Buffer | undefined> {
  const row = await db.row<{ logo_picture: Buffer | null }>(
    `select logo_picture from applications where client_id = $1`,
    [clientId],
  );
  return row?.logo_picture ?? undefined;
}
