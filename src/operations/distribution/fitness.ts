import { z } from 'zod';
import type { Connection } from '../../database/open.ts';
import { Problem, type Problems } from '../../errors.ts';
import { ask, asksOf, citus, members, sayingLevel } from './cluster-store.ts';
import { fact } from './facts.ts';

/** The oldest tested version. */
const oldest = [13, 2] as const;

type Wanted = { wanted: string; holds: (value: string) => boolean };

/** A duration of PostgreSQL in milliseconds; undefined for other texts. */
function milliseconds(value: string): number | undefined {
  const [, number, unit = 'ms'] = /^(\d+)(ms|s|min|h|d)?$/.exec(value) ?? [];
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 };
  return number === undefined ? undefined : Number(number) * (units[unit] ?? Number.NaN);
}
const within = (most: number) => (value: string) => {
  const found = milliseconds(value);
  return found !== undefined && found > 0 && found <= most;
};

/** Settings of every server, with why (docs/adr/0085). */
const settings: Readonly<Record<string, Wanted>> = {
  // An update of one row with a function in it has crashed a coordinator.
  'citus.enable_local_fast_path_query_optimization': { wanted: 'off', holds: (value) => value === 'off' },
  // How soon a recovered server executes a commit that it missed.
  'citus.recover_2pc_interval': { wanted: '1s', holds: within(1_000) },
  // Without it a commit over several servers cannot be made.
  max_prepared_transactions: { wanted: '200', holds: (value) => Number(value) >= 20 },
  // A server that says nothing is given up before the statement of a request is.
  'citus.node_connection_timeout': { wanted: '2s', holds: within(4_000) },
};

const told = z.object({ version: z.string().nullable(), settings: z.record(z.string(), z.string().nullable()) });

/** Everything wrong with the servers for distributed tables, by its subject; each with its cure. */
async function unfitness(db: Connection): Promise<Problems> {
  const version = await citus(db);
  if (version === undefined) return { citus: fact('distribution.citus_missing') };
  if (isOlder(version)) return { citus: fact('distribution.citus_old', { found: version, needed: oldest.join('.') }) };
  const { taking, coordinators } = await members(db);
  if (coordinators === 0) return { citus_set_coordinator_host: fact('distribution.coordinator_missing') };
  if (taking === 0) return { citus_add_node: fact('distribution.workers_missing') };
  const problems: Problems = {};
  const level = await sayingLevel(db);
  // In warnings Citus says that a server has not carried a commit out (database/half-done.ts).
  if (level === 'error')
    problems.client_min_messages = fact('distribution.setting', { value: level, wanted: 'warning' });
  for (const { name, answer, succeeded } of await ask(db, asksOf(Object.keys(settings)))) {
    if (!succeeded) {
      problems[name] = fact('distribution.worker_away', { why: answer });
      continue;
    }
    const { version: found, settings: values } = told.parse(JSON.parse(answer));
    if (found !== version)
      problems[name] = fact('distribution.worker_version', { found: found ?? '–', needed: version });
    for (const [setting, { wanted, holds }] of Object.entries(settings)) {
      const value = values[setting];
      if (typeof value === 'string' && !holds(value))
        problems[`${name} ${setting}`] = fact('distribution.setting', { value, wanted });
    }
  }
  return problems;
}

export async function mustFit(db: Connection): Promise<void> {
  const problems = await unfitness(db);
  if (Object.keys(problems).length > 0) throw new Problem('conflict', fact('distribution.unfit'), { fields: problems });
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split(/[.-]/).map(Number);
  return major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
}
