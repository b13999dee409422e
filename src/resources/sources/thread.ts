import { createThread } from '../../fields/workbooks/thread.ts';
import { Unreadable } from '../../fields/workbooks/unreadable.ts';
import { quickly } from '../announcements/reading/read.ts';
import { fact } from './facts.ts';
import type { SourceReading } from './reading/item.ts';
import type { Content } from './reading/read.ts';
import { type Certain, certainOf, type ItemText } from './texts.ts';

/** Milliseconds in which a busy machine reads the longest content: it comes after everything else there. */
const timeout = 120_000;
const program = new URL('./worker.ts', import.meta.url);
const exceeded = fact('sources.too_much');

const read = createThread<Content, { reading: SourceReading }>(program, { timeout, concurrency: 2, exceeded });
const understand = createThread<{ texts: readonly ItemText[] }, { certain: readonly (Certain | undefined)[] }>(
  program,
  { timeout, concurrency: 1, exceeded },
);

/** Reads the content of an address in a thread of its own. Throws Unreadable. */
export const readInThread = async (content: Content, within?: number): Promise<SourceReading> =>
  (await read(content, within)).reading;

/** So much one thread reads in a second or two. */
const mostCharacters = 100_000;

/**
 * Reads texts by the rules of 粘贴通知; few words at once, and many in a thread, for logins do not wait for them. Those that take too long say
 * nothing.
 */
export async function readTexts(texts: readonly (ItemText | undefined)[]): Promise<(Certain | undefined)[]> {
  const lengthOf = (text: ItemText) => text.announcement.text.length;
  const found: (Certain | undefined)[] = texts.map(() => undefined);
  const waiting = texts.flatMap((text, place) => (text === undefined ? [] : [{ text, place }]));
  if (waiting.reduce((sum, { text }) => sum + lengthOf(text), 0) <= quickly) {
    for (const { text, place } of waiting) found[place] = certainOf(text);
    return found;
  }
  while (waiting.length > 0) {
    let characters = 0;
    const end = waiting.findIndex(({ text }, place) => {
      characters += lengthOf(text);
      return place > 0 && characters > mostCharacters;
    });
    const part = waiting.splice(0, end === -1 ? waiting.length : end);
    const certain = await understood(part.map(({ text }) => text));
    for (const [n, { place }] of part.entries()) found[place] = certain[n];
  }
  return found;
}

async function understood(texts: readonly ItemText[]): Promise<readonly (Certain | undefined)[]> {
  try {
    return (await understand({ texts })).certain;
  } catch (error) {
    if (error instanceof Unreadable) return [];
    throw error;
  }
}
