import { createWriteStream } from 'node:fs';
import type { Answered, Asked, Line, Operation } from './history.ts';

/** How a call ended: `never` was surely not carried out (no connection, told to come again), and says nothing about the product. */
export type Ended<Name extends Operation> = { ok: Answered<Name> } | { fail: string } | 'fail' | 'info' | 'never';

/** Writes down every invocation and its outcome; with a path into a file as well. */
export function createRecorder(path?: string) {
  const began = performance.now();
  const lines: Line[] = [];
  const file = path === undefined ? undefined : createWriteStream(path);
  const never = new Set<number>();
  let count = 0;
  const now = () => Math.round((performance.now() - began) * 1000) / 1000;
  let isClosed = false;
  const write = (line: Line) => {
    if (isClosed) return;
    lines.push(line);
    file?.write(`${JSON.stringify(line)}\n`);
  };

  return {
    count: () => count,
    /** The lines of all calls that may have been carried out. */
    lines: () => lines.filter(({ id }) => !never.has(id)),
    async call<Name extends Operation>(
      process: number,
      operation: Name,
      asked: Asked<Name>,
      work: () => Promise<Ended<Name>>,
    ): Promise<Answered<Name> | 'fail' | 'info' | 'never'> {
      count += 1;
      const id = count;
      write({ process, id, operation, phase: 'invoke', at: now(), value: asked });
      let why: string | undefined;
      const ended = await work().catch((error: unknown): Ended<Name> => {
        why = String(error).slice(0, 160);
        return 'info';
      });
      const at = now();
      if (typeof ended === 'object' && 'ok' in ended) {
        write({ process, id, operation, phase: 'ok', at, value: ended.ok });
        return ended.ok;
      }
      if (typeof ended === 'object') why = ended.fail;
      const outcome = typeof ended === 'object' ? 'fail' : ended;
      if (outcome === 'never') never.add(id);
      write({
        process,
        id,
        operation,
        phase: outcome === 'fail' ? 'fail' : 'info',
        at,
        value: why === undefined ? {} : { why },
      });
      return outcome;
    },
    async close(): Promise<void> {
      isClosed = true;
      if (file !== undefined) await new Promise<void>((resolve) => file.end(resolve));
    },
  };
}
export type Recorder = ReturnType<typeof createRecorder>;
