import type { Log } from '../log.ts';
import type { Availability } from './availability.ts';
import { connectionBy, type Database, type Own } from './connection.ts';
import { createSessions } from './pool.ts';
import { schema } from './sandbox-schema.ts';
import type { Server } from './server.ts';

/** Developers' trials wait for these, and never take one from the product's users. */
const connections = 3;

/**
 * The database as a sandbox sees it: programs' tables are those of the sandboxes, all others are shared (docs/adr/0132). Its connections are its
 * own, opened at the first use.
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
