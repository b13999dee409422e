import { timed } from '../../database/deadline.ts';
import { isDistributed } from '../../database/distributed.ts';
import type { Database } from '../../database/open.ts';
import { Problem } from '../../errors.ts';
import type { Words } from '../../fact.ts';
import type { Module } from '../../module.ts';
import { ask, takesWrites } from './cluster-store.ts';
import { mustFit } from './fitness.ts';

type Needs = { db: Database; words: Words };

/** How a server is that has a part of the tables. */
type Worker = { name: string; state: 'well' | 'reads' | 'away' };

/** Tables that are spread over the servers of a Citus. */
interface Distribution {
  /** Asks each server whether it answers and takes writes; undefined where there is one PostgreSQL. Throws, in words, all that is in the way of spread tables. */
  open(): Promise<{ look(): Promise<Worker[]> } | undefined>;
}

/** Tables that are spread over the servers of a Citus (docs/adr/0085). */
export function createDistributionModule({ db, words }: Needs): Module<{ distribution: Distribution }> {
  return {
    service: {
      distribution: {
        async open() {
          if (!(await isDistributed(db, 'oidc_tokens'))) return undefined;
          await mustFit(db).catch((error: unknown) => {
            throw error instanceof Problem ? new Error(inWords(error, words), { cause: error }) : error;
          });
          return { look: () => look(db) };
        },
      },
    },
  };
}

async function look(db: Database): Promise<Worker[]> {
  const answers = await timed('readiness', () => ask(db, takesWrites));
  return answers.map(({ name, answer, succeeded }) => ({
    name,
    state: !succeeded ? 'away' : answer === 't' ? 'well' : 'reads',
  }));
}

function inWords({ fact, fields = {} }: Problem, words: Words): string {
  const { say } = words('en', 'operator');
  return [`${say(fact)}:`, ...Object.entries(fields).map(([what, why]) => `  ${what}: ${say(why)}`)].join('\n');
}

export const distributionCommands = async () => (await import('./commands.ts')).commands;
