import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { Fact } from '../../fact.ts';
import { Unreadable } from '../../fields/workbooks/unreadable.ts';
import { fact } from './facts.ts';
import type { SourceReading } from './reading/item.ts';
import type { Content } from './reading/read.ts';
import type { Certain, ItemText } from './texts.ts';

/** Bytes. */
const small = 200_000;

type Work = Content | { texts: readonly ItemText[] };
/** The answer of the thread. */
export type ReadingMessage = { reading: SourceReading } | { certain: (Certain | undefined)[] } | { unreadable: Fact };

async function answer(work: Work): Promise<ReadingMessage> {
  try {
    if ('texts' in work) {
      const { certainOf } = await import('./texts.ts');
      return { certain: work.texts.map(certainOf) };
    }
    const { readSource } = await import('./reading/read.ts');
    return { reading: readSource(work) };
  } catch (error) {
    return { unreadable: error instanceof Unreadable ? error.problem : fact('sources.unreadable') };
  }
}

if (parentPort !== null) {
  const work: Work = workerData;
  // Logins come before the programmes of halls; on Linux this is the priority of this thread alone. A small content takes no time, and a person
  // may wait for it.
  const isLong = 'texts' in work || work.bytes.length > small;
  if (process.platform === 'linux' && isLong) setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  parentPort.postMessage(await answer(work));
}
