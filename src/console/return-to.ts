/** Where to go after signing in: a page of the back office. Any other value of `to` is ignored. */
export function returnTo(to: unknown): string | undefined {
  if (typeof to !== 'string' || to.length > 1_000) return undefined;
  if (!/^\/(console|admin)(?:[/?][!-[\]-~]*)?$/.test(to) || /\/\/|\/\.{1,2}(?:[/?]|$)/.test(to.split('?')[0] ?? ''))
    return undefined;
  return /^\/console\/(sign-in|sign-out|callback|confirm)(?:[/?]|$)/.test(to) ? undefined : to;
}
