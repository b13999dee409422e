/**
 * Addresses that programs call. They are answered in JSON whatever `Accept` says (RFC 6749, 5.2): the JDK's HttpURLConnection asks for text/html
 * by default, and its program cannot read a page. Of the provider, all paths but those for browsers.
 */
export const isForPrograms = (path: string): boolean => programs.test(path);

const programs = /^\/(oidc\/(?!(auth|logout)(\/|$))|\.well-known\/|api\/)/i;
