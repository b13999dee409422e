import { z } from 'zod';
import type { Clock } from '../../../clock.ts';
import type { Seal } from '../../../crypto/seal.ts';

const kit = z.object({
  ak: z.string(),
  secret: z.string(),
  code: z.string(),
  callback: z.string(),
  endsAt: z.coerce.date(),
  citizen: z.object({ username: z.string(), nickname: z.string(), password: z.string() }),
});
export type ShownKit = z.infer<typeof kit>;

const context = 'start kit';

/**
 * Keys without an account stand on the page that answers their form, and nowhere else: that page brings them back in a sealed field when it asks
 * for its lights. No cookie holds them.
 */
export const createKitNotes = ({ seal, clock }: { seal: Seal; clock: Clock }) => ({
  write: (taken: ShownKit): string => seal.seal(JSON.stringify(taken), context).toString('base64url'),
  /** Undefined where it is none of ours, or those keys are gone. */
  read(value: string): ShownKit | undefined {
    if (value.length > 4_000) return undefined;
    try {
      const found = kit.parse(JSON.parse(seal.unseal(Buffer.from(value, 'base64url'), context)));
      return found.endsAt > clock.now() ? found : undefined;
    } catch {
      return undefined; // a field is untrusted, and may be of a key that is gone
    }
  },
});

export type KitNotes = ReturnType<typeof createKitNotes>;
