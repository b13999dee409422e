import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { dayOf } from '../applications/lifetime.ts';
import { hashToken } from '../crypto/secrets.ts';
import { leaveTrace } from './trace.ts';

const sks = z
  .array(
    z.object({ id: z.string(), hash: z.string(), last_four: z.string().optional(), expires_at: z.number().optional() }),
  )
  .catch([]);
type Sk = z.infer<typeof sks>[number];

/** The id of the SK that was given, if it works now. SKs rest as hashes, several alive per AK; SHA-256 is enough for 256 random bits. */
export function findSk(registered: unknown, given: string, now: number): string | undefined {
  const known = sks.parse(registered);
  const works = ({ expires_at: end }: Sk) => end === undefined || now < end;
  const same = (value: string) => {
    const hash = hashToken(value);
    return known.filter((sk) => timingSafeEqual(Buffer.from(sk.hash, 'hex'), hash));
  };

  const matches = same(given);
  const match = matches.find(works);
  if (match !== undefined) return match.id;

  const trimmed = given.trim();
  const [ended] = matches;
  leaveTrace({
    registered: known.filter(works).map(({ last_four: lastFour = '' }) => lastFour),
    ...(ended?.expires_at !== undefined
      ? { detail: `SK ended on ${dayOf(new Date(ended.expires_at * 1000))}`, received: given.slice(-4) }
      : trimmed !== given && same(trimmed).some(works)
        ? { detail: 'SK with spaces' }
        : /^ncc_sk_[\w-]{43}$/.test(given)
          ? { detail: 'SK unknown', received: given.slice(-4) } // the last four are what every list shows of an SK
          : { detail: 'SK malformed', received: String(given.length) }),
  });
  return undefined;
}
