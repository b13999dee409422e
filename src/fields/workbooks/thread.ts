import { Worker } from 'node:worker_threads';
import type { Fact } from '../../fact.ts';
import { createTurns, heavy, type Turns } from '../../turns.ts';
import { Unreadable } from './unreadable.ts';

const memory = { maxOldGenerationSizeMb: 320, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 };
const taken = (turns: Turns) => new Promise<void>((go) => turns.take(go));

type Bounds = {
  /** Milliseconds that one work may take. */
  timeout: number;
  /** Works at the same time in a process; the others wait. */
  concurrency: number;
  /** Said of a work that ended by its memory or its time. */
  exceeded: Fact;
};

/**
 * Works in a thread of its own each, which may use so much memory and time and no more, and answers once. Throws Unreadable where the program
 * says so or does not answer.
 */
export function createThread<Work, Answer extends object>(
  program: URL,
  { timeout, concurrency, exceeded }: Bounds,
): (work: Work, within?: number) => Promise<Answer> {
  const turns = createTurns(concurrency);

  async function inThread(work: Work, within: number): Promise<Answer | { unreadable: Fact }> {
    const worker = new Worker(program, { workerData: work, resourceLimits: memory });
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve) => {
        const refuse = () => resolve({ unreadable: exceeded });
        worker.once('message', resolve);
        worker.once('error', refuse);
        worker.once('exit', refuse);
        timer = setTimeout(refuse, within);
      });
    } finally {
      clearTimeout(timer);
      await worker.terminate();
    }
  }

  return async (work, within = timeout) => {
    await taken(turns);
    await taken(heavy);
    try {
      const answer = await inThread(work, within);
      if ('unreadable' in answer) throw new Unreadable(answer.unreadable);
      return answer;
    } finally {
      heavy.give();
      turns.give();
    }
  };
}
