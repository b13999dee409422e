import { openCheckpoint } from './checkpoint.ts';
import { type Contents, commitmentOf, entryOf, nameIn, nameInLeaf, nameText, readEvidence } from './entry.ts';
import type { CheckFault } from './facts.ts';
import { isIncluded, leafHash } from './merkle.ts';
import { cosignedAt, isSignedBy, signatureOf, type Verifier } from './note.ts';
import { readProof } from './proof.ts';

export type Checked =
  | { fault: CheckFault }
  | {
      fault: undefined;
      origin: string;
      size: number;
      index: number;
      /** The name of its figure or event; where the proof does not open it, as the leaf calls it. */
      name: string;
      /** The hidden content, where the proof opens it. */
      contents: Contents | undefined;
      witnesses: readonly { name: string; at: Date }[];
    };

/** Whether a proof is valid, by itself and the trusted keys alone. */
export function checkProof(
  text: string,
  { logs, witnesses }: { logs: readonly Verifier[]; witnesses: readonly Verifier[] },
): Checked {
  const proof = readProof(text);
  const evidence = readEvidence(proof?.extra);
  if (proof === undefined || evidence === undefined) return { fault: 'not a proof' };
  const origin = proof.checkpoint.split('\n')[0] ?? '';
  // The logs share one key, under the name of each: trust in one is trust in the other.
  const trusted = logs.filter(({ name }) => name === origin);
  if (trusted.length === 0) return { fault: 'other origin' };
  const opened = openCheckpoint(proof.checkpoint, origin, trusted);
  if (typeof opened === 'string') return { fault: opened };
  const { checkpoint, note } = opened;
  const { entry, opening } = evidence;
  if (!isIncluded(leafHash(entry), { index: proof.index, ...checkpoint }, proof.hashes))
    return { fault: 'not included' };
  if (opening && !entryOf(nameInLeaf(opening), commitmentOf(opening.salt, opening.contents)).equals(entry))
    return { fault: 'contents differ' };
  return {
    ...{
      fault: undefined,
      origin,
      size: checkpoint.size,
      index: proof.index,
      name: opening ? nameText(opening.name) : nameIn(entry),
    },
    contents: opening?.contents,
    witnesses: witnesses.flatMap((witness) => {
      const signature = isSignedBy(note, witness) === true ? signatureOf(note, witness) : undefined;
      return signature === undefined ? [] : [{ name: witness.name, at: cosignedAt(signature) }];
    }),
  };
}
