import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { Fact } from '../../fact.ts';
import { Unreadable } from '../../fields/workbooks/unreadable.ts';
import { fact } from './facts.ts';
import type { SourceReading } from './reading/item.ts';
import { type Content, readSource } from './reading/read.ts';

/** The answer of the thread. */
export type ReadingMessage = { reading: SourceReading } | { unreadable: Fact };

if (parentPort !== null) {
  // Logins come before the programmes of halls; on Linux this is the priority of this thread alone.
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const content: Content = workerData;
  const answer = (): ReadingMessage => {
    try {
      return { reading: readSource(content) };
    } catch (error) {
      return { unreadable: error instanceof Unreadable ? error.problem : fact('sources.unreadable') };
    }
  };
  parentPort.postMessage(answer());
}
