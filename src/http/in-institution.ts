/** Says in a link for which of their institutions its reader is to work. */
const parameter = 'institution';
const here = 'https://own.invalid';
const isOfInstitution = ({ pathname }: URL) => /^\/console(\/|$)/.test(pathname);

/** A link to a page of an institution's back office that opens there, also for a reader who works for several; others stay as they are. */
export function inInstitution(href: string, institutionId: string): string {
  const url = URL.parse(href, here);
  if (url === null || !isOfInstitution(url)) return href;
  url.searchParams.set(parameter, institutionId);
  return url.origin === here ? `${url.pathname}${url.search}${url.hash}` : url.href;
}

/** The institution that a link asks for, and the link without it. */
export function institutionIn(href: string): { institutionId: string; href: string } | undefined {
  const url = URL.parse(href, here);
  const institutionId = url?.searchParams.get(parameter);
  if (url === null || !isOfInstitution(url) || institutionId === null || institutionId === undefined) return undefined;
  url.searchParams.delete(parameter);
  return { institutionId, href: `${url.pathname}${url.search}` };
}
