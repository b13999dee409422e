import type { Clock } from '../../clock.ts';
import type { Config } from '../../config.ts';
import type { Keys } from '../../crypto/keys.ts';
import type { Database } from '../../database/open.ts';
import type { Jobs } from '../../jobs/service.ts';
import type { Log } from '../../log.ts';
import type { Module } from '../../module.ts';
import type { Sealed } from '../../sealed.ts';
import type { Nodes } from '../nodes/service.ts';
import { createDataKeys, type DataKeys } from './data-keys.ts';
import { createSealing, type Sealing } from './service.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  config: Pick<Config, 'KEYS_DIR'>;
  keys: Keys;
  jobs: Jobs;
  nodes: Pick<Nodes, 'living'>;
  asks: { sealed: () => readonly Sealed[] };
};

/** Sealed data in the database, and their keys. */
export function createSealingModule(needs: Needs): Module<{ sealing: Sealing; dataKeys: DataKeys }> {
  const sealing = createSealing(needs);
  return {
    service: { sealing, dataKeys: createDataKeys({ ...needs, sealing }) },
    jobs: sealing.jobs,
    stop: async () => sealing.stop(),
  };
}

export const sealingCommands = async () => (await import('./commands.ts')).commands;
