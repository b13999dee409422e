import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { secretWorks } from '../applications/aksk/in-force.ts';
import { dayOf } from '../clock.ts';
import { hashToken } from '../crypto/secrets.ts';
import { leaveTrace } from './requests/trace.ts';

const sks = z
  .array(
    z.object({ id: z.string(), hash: z.string(), last_four: z.string().optional(), expires_at: z.number().optional() }),
  )
  .catch([]);
type Sk = z.infer<typeof sks>[number];

const worksAt = (now: number) => (sk: Sk) => secretWorks.holds({ expiresAt: sk.expires_at }, now);
const sameAs = (known: readonly Sk[], value: string) => {
  const hash = hashToken(value);
  return known.filter((sk) => timingSafeEqual(bytesOf(sk), hash));
};

const read = new WeakMap<Sk, Uint8Array>();
/**
 * The hash of an SK, which stays with the application for as long as that is in memory. Not as a Buffer: that would hold the 64 kB which Node
 * cut it from.
 */
function bytesOf(sk: Sk): Uint8Array {
  const known = read.get(sk);
  if (known !== undefined) return known;
  const bytes = new Uint8Array(Buffer.from(sk.hash, 'hex'));
  read.set(sk, bytes);
  return bytes;
}

/** The id of the SK that was given, if it works now; nothing is noted about one that does not. */
export const workingSk = (known: readonly Sk[], given: string, now: number): string | undefined =>
  sameAs(known, given).find(worksAt(now))?.id;

/** The id of the SK that was given, if it works now. SKs rest as hashes, several alive per AK; SHA-256 is enough for 256 random bits. */
export function findSk(registered: unknown, given: string, now: number): string | undefined {
  const known = sks.parse(registered);
  const works = worksAt(now);
  const matches = sameAs(known, given);
  const match = matches.find(works);
  if (match !== undefined) return match.id;

  const trimmed = given.trim();
  const [ended] = matches;
  leaveTrace({
    registered: known.filter(works).map(({ last_four: lastFour = '' }) => lastFour),
    ...(ended?.expires_at !== undefined
      ? { detail: `SK ended on ${dayOf(new Date(ended.expires_at * 1000))}`, received: given.slice(-4) }
      : trimmed !== given && sameAs(known, trimmed).some(works)
        ? { detail: 'SK with spaces' }
        : /^ncc_sk_[\w-]{43}$/.test(given)
          ? { detail: 'SK unknown', received: given.slice(-4) } // every list shows the last four characters of an SK
          : { detail: 'SK malformed', received: String(given.length) }),
  });
  return undefined;
}
