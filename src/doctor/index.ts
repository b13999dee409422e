import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Keys } from '../crypto/keys.ts';
import type { Database } from '../database/open.ts';
import type { DatabaseTime } from '../database/time.ts';
import type { Log } from '../log.ts';
import type { Module } from '../module.ts';
import { createNodes } from './nodes.ts';
import { createDoctor, type Doctor } from './service.ts';

export { demoSince } from './contents-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  config: Readonly<Config>;
  keys: Keys;
  time: DatabaseTime;
};

/** What watches over the installation: cloud doctor, and what each node tells of itself. */
export function createDoctorModule(needs: Needs): Module<{ doctor: Doctor }> {
  const nodes = createNodes(needs);
  return {
    service: { doctor: createDoctor(needs) },
    start: nodes.start,
    stop: nodes.stop,
  };
}

export const doctorCommands = async () => (await import('./commands.ts')).commands;
