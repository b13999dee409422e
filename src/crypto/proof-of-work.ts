import { createHash, createHmac, randomInt } from 'node:crypto';
import { z } from 'zod';
import type { Seal } from './seal.ts';
import { equal } from './secrets.ts';

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
  /** The same with the same salt and number. */
  const taskOf = (salt: string, number: number, maxnumber: number) => {
    const challenge = createHash('sha256').update(`${salt}${number}`).digest('hex');
    const signature = createHmac('sha256', hmacKey).update(challenge).digest('hex');
    return { algorithm, challenge, maxnumber, salt, signature };
  };
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
    make(about: Meaning): string {
      // A delimiter, so that no digit of the number can be taken for one of the salt.
      const salt = `${seal.seal(JSON.stringify(about), context).toString('base64url')}&`;
      const made = taskOf(salt, randomInt(1, hardness + 1), hardness);
      return Buffer.from(JSON.stringify(made)).toString('base64url');
    },

    /** The purpose of our own task; undefined for anything else. */
    meaningOf: (text: string): Meaning | undefined => (text.length > 3_000 ? undefined : read(text)?.meaning),

    isSolved(text: string, solution: string): boolean {
      const given = /^\d{1,7}$/.test(solution) ? read(text)?.given : undefined;
      if (given === undefined) return false;
      const { challenge, signature } = taskOf(given.salt, Number(solution), hardness);
      return challenge === given.challenge && equal(Buffer.from(signature), Buffer.from(given.signature));
    },
  };
}
