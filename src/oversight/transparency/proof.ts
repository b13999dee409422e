import { readCheckpoint } from './checkpoint.ts';
import { readNote } from './note.ts';
import { hashSize } from './tiles.ts';

// C2SP tlog-proof: one text that proves offline that an entry is in the log.

const first = 'c2sp.org/tlog-proof@v1';
/** Larger than any that the log gives. */
const maxProof = 65_536;

export type Proof = { extra: Buffer | undefined; index: number; hashes: readonly Buffer[]; checkpoint: string };

export const proofText = ({ extra, index, hashes, checkpoint }: Proof): string =>
  [
    first,
    ...(extra === undefined ? [] : [`extra ${extra.toString('base64')}`]),
    `index ${index}`,
    ...hashes.map((hash) => hash.toString('base64')),
    '',
    checkpoint,
  ].join('\n');

export function readProof(text: string): Proof | undefined {
  if (text.length > maxProof) return undefined;
  const [head = '', ...rest] = text.replaceAll('\r\n', '\n').trimStart().split('\n\n');
  const checkpoint = `${rest.join('\n\n').trimEnd()}\n`;
  const lines = head.split('\n');
  if (lines.shift() !== first) return undefined;
  const extra = lines[0]?.startsWith('extra ') === true ? lines.shift()?.slice('extra '.length) : undefined;
  const [, index] = /^index (0|[1-9]\d{0,14})$/.exec(lines.shift() ?? '') ?? [];
  const hashes = lines.map((line) => Buffer.from(line, 'base64'));
  const note = readNote(checkpoint);
  if (index === undefined || hashes.length > 63 || hashes.some(({ length }) => length !== hashSize)) return undefined;
  if (note === undefined || readCheckpoint(note.text) === undefined) return undefined;
  return {
    extra: extra === undefined ? undefined : Buffer.from(extra, 'base64'),
    index: Number(index),
    hashes,
    checkpoint,
  };
}
