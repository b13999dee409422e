import { hours } from '../clock.ts';
import type { Context } from '../http/context.ts';

/** The cookies of the back office: its session, and what a sign-in remembers until the browser comes back from the Cloud. */
export function createConsoleCookie(publicUrl: URL) {
  const secure = publicUrl.protocol === 'https:';
  const session = secure ? '__Host-console' : 'console';
  const start = secure ? '__Host-console-start' : 'console_start';
  const common = { httpOnly: true, sameSite: 'lax', secure, signed: false } as const;

  return {
    read(ctx: Context): string | undefined {
      const value = ctx.cookies.get(session, { signed: false });
      return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined;
    },
    set: (ctx: Context, value: string) => ctx.cookies.set(session, value, { ...common, path: '/' }),
    clear: (ctx: Context) => ctx.cookies.set(session, null, { ...common, path: '/' }),

    readStart: (ctx: Context): string => ctx.cookies.get(start, { signed: false }) ?? '',
    setStart: (ctx: Context, value: string) =>
      ctx.cookies.set(start, value, { ...common, path: '/', maxAge: hours(1) * 1000 }),
    clearStart: (ctx: Context) => ctx.cookies.set(start, null, { ...common, path: '/' }),
  };
}

export type ConsoleCookie = ReturnType<typeof createConsoleCookie>;
