import { Worker } from 'node:worker_threads';
import { createTurns, heavy, type Turns } from '../../turns.ts';
import { fact } from '../facts.ts';
import type { Other } from './read.ts';
import type { Marked, Row, SheetPlan, TableKind } from './table.ts';
import { Unreadable } from './unreadable.ts';
import type { Work, WorkerMessage } from './worker.ts';

/** So long may one step take: to look into the file, or to read the next hundred rows. */
const timeout = 60_000;
/** Files read and written at the same time in a process; the others wait. A long import delays no template. */
const concurrency = { reading: 2, writing: 1 };
/** Reading and writing stay below it by their own limits: a thread beyond it may take the process with it. */
const memory = { maxOldGenerationSizeMb: 320, maxYoungGenerationSizeMb: 8, stackSizeMb: 4 };

export type Sheet = { sheet: string | undefined; template: string | undefined; others: Other[] };

/** Files of people and programs, read in a thread of their own that may use so much memory and time and no more. */
export function createWorkbooks() {
  const reading = createTurns(concurrency.reading);
  const writing = createTurns(concurrency.writing);

  async function* told(work: Work): AsyncGenerator<WorkerMessage> {
    const turns = 'plans' in work || work.marked !== undefined ? writing : reading;
    await taken(turns);
    await taken(heavy);
    let isWorking = true;
    const pause = () => {
      if (isWorking) heavy.give();
      isWorking = false;
    };
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: work,
      resourceLimits: memory,
    });
    const next = inbox(worker);
    try {
      for (;;) {
        const message = await next();
        pause();
        if ('unreadable' in message) throw new Unreadable(message.unreadable);
        yield message;
        if ('done' in message || 'file' in message) return;
        await taken(heavy);
        isWorking = true;
        worker.postMessage('next');
      }
    } finally {
      await worker.terminate();
      pause();
      turns.give();
    }
  }

  return {
    /** The kind of a sheet, and then its rows. Throws Unreadable. */
    async *rows(bytes: Buffer, kind: TableKind, known: ReadonlySet<string>): AsyncGenerator<Sheet | { rows: Row[] }> {
      for await (const message of told({ bytes, kind, known }))
        if ('sheet' in message || 'rows' in message) yield message;
    },

    /** The same file with marks. */
    async marked(bytes: Buffer, kind: TableKind, known: ReadonlySet<string>, marked: Marked): Promise<Buffer> {
      return fileOf(told({ bytes, kind, known, marked }));
    },

    /** A new workbook; `template` is its identity. */
    write: (plans: readonly SheetPlan[], template: string): Promise<Buffer> => fileOf(told({ plans, template })),
  };
}

const taken = (turns: Turns) => new Promise<void>((go) => turns.take(go));

async function fileOf(said: AsyncGenerator<WorkerMessage>): Promise<Buffer> {
  for await (const message of said) if ('file' in message) return Buffer.from(message.file);
  throw new Error('a thread that ended without an answer');
}

/** The messages of a thread, one by one; it may also end without one. */
function inbox(worker: Worker): () => Promise<WorkerMessage> {
  const said: WorkerMessage[] = [];
  let end: Error | undefined;
  let wake: (() => void) | undefined;
  worker.on('message', (message: WorkerMessage) => {
    said.push(message);
    wake?.();
  });
  worker.on('error', (error: unknown) => {
    end = tooMuch(error);
    wake?.();
  });
  worker.on('exit', () => {
    end ??= tooMuch(undefined);
    wake?.();
  });
  return async () => {
    let isLate = false;
    while (said.length === 0 && end === undefined && !isLate) {
      const timer = setTimeout(() => {
        isLate = true;
        wake?.();
      }, timeout);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      clearTimeout(timer);
    }
    const message = said.shift();
    if (message === undefined) throw end ?? tooMuch(undefined);
    return message;
  };
}

const tooMuch = (cause: unknown) => new Unreadable(fact('fields.book_too_much'), { cause });

export type Workbooks = ReturnType<typeof createWorkbooks>;
