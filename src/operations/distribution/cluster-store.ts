import type { Connection } from '../../database/open.ts';

type Extension = { version: string | null };
export const citus = async (db: Connection): Promise<string | undefined> =>
  (await db.row<Extension>(`select (select extversion from pg_extension where extname = 'citus') as version`))
    ?.version ?? undefined;

export type Server = { name: string; answer: string; succeeded: boolean };

/** Asks every server that has a part of the tables; the answer of one that does not answer is why. */
export const ask = (db: Connection, question: string) =>
  db.rows<Server>(
    `select n.nodename || ':' || n.nodeport as name, a.result as answer, a.success as succeeded
       from run_command_on_all_nodes($1, parallel => true, give_warning_for_connection_errors => true) a
       join pg_dist_node n on n.nodeid = a.nodeid where n.noderole = 'primary' order by 1`,
    [question],
  );

/** How many servers take parts, and whether this one is known to them. */
export const members = async (db: Connection) =>
  (await db.row<{ taking: number; coordinators: number }>(
    `select count(*) filter (where shouldhaveshards)::int as taking, count(*) filter (where groupid = 0)::int as coordinators
       from pg_dist_node where noderole = 'primary' and isactive`,
  )) ?? { taking: 0, coordinators: 0 };

/** The level (client_min_messages) from which this connection receives notices. */
export const sayingLevel = async (db: Connection): Promise<string | undefined> =>
  (await db.row<{ level: string }>(`select current_setting('client_min_messages') as level`))?.level;

/** A question for every server: whether it takes writes. */
export const takesWrites = `select not current_setting('transaction_read_only')::bool`;
/** And another: its version, and its settings by their names (pg_settings does not show all of them). */
export const asksOf = (settings: readonly string[]) =>
  `select json_build_object('version', (select extversion from pg_extension where extname = 'citus'), 'settings',
     json_build_object(${settings.map((name) => `'${name}', current_setting('${name}', true)`).join(', ')}))`;
