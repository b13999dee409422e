import { type Clock, days } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Keys } from '../crypto/keys.ts';
import type { Database } from '../database/open.ts';
import type { Log } from '../log.ts';
import { personal } from './personal-data.ts';
import { createAudit } from './service.ts';
import { sendAll } from './syslog.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  keys: Pick<Keys, 'auditKey' | 'auditHash'>;
  config: Pick<Config, 'MIGRATE_DATABASE_URL' | 'AUDIT_SYSLOG_URL'>;
};

/** The record of actions and actors, in a tamper-evident chain. */
export function createAuditModule({ keys, config, ...needs }: Needs) {
  const key = keys.auditKey;
  const { AUDIT_SYSLOG_URL: url, MIGRATE_DATABASE_URL: ownerUrl } = config;
  const audit = createAudit({ ...needs, key, hash: keys.auditHash, ownerUrl, syslogUrl: url });
  const sending = async () => {
    await sendAll({ ...needs, key, url: url ?? '' });
  };
  return {
    service: { audit },
    jobs: [
      ...(url === undefined ? [] : [{ name: 'audit.syslog', schedule: '* * * * *', run: sending }]),
      { name: 'audit.persons', schedule: '41 3 * * *', madeUpFor: days(1), run: audit.endPersons },
    ],
    personal,
    start: audit.start,
    stop: audit.stop,
  };
}

export const auditCommands = async () => (await import('./commands.ts')).commands;
