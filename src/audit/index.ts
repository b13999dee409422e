import type { Clock } from '../clock.ts';
import type { Keys } from '../crypto/keys.ts';
import type { Database } from '../database/open.ts';
import type { Log } from '../log.ts';
import { createAudit } from './service.ts';

type Needs = { db: Database; clock: Clock; log: Log; keys: Pick<Keys, 'auditKey' | 'auditHash'> };

/** What happened and who did it, in a chain that nobody can change unnoticed. */
export function createAuditModule({ keys, ...needs }: Needs) {
  const audit = createAudit({ ...needs, key: keys.auditKey, hash: keys.auditHash });
  return {
    service: { audit },
    personal: async () => (await import('./personal-data.ts')).personal,
    start: audit.start,
    stop: audit.stop,
  };
}

export const auditCommands = async () => (await import('./commands.ts')).commands;
