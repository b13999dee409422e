import type { Route } from '../http/route.ts';
import { isOpen } from './guards.ts';
import type { Visitor } from './visitor.ts';

/**
 * Whether a page of ours would let somebody in, as its guard decides: for menus, messages and desks, so that no link leads to a closed door.
 * What only the page itself finds out (something was removed meanwhile) is not asked here.
 */
export function createMayOpen(routes: () => readonly Route[]) {
  let exact: ReadonlyMap<string, Route> | undefined;
  let shaped: readonly { form: RegExp; route: Route }[] = [];

  function pageAt(pathname: string): { route: Route; ak: string | undefined } | undefined {
    if (exact === undefined) {
      const pages = routes().filter(({ kind }) => kind === 'page');
      exact = new Map(pages.map((route) => [route.path, route]));
      shaped = pages
        .filter(({ path }) => path.includes(':'))
        .map((route) => ({ route, form: new RegExp(`^${route.path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`) }));
    }
    const found = exact.get(pathname);
    if (found !== undefined) return { route: found, ak: undefined };
    for (const { form, route } of shaped) {
      const match = form.exec(pathname);
      if (match !== null) return { route, ak: match.groups?.ak };
    }
    return undefined;
  }

  return (href: string, visitor: Visitor): boolean => {
    const { pathname } = new URL(href, 'https://own.invalid');
    const found = pageAt(pathname);
    return found !== undefined && isOpen(found.route.access, visitor, found.ak);
  };
}

export type MayOpen = ReturnType<typeof createMayOpen>;
