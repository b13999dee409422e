/** The part of an address before its query. */
export function pathOf(url = ''): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

/** A path as the routers match it: case-insensitive and without a slash at the end. */
export function routedPath(url = '/'): string {
  const path = pathOf(url).toLowerCase();
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/**
 * Addresses that programs call. They are answered in JSON whatever `Accept` says (RFC 6749, 5.2): the JDK's HttpURLConnection asks for text/html
 * by default, and its program cannot read a page. Of the provider, all paths but those for browsers; `curl -X POST …/sandbox` asks for nothing.
 */
export const isForPrograms = (path: string): boolean => programs.test(path);

const programs = /^\/(oidc\/(?!(auth|logout)(\/|$))|assistants\/(?!auth(\/|$))|\.well-known\/|api\/|sandbox$)/i;
