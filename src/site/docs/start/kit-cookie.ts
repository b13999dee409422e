import { z } from 'zod';
import { after, type Clock, hours } from '../../../clock.ts';
import type { Seal } from '../../../crypto/seal.ts';
import type { Context } from '../../../http/context.ts';
import { cookieName } from '../../../http/requests/cookie-name.ts';

const kit = z.object({
  ak: z.string(),
  secret: z.string(),
  code: z.string(),
  callback: z.string(),
  endsAt: z.coerce.date(),
  shownUntil: z.coerce.date(),
  citizen: z.object({ username: z.string(), nickname: z.string(), password: z.string() }),
});
export type ShownKit = z.infer<typeof kit>;

const context = 'start kit';
/** As an SK of an account is shown (R33). */
const shownFor = hours(24);

/** Keys without an account stay on 起步 of the browser that took them, sealed in its own cookie, and are kept nowhere else. */
export function createKitCookie({ seal, clock, publicUrl }: { seal: Seal; clock: Clock; publicUrl: URL }) {
  const secure = publicUrl.protocol === 'https:';
  const name = cookieName('kit', secure);
  return {
    keep(ctx: Context, taken: Omit<ShownKit, 'shownUntil'>): void {
      const shownUntil = after(clock.now(), shownFor);
      const value = seal.seal(JSON.stringify({ ...taken, shownUntil }), context).toString('base64url');
      const options = { httpOnly: true, sameSite: 'lax', path: '/', signed: false, secure } as const;
      ctx.cookies.set(name, value, { ...options, expires: shownUntil });
    },
    read(ctx: Context): ShownKit | undefined {
      const value = ctx.cookies.get(name, { signed: false });
      if (value === undefined || value.length > 4_000) return undefined;
      try {
        const found = kit.parse(JSON.parse(seal.unseal(Buffer.from(value, 'base64url'), context)));
        return found.shownUntil > clock.now() ? found : undefined;
      } catch {
        return undefined; // a cookie is untrusted, and may be of a key that is gone
      }
    },
  };
}

export type KitCookie = ReturnType<typeof createKitCookie>;
