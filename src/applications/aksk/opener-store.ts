import type { Connection } from '../../database/open.ts';

/** The account that opened a sandbox is reminded of its end. */
export const setOpener = (trx: Connection, clientId: string, accountId: string) =>
  trx.run(`update applications set opened_by = $2 where client_id = $1`, [clientId, accountId]);

export const openerOf = async (db: Connection, clientId: string): Promise<string | undefined> =>
  (await db.row<{ id: string | null }>(`select opened_by as id from applications where client_id = $1`, [clientId]))
    ?.id ?? undefined;
