import { days } from '../../clock.ts';
import { hashToken, isToken, newToken } from '../../crypto/secrets.ts';
import type { Context } from '../../http/context.ts';
import { cookieName } from '../../http/requests/cookie-name.ts';

type Options = {
  httpOnly: boolean;
  sameSite: 'lax';
  secure: boolean;
  signed: boolean;
  path: string;
  maxAge: number;
};
type Cookies = {
  get(name: string, options: { signed: boolean }): string | undefined;
  set(name: string, value: string, options: Options): unknown;
};
type WithCookies = { cookies: Cookies };

/**
 * The browser that began a login. The library's own cookies name the login in their path, so they cannot be `__Host-` cookies and a
 * sibling host can plant them; this one it cannot (docs/adr/0029). All tabs of a browser share it, and only its hash rests with a login.
 */
export function createLoginBrowser({ isSecure, life }: { isSecure: boolean; life: number }) {
  const cookie = cookieName('login', isSecure);
  const read = ({ cookies }: WithCookies) => {
    const value = cookies.get(cookie, { signed: false });
    return value !== undefined && isToken(value) ? value : undefined;
  };
  const hash = (value: string) => hashToken(value).toString('base64url');

  return {
    /** Sets or reuses this browser's login-binding cookie; returns the value stored with the login. */
    mark(ctx: WithCookies): string {
      const value = read(ctx) ?? newToken();
      ctx.cookies.set(cookie, value, {
        httpOnly: true,
        sameSite: 'lax',
        secure: isSecure,
        signed: false,
        path: '/',
        maxAge: life * 1000,
      });
      return hash(value);
    },

    /** Whether this browser began the login. */
    began(ctx: WithCookies, login: object): boolean {
      const value = read(ctx);
      return value !== undefined && hash(value) === Reflect.get(login, browserField);
    },
  };
}

export type LoginBrowser = ReturnType<typeof createLoginBrowser>;

/** Where the hash rests in a stored interaction. */
export const browserField = 'browser';

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
