import type { Log } from '../log.ts';
import type { Availability } from './availability.ts';
import { connectionBy, type Database, type Own } from './connection.ts';
import { createSessions } from './pool.ts';
import { schema } from './sandbox-schema.ts';
import type { Server } from './server.ts';

/** What developers try out waits for these, and never takes one from those who use the product. */
const connections = 3;

/**
 * The database as a sandbox sees it: what programs keep is that of the sandboxes, all else is what it is to everybody (docs/adr/0132). Its
 * connections are its own, opened when the first is asked for.
 */
export function createSandboxDatabase(server: Server, availability: Availability, log: Log, own: Own) {
  const { query, transaction, together, state, close } = createSessions(server, availability, log, {
    ...{ ...own, schema, connections },
  });
  const silent = (connection: ReturnType<typeof connectionBy>) => ({
    ...connection,
    /** No page shows anything of a sandbox. */
    changed: async () => undefined,
  });
  const connection = silent(connectionBy(query, own));
  const inTransaction: Database['transaction'] = (work) => transaction((trx) => work(silent(trx)));
  return {
    state,
    close,
    of: (database: Database): Database => ({
      ...{ ...database, ...connection },
      transaction: inTransaction,
      byKey: { ...connection, transaction: inTransaction, together: (work) => together((trx) => work(silent(trx))) },
    }),
  };
}
