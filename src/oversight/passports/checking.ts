import { z } from 'zod';
import { verifierText } from '../transparency/note.ts';
import type { Transparency } from '../transparency/service.ts';
import { type Credential, checkCredential, checkNumbers, type Evidence, signedText } from './credential-check.ts';
import { type Difference, differencesIn, partsOf } from './file.ts';

// Files of passports from unknown senders.

/** Larger than any file that a passport gives. */
export const largestFile = 8 * 1024 * 1024;

const spot = z.object({ leaf: z.int().min(0), place: z.int().min(0), kind: z.string().max(100).optional() }).nullable();
const leaf = z.object({
  index: z.int().min(0),
  name: z.string().max(200),
  hashes: z.array(z.string().max(64)).max(63),
  salt: z.string().max(200),
  contents: z.array(z.string().max(20_000).nullable()).max(2_000),
  alias: z.object({ key: z.string().max(200), of: z.string().max(200) }).optional(),
});
const proofs = {
  log: z.string().max(400),
  checkpoint: z.string().max(32_768),
  leaves: z.array(leaf).max(1_000),
  statement: z.string().max(1_000_000),
};
const evidenceNow = z.object({ ...proofs, page: z.string().max(2_000_000) });
/** Files of before: the statement had the days, the number and the notes, and nothing else of the page was signed. */
const evidenceBefore = z.object({ ...proofs, own: spot, page: z.undefined().optional() });
const statementBefore = z.object({
  ...{ first: z.iso.date(), last: z.iso.date(), total: z.number().nullable(), leaves: z.array(z.string()) },
  notes: z.array(z.object({ about: z.string(), words: z.string() })),
});

type Checked = Pick<Awaited<ReturnType<typeof checkCredential>>, 'verdict'> & {
  /** The signed words: all of them, or in a file of before the days, the number and the notes. */
  credential: Credential | undefined;
  before: z.infer<typeof statementBefore> | undefined;
  /** Where the file shows other words than were signed; undefined: those of a file of before are not signed. */
  differences: readonly Difference[] | undefined;
};
export type CheckedFile = Checked | { fault: 'key' | 'broken' };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Checks a file by the keys of the log and of the witnesses alone; undefined: it is no file of a passport. */
export async function checkFile(
  bytes: Buffer,
  { keys, witnesses }: { keys: readonly string[]; witnesses: Transparency['witnesses'] },
): Promise<CheckedFile | undefined> {
  const { evidence: text, rest } = partsOf(bytes.toString('utf8'));
  if (text === undefined) return undefined;
  const given = z.union([evidenceNow, evidenceBefore]).safeParse(parsed(text)).data;
  if (given === undefined) return { fault: 'broken' };
  if (!keys.includes(given.log)) return { fault: 'key' };
  const trusted = { ...given, witnesses: witnesses.map(verifierText) };
  try {
    if (trusted.page === undefined) return await checkBefore(trusted);
    const evidence: Evidence = trusted;
    return { ...(await checkCredential(evidence)), before: undefined, differences: differencesIn(evidence.page, rest) };
  } catch {
    // Base64 that is none, and the like.
    return { fault: 'broken' };
  }
}

async function checkBefore(given: z.infer<typeof evidenceBefore> & Pick<Evidence, 'witnesses'>): Promise<CheckedFile> {
  const before = statementBefore.safeParse(parsed((await signedText(given)) ?? '')).data;
  if (before?.leaves.join('\n') !== given.leaves.map(({ name }) => name).join('\n')) return { fault: 'broken' };
  const { first, last, total } = before;
  const numbers = { first, last, total, seen: null, own: given.own, ownSeen: null, rows: [], rule: 'none' as const };
  return { credential: undefined, before, differences: undefined, verdict: await checkNumbers(numbers, given) };
}
