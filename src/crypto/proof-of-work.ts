import { createChallenge, verifySolution } from 'altcha-lib/v1';
import { z } from 'zod';
import type { Seal } from './seal.ts';

const algorithm = 'SHA-256';
/** The largest number to try, half of it on average: a second or two on a phone, one hash for us. */
const today = 50_000;
const context = 'proof of work';

const task = z.object({
  algorithm: z.literal(algorithm),
  challenge: z.hex().length(64),
  salt: z.string().max(1_000),
  signature: z.hex().length(64),
});
const meaning = z.object({ id: z.string(), bound: z.string(), at: z.number() });

/** The purpose of a task, and its time. The id is its own. */
export type Meaning = z.infer<typeof meaning>;

/**
 * ALTCHA's tasks (find the number whose hash with the salt is the challenge), which any of its programs solves. The salt is sealed and contains
 * the purpose of the task, so that an unsolved one can be read as well.
 */
export function createProofOfWork({ seal, hardness = today }: { seal: Seal; hardness?: number | undefined }) {
  const hmacKey = seal.index('hmac', context).toString('hex');
  const read = (text: string) => {
    try {
      const given = task.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
      const sealed = Buffer.from(given.salt.replace(/&$/, ''), 'base64url');
      return { given, meaning: meaning.parse(JSON.parse(seal.unseal(sealed, context))) };
    } catch {
      return undefined; // a form field is untrusted
    }
  };

  return {
    /** Text for a hidden field. */
    async make(about: Meaning): Promise<string> {
      const salt = seal.seal(JSON.stringify(about), context).toString('base64url');
      const made = await createChallenge({ algorithm, hmacKey, salt, maxnumber: hardness });
      return Buffer.from(JSON.stringify(made)).toString('base64url');
    },

    /** The purpose of our own task; undefined for anything else. */
    meaningOf: (text: string): Meaning | undefined => (text.length > 3_000 ? undefined : read(text)?.meaning),

    async isSolved(text: string, solution: string): Promise<boolean> {
      const given = /^\d{1,7}$/.test(solution) ? read(text)?.given : undefined;
      return given !== undefined && verifySolution({ ...given, number: Number(solution) }, hmacKey, false);
    },
  };
}
