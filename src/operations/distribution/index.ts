import { isDistributed } from '../../database/distributed.ts';
import type { Database } from '../../database/open.ts';
import { Problem } from '../../errors.ts';
import type { Words } from '../../fact.ts';
import { mustFit } from './fitness.ts';
import { createWorkers } from './workers.ts';

/** Tables that are spread over the servers of a Citus (docs/adr/0085). */
export function createDistributionModule({ db, words }: { db: Database; words: Words }) {
  return {
    service: {
      distribution: {
        /** Undefined where there is one PostgreSQL. A start ends with all that is in the way of spread tables, in words. */
        async open() {
          if (!(await isDistributed(db, 'oidc_tokens'))) return undefined;
          await mustFit(db).catch((error: unknown) => {
            throw error instanceof Problem ? new Error(inWords(error, words), { cause: error }) : error;
          });
          return createWorkers(db);
        },
      },
    },
  };
}

function inWords({ fact, fields = {} }: Problem, words: Words): string {
  const { say } = words('zh', 'operator');
  return [`${say(fact)}:`, ...Object.entries(fields).map(([what, why]) => `  ${what}: ${say(why)}`)].join('\n');
}

export const distributionCommands = async () => (await import('./commands.ts')).commands;
