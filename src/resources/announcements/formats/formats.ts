import { Worker } from 'node:worker_threads';
import { Unreadable } from '../../../fields/workbooks/unreadable.ts';
import { createTurns, heavy, type Turns } from '../../../turns.ts';
import { fact } from '../facts.ts';
import { bounds, type FileText } from './text.ts';
import type { Answer, Work } from './worker.ts';

/** So long may a file take. */
const timeout = 20_000;
const memory = { maxOldGenerationSizeMb: 320, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 };
/** Files read at the same time in a process; the others wait. */
const concurrency = 2;

/** Files and pages with announcements, read in a thread of their own that may use so much memory and time and no more. */
export function createFormats() {
  const reading = createTurns(concurrency);

  async function read(work: Work): Promise<FileText> {
    await taken(reading);
    await taken(heavy);
    try {
      const answer = await inThread(work);
      if ('unreadable' in answer) throw new Unreadable(answer.unreadable);
      return answer;
    } finally {
      heavy.give();
      reading.give();
    }
  }

  return {
    /** The text of a file, whatever kind it is of. Throws Unreadable with the cure. */
    async ofFile(bytes: Buffer): Promise<FileText> {
      if (bytes.length > bounds.bytes) throw new Unreadable(fact('pasting.file_too_large'));
      return read({ bytes });
    },
    /** The text of a page, as an editor or a browser gives it. Throws Unreadable. */
    ofHtml: (html: string): Promise<FileText> => read({ html }),
  };
}

export type Formats = ReturnType<typeof createFormats>;

const taken = (turns: Turns) => new Promise<void>((go) => turns.take(go));

/** It may also end without an answer, by its memory or its time. */
async function inThread(work: Work): Promise<Answer> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: work, resourceLimits: memory });
  let timer: NodeJS.Timeout | undefined;
  const late = fact('pasting.too_much');
  try {
    return await new Promise<Answer>((resolve) => {
      worker.once('message', (message: Answer) => resolve(message));
      worker.once('error', () => resolve({ unreadable: late }));
      worker.once('exit', () => resolve({ unreadable: late }));
      timer = setTimeout(() => resolve({ unreadable: late }), timeout);
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
