import type { Connection } from '../../database/open.ts';

export async function mayTakeOver(db: Connection, clientId: string): Promise<boolean> {
  const row = await db.row<{ may: boolean }>(`select may_take_over as may from applications where client_id = $1`, [
    clientId,
  ]);
  return row?.may === true;
}

export const setTakeOver = (trx: Connection, clientId: string, may: boolean, at: Date) =>
  trx.run(`update applications set may_take_over = $2, updated_at = $3 where client_id = $1`, [clientId, may, at]);
