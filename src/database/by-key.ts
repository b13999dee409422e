import { DatabaseError } from 'pg';
import type { Log } from '../log.ts';
import type { Availability } from './availability.ts';
import { ask, clientConfig, connectWithin, endAtOnce, Session } from './client.ts';
import type { Own } from './connection.ts';
import { isOutage, reason } from './outage.ts';
import { createSessions, type Sessions } from './pool.ts';
import type { Server } from './server.ts';

// For a statement with arrays PostgreSQL takes a plan for the given values to be cheaper, and plans at each call, which is six times the
// work of the statement itself. A generic plan must not be made while a table is still small.
const settings = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off';

/**
 * Connections on which a statement is planned once, and by index. Lists with filters that may be absent do not belong here: one plan does not
 * suit them. A proxy that passes no settings (PgBouncer refuses them, or ignores them if configured so) gets the ordinary connections: slower,
 * no less right.
 */
export function createByKey(server: Server, availability: Availability, log: Log, ordinary: Sessions, own: Own = {}) {
  let opening: Promise<Sessions> | undefined;
  let opened: Sessions | undefined;

  function share(why: string): Sessions {
    log.warn({ reason: why }, 'statements by key share the ordinary connections');
    return ordinary;
  }

  async function open(): Promise<Sessions> {
    const client = new Session({ ...clientConfig(server), options: settings });
    client.on('error', () => undefined);
    try {
      await availability.opening(() => connectWithin(client, 4_000));
      const { rows } = await ask(client, { text: 'show plan_cache_mode' });
      if (rows[0]?.plan_cache_mode !== 'force_generic_plan') return share('the settings were ignored');
    } catch (error) {
      if (!isRefusal(error)) return createSessions(server, availability, log, { settings, ...own }); // an outage: the pool knows how to wait
      return share(reason(error).reason);
    } finally {
      endAtOnce(client);
    }
    return createSessions(server, availability, log, { settings, ...own });
  }

  async function sessions(): Promise<Sessions> {
    opening ??= open();
    opened = await opening;
    return opened;
  }
  const query: Sessions['query'] = (statement) =>
    opened?.query(statement) ?? sessions().then((own) => own.query(statement));
  const transaction: Sessions['transaction'] = (work) =>
    opened?.transaction(work) ?? sessions().then((own) => own.transaction(work));
  const together: Sessions['together'] = (work) =>
    opened?.together(work) ?? sessions().then((own) => own.together(work));
  return {
    query,
    transaction,
    together,
    /** Of its own pool; undefined where there is none. */
    state: () => (opened === ordinary ? undefined : opened?.state()),
    async close() {
      const last = await opening;
      if (last !== ordinary) await last?.close();
    },
  };
}

/** PgBouncer says with a protocol violation that it does not take `options`; others have words of their own. */
const isRefusal = (error: unknown) => error instanceof DatabaseError && (error.code === '08P01' || !isOutage(error));
