import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { Fact } from '../../fact.ts';
import { fact } from '../facts.ts';
import type { Other } from './read.ts';
import type { Marked, Row, SheetPlan, TableKind } from './table.ts';
import { Unreadable } from './unreadable.ts';

/** A task of the thread: the rows of a file, the same file again with marks in it, or a new one. */
export type Work =
  | { bytes: Uint8Array; kind: TableKind; known: ReadonlySet<string>; marked?: Marked }
  | { plans: readonly SheetPlan[]; template: string };
export type WorkerMessage =
  | { sheet: string | undefined; template: string | undefined; others: Other[] }
  | { rows: Row[] }
  | { file: Uint8Array }
  | { unreadable: Fact }
  | { done: true };

const port = parentPort;
const inChunks = { rows: 40, text: 1_000_000 };

/** Some rows at a time, and the next ones when they are asked for: a slow reader never piles them up, and they are forgotten soon. */
async function tellRows(work: Work, tell: (told: WorkerMessage) => void, asked: () => Promise<unknown>): Promise<void> {
  // Loaded when it is needed: most threads only read.
  const writing = () => import('./write.ts');
  if ('plans' in work) return tell({ file: await (await writing()).writeWorkbook(work.plans, work.template) });
  const { buffer, byteOffset, length } = work.bytes;
  const bytes = Buffer.from(buffer, byteOffset, length); // not copied
  const { readTable } = await import('./read.ts');
  const { sheet, template, others, rows } = await readTable(bytes, work.kind, work.known);
  if (work.marked !== undefined) {
    const { annotate } = await writing();
    return tell({ file: await annotate(rows, sheet ?? '数据', template, work.marked) });
  }
  tell({ sheet, template, others });
  let chunk: Row[] = [];
  let text = 0;
  for await (const row of rows) {
    chunk.push(row);
    for (const cell of row.cells) if (typeof cell === 'string') text += cell.length;
    if (chunk.length < inChunks.rows && text < inChunks.text) continue;
    await asked();
    tell({ rows: chunk });
    [chunk, text] = [[], 0];
  }
  if (chunk.length > 0) {
    await asked();
    tell({ rows: chunk });
  }
  await asked();
  tell({ done: true });
}

if (port !== null) {
  // Logins and tokens come before files and the modules that read them. On Linux this is the priority of this thread; elsewhere it would be that
  // of the whole process.
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const tell = (told: WorkerMessage) => port.postMessage(told);
  const work: Work = workerData;
  // A message without a listener would be lost: they are counted.
  let asked = 0;
  let wake: (() => void) | undefined;
  port.on('message', () => {
    asked += 1;
    wake?.();
  });
  const next = async () => {
    while (asked === 0)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    asked -= 1;
  };
  try {
    await tellRows(work, tell, next);
  } catch (error) {
    const isOurs = error instanceof Unreadable;
    tell({ unreadable: isOurs ? error.problem : fact('fields.book_unreadable') });
  }
  port.close();
}
