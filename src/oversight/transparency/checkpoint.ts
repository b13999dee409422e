import { isSignedBy, type Note, readNote, type Verifier } from './note.ts';
import { hashSize } from './tiles.ts';

/** C2SP tlog-checkpoint: which tree it is, how large, and its root. */
export type Checkpoint = { origin: string; size: number; root: Buffer };

export const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${root.toString('base64')}\n`;

/** Lines that others may add behind the three are not read. */
export function readCheckpoint(text: string): Checkpoint | undefined {
  const [origin = '', size = '', encoded = ''] = text.split('\n');
  const root = Buffer.from(encoded, 'base64');
  if (origin === '' || !/^(0|[1-9]\d{0,14})$/.test(size)) return undefined;
  if (root.length !== hashSize || root.toString('base64') !== encoded) return undefined;
  return { origin, size: Number(size), root };
}

/** A checkpoint of that tree signed with one of these keys, or its fault. */
export function openCheckpoint(
  signed: string,
  origin: string,
  verifiers: readonly Verifier[],
): { checkpoint: Checkpoint; note: Note } | 'not a checkpoint' | 'other origin' | 'unknown key' | 'wrong signature' {
  const note = readNote(signed);
  const checkpoint = note && readCheckpoint(note.text);
  if (note === undefined || checkpoint === undefined) return 'not a checkpoint';
  if (checkpoint.origin !== origin) return 'other origin';
  const verdicts = verifiers.map((verifier) => isSignedBy(note, verifier));
  if (verdicts.includes(false)) return 'wrong signature';
  return verdicts.includes(true) ? { checkpoint, note } : 'unknown key';
}
