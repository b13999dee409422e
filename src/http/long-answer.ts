import { Readable } from 'node:stream';
import { createPace } from '../pace.ts';

/** Characters that are sent at a time: each piece costs the compression and the socket a turn. */
const piece = 16_384;

/**
 * Lines of an export as the body of an answer: sent in pieces, with a rest in between where others wait (pace.ts), so that it blocks no other
 * request.
 */
export const longAnswer = (lines: AsyncIterable<string>): Readable => Readable.from(inPieces(lines));

async function* inPieces(lines: AsyncIterable<string>): AsyncGenerator<string> {
  const pace = createPace();
  let text = '';
  for await (const line of lines) {
    text += line;
    await pace();
    if (text.length < piece) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}
