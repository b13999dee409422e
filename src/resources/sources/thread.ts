import { Worker } from 'node:worker_threads';
import { Unreadable } from '../../fields/workbooks/unreadable.ts';
import { createTurns, heavy, type Turns } from '../../turns.ts';
import { fact } from './facts.ts';
import type { SourceReading } from './reading/item.ts';
import type { Content } from './reading/read.ts';
import type { ReadingMessage } from './worker.ts';

const memory = { maxOldGenerationSizeMb: 320, maxYoungGenerationSizeMb: 8, stackSizeMb: 4 };
const turns = createTurns(2);
const taken = (each: Turns) => new Promise<void>((go) => each.take(go));

/** Reads the content of an address in a thread of its own, which may use so much time and memory and no more. Throws Unreadable. */
export async function readInThread(content: Content, timeout = 30_000): Promise<SourceReading> {
  await taken(turns);
  await taken(heavy);
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: content, resourceLimits: memory });
  let timer: NodeJS.Timeout | undefined;
  try {
    const message = await new Promise<ReadingMessage>((resolve, reject) => {
      const refuse = (cause: unknown) => reject(new Unreadable(fact('sources.too_much'), { cause }));
      timer = setTimeout(refuse, timeout, 'too late');
      worker.once('message', resolve);
      worker.once('error', refuse);
      worker.once('exit', refuse);
    });
    if ('unreadable' in message) throw new Unreadable(message.unreadable);
    return message.reading;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
    heavy.give();
    turns.give();
  }
}
