import { createThread } from '../../fields/workbooks/thread.ts';
import { fact } from './facts.ts';
import type { SourceReading } from './reading/item.ts';
import type { Content } from './reading/read.ts';

const read = createThread<Content, { reading: SourceReading }>(new URL('./worker.ts', import.meta.url), {
  ...{ timeout: 30_000, concurrency: 2 },
  exceeded: fact('sources.too_much'),
});

/** Reads the content of an address in a thread of its own. Throws Unreadable. */
export const readInThread = async (content: Content, within?: number): Promise<SourceReading> =>
  (await read(content, within)).reading;
