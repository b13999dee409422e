import type { Middleware, Theme } from './context.ts';

const themes: readonly Theme[] = ['light', 'dark', 'auto', 'contrast'];
const year = 365 * 86_400_000;

/** 长辈版 and the colours: each page takes ?elder=1 or ?theme=dark, shows itself so, and remembers it in a cookie of this browser. */
export function createDisplay(publicUrl: URL): Middleware {
  const secure = publicUrl.protocol === 'https:';
  return async (ctx, next) => {
    const keep = (name: string, value: string) =>
      ctx.cookies.set(name, value, { maxAge: year, sameSite: 'lax', httpOnly: true, secure, signed: false, path: '/' });
    const elder =
      ctx.method === 'GET' && (ctx.query.elder === '1' || ctx.query.elder === '0') ? ctx.query.elder : undefined;
    const theme = ctx.method === 'GET' ? themes.find((name) => name === ctx.query.theme) : undefined;
    if (elder !== undefined) keep('elder', elder);
    if (theme !== undefined) keep('theme', theme);
    ctx.state.elder = (elder ?? ctx.cookies.get('elder', { signed: false })) === '1';
    ctx.state.theme = theme ?? themes.find((name) => name === ctx.cookies.get('theme', { signed: false })) ?? 'auto';
    await next();
  };
}
