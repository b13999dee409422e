import type { Applications } from '../../applications/service.ts';
import type { Audit } from '../../audit/service.ts';
import type { Clock } from '../../clock.ts';
import type { Config } from '../../config.ts';
import type { Keys } from '../../crypto/keys.ts';
import type { Database } from '../../database/open.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import type { Log } from '../../log.ts';
import type { Module } from '../../module.ts';
import type { Statistics } from '../../statistics/service.ts';
import type { Totals } from '../../statistics/totals/totals.ts';
import { createTransparencyPages } from './pages.ts';
import { createTransparency, type Transparency } from './service.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  config: Readonly<Config>;
  keys: Keys;
  publicUrl: URL;
  throttle: Throttle;
  audit: Audit;
  applications: Applications;
  statistics: Statistics;
  totals: Totals;
};

/** Transparency logs of events and published figures: a change of the past is noticed by everyone who saw it before. */
export function createTransparencyModule(needs: Needs): Module<{ transparency: Transparency }> {
  const transparency = createTransparency(needs);
  return {
    service: { transparency },
    pages: (services) => createTransparencyPages({ ...needs, ...services, transparency }),
    jobs: [
      { name: 'transparency.grow', schedule: '* * * * *', run: () => transparency.grow() },
      { name: 'transparency.submit', schedule: '* * * * *', run: () => transparency.submit() },
      {
        name: 'transparency.compare',
        schedule: '* * * * *',
        async run() {
          await transparency.compare();
        },
      },
    ],
  };
}

export const transparencyCommands = async () => (await import('./commands.ts')).commands;
