/**
 * A login that begins at the Cloud names the page to show afterwards (target_link_uri). A link can name any page: only one of this site is
 * followed, as its path, and anything else leads to the first page.
 */
export function ownPage(given: string | undefined, site: string): string {
  const url = URL.parse(given ?? '');
  // `//host` alone would be an address of another site.
  const isOwn = url?.origin === new URL(site).origin && !url.pathname.startsWith('//');
  return isOwn ? url.pathname + url.search : '/';
}
