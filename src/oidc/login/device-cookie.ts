import { days } from '../../clock.ts';
import type { Context } from '../../http/context.ts';
import { cookieName } from '../../http/requests/cookie-name.ts';

/** The cookie of a device on which a citizen has signed in before: it has a login budget of its own. */
export function createDeviceCookie({ isSecure }: { isSecure: boolean }) {
  const name = cookieName('device', isSecure);
  return {
    read: (ctx: Context): string | undefined => ctx.cookies.get(name, { signed: false }),
    /** An empty value ends it. */
    set: (ctx: Context, value: string) =>
      ctx.cookies.set(name, value, {
        httpOnly: true,
        sameSite: 'lax',
        secure: isSecure,
        signed: false,
        path: '/',
        maxAge: value === '' ? 0 : days(180) * 1000,
      }),
  };
}

export type DeviceCookie = ReturnType<typeof createDeviceCookie>;
