import type { Frame } from '../http/admitted.ts';
import type { Route } from '../http/route.ts';
import type { Notices } from '../notices/service.ts';
import { isOpen, type Side } from './guards.ts';
import { memberMenu, personMenu, staffMenu, switchEntry } from './menu.ts';
import type { Visitor } from './visitor.ts';

/** How much waits behind an entry of the menu. */
export type Counts = Readonly<Record<string, number>>;

type Needs = {
  notices: Pick<Notices, 'unread'>;
  routes: () => readonly Route[];
  counts: (visitor: Visitor, side: 'member' | 'staff') => Promise<Counts>;
};

/** Header and side menu of the back office, as its visitor may use them. */
export function createFrames({ notices, routes, counts }: Needs) {
  let pages: ReadonlyMap<string, Route> | undefined;
  const pageAt = (path: string) => {
    pages ??= new Map(routes().flatMap((route) => (route.kind === 'page' ? [[route.path, route]] : [])));
    return pages.get(path);
  };

  return async (visitor: Visitor, asked: Side): Promise<Frame> => {
    const { membership, memberships, staff } = visitor;
    const home = membership !== undefined ? 'member' : staff !== undefined ? 'staff' : 'person';
    const side = asked === 'person' ? home : asked;
    const [unread, waiting] = await Promise.all([
      notices.unread(visitor.account.id),
      side === 'person' ? {} : counts(visitor, side),
    ]);
    const places = memberships.length + (staff === undefined ? 0 : 1);
    const entries = { member: memberMenu, staff: staffMenu, person: personMenu }[side];
    const shown = [...entries, ...(places > 1 ? [switchEntry] : [])].flatMap((entry) => {
      const page = pageAt(entry.href);
      if (page === undefined || !isOpen(page.access, visitor)) return [];
      const count = entry.key === 'messages' ? unread : (waiting as Counts)[entry.key];
      return [count === undefined || count === 0 ? entry : { ...entry, count }];
    });
    return {
      user: visitor.label,
      unread,
      signOut: '/console/sign-out',
      menu: { label: side === 'staff' ? '运营后台' : '机构后台', entries: shown },
      ...(side === 'member' && membership && { place: membership.institution }),
      ...(side === 'staff' && { place: '运营' }),
    };
  };
}
