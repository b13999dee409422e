import type { Speech } from '../fact.ts';
import type { Frame } from '../http/admitted.ts';
import type { MenuEntry } from '../module.ts';
import type { Notices } from '../notices/service.ts';
import { fact } from './facts.ts';
import type { Side } from './guards.ts';
import type { MayOpen } from './may-open.ts';
import type { Visitor } from './visitor.ts';

type Needs = {
  notices: Pick<Notices, 'unread'>;
  /** An entry is shown if its page is open to the visitor. */
  mayOpen: MayOpen;
  menu: readonly MenuEntry[];
};

const switchEntry = { key: 'switch', href: '/console/switch', gap: true };

/** Header and side menu of the back office, as its visitor may use them. */
export function createFrames({ notices, mayOpen, menu }: Needs) {
  const ordered = menu.toSorted((one, other) => one.order - other.order);

  async function waitingAt(entry: MenuEntry, { member, staff }: Visitor): Promise<number> {
    if (entry.side === 'member') return member === undefined ? 0 : ((await entry.waiting?.(member)) ?? 0);
    if (entry.side === 'staff') return staff === undefined ? 0 : ((await entry.waiting?.(staff)) ?? 0);
    return 0;
  }

  return async (visitor: Visitor, asked: Side, { say }: Speech): Promise<Frame> => {
    const { membership, memberships, staff } = visitor;
    const home = membership !== undefined ? 'member' : staff !== undefined ? 'staff' : 'person';
    const side = asked === 'person' ? home : asked;
    const { member } = visitor;
    const allowed = ordered.filter((entry) => entry.side === side && mayOpen(entry.href, visitor));
    const wanted = await Promise.all(
      allowed.map(({ isFor }) => (isFor === undefined || member === undefined ? true : isFor(member))),
    );
    const open = allowed.filter((_, index) => wanted[index] === true);
    const [unread, ...waiting] = await Promise.all([
      notices.unread(visitor.account.id),
      ...open.map((entry) => waitingAt(entry, visitor)),
    ]);
    const shown = open.map(({ key, href, label, gap }, index) => {
      const count = key === 'messages' ? unread : (waiting[index] ?? 0);
      return { key, href, label: say(label), ...(gap && { gap }), ...(count > 0 && { count }) };
    });
    const places = memberships.length + (staff === undefined ? 0 : 1);
    const maySwitch = places > 1 && mayOpen(switchEntry.href, visitor);
    return {
      user: visitor.label,
      unread,
      signOut: '/console/sign-out',
      ...(side === 'member' && { search: '/console/search' }),
      ...(side === 'staff' && { search: '/admin/search' }),
      ...(side === 'person' && { search: '/console/start/search' }),
      menu: {
        label: say(side === 'staff' ? fact('console.menu_of_staff') : fact('console.menu_of_members')),
        entries: [...shown, ...(maySwitch ? [{ ...switchEntry, label: say(fact('console.menu_switch')) }] : [])],
      },
      ...(side === 'member' && membership && { place: membership.institution }),
      ...(side === 'member' && membership?.disabledAt !== undefined && { isDisabled: true }),
      ...(side === 'staff' && { place: say(fact('console.place_of_staff')) }),
    };
  };
}
