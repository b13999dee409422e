import type { LinkAccess } from '../http/admitted.ts';
import { institutionIn } from '../http/in-institution.ts';
import type { Route } from '../http/route.ts';
import { isOpen } from './guards.ts';
import { type Visitor, workingFor } from './visitor.ts';

/**
 * Whether the guard of a page of ours would admit the visitor, or the form: for menus, messages, desks and the forms of every page, so that
 * nothing leads to a refusal. Conditions checked by the page itself (something was removed meanwhile) are left out.
 */
export function createMayOpen(routes: () => readonly Route[]) {
  const pages = createFinder(() => routes().filter(({ kind }) => kind === 'page'));
  const forms = createFinder(() => routes().filter(({ method }) => method === 'POST'));
  return {
    mayOpen(href: string, visitor: Visitor): boolean {
      const found = pages(href);
      const asked = institutionIn(href);
      const reader = (asked && workingFor(visitor, asked.institutionId)) ?? visitor;
      return found !== undefined && isOpen(found.route.access, reader, { ak: found.ak });
    },
    /** For links and forms to anywhere: other addresses count as open. */
    accessOf: (visitor: Visitor): LinkAccess => ({
      mayOpen(href) {
        const found = pages(href);
        return found === undefined || isOpen(found.route.access, visitor, { ak: found.ak });
      },
      maySend(action) {
        const found = forms(action);
        return found === undefined || isOpen(found.route.access, visitor, { ak: found.ak, sends: true });
      },
    }),
  };
}

const own = 'https://own.invalid';
type Found = { route: Route; ak: string | undefined };

/** By its path; the routes are read at the first question, once all are there. */
function createFinder(read: () => readonly Route[]): (href: string) => Found | undefined {
  let exact: ReadonlyMap<string, Route> | undefined;
  let shaped: readonly { form: RegExp; route: Route }[] = [];
  return (href) => {
    if (exact === undefined) {
      const routes = read();
      exact = new Map(routes.map((route) => [route.path, route]));
      shaped = routes
        .filter(({ path }) => path.includes(':'))
        .map((route) => ({ route, form: new RegExp(`^${route.path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`) }));
    }
    const { origin, pathname = '' } = URL.parse(href, own) ?? {};
    if (origin !== own) return undefined;
    const found = exact.get(pathname);
    if (found !== undefined) return { route: found, ak: undefined };
    for (const { form, route } of shaped) {
      const match = form.exec(pathname);
      if (match !== null) return { route, ak: match.groups?.ak };
    }
    return undefined;
  };
}

export type MayOpen = ReturnType<typeof createMayOpen>['mayOpen'];
