import type { Connection } from '../../database/open.ts';
import { unavailable } from '../../database/outage.ts';

const prepared = `select coalesce(string_agg(gid, ' '), '') from pg_prepared_xacts where database = current_database() and gid like 'citus\\_%'`;
const asking = 'select success, result from run_command_on_all_nodes($1, parallel => true)';

/** Commits over several servers that a server has prepared and not carried out, by their names. */
export async function unfinished(db: Connection): Promise<Set<string>> {
  const answers = await db.rows<{ success: boolean; result: string }>(asking, [prepared]);
  const silent = answers.find(({ success }) => !success);
  if (silent !== undefined) throw unavailable(new Error(silent.result));
  return new Set(answers.flatMap(({ result }) => result.split(' ')).filter((name) => name !== ''));
}
