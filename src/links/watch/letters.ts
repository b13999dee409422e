import type { Connection } from '../../database/open.ts';
import type { NotifyManagers } from '../../notices/managers.ts';
import { fact, letter } from '../facts.ts';
import type { Link } from '../link.ts';
import type { Side, State } from './side.ts';

type Needs = { notifyManagers: NotifyManagers; publicUrl: URL };
export type Concerned = { side: Side; state: State; since: Date };

/** R40: letters to the institution about its link: once when three checks in a row failed, once when it works again. */
export const createLetters = ({ notifyManagers, publicUrl }: Needs) => ({
  async alarm(trx: Connection, link: Link, sides: readonly Concerned[], at: Date): Promise<void> {
    await notifyManagers(trx, {
      event: 'link.broken',
      key: `link.broken:${link.id}:${at.toISOString()}`,
      institutionId: link.institutionId,
      letter: letter('links.broken_letter', {
        name: link.name,
        pages: [link.webHome, link.h5Home].filter((page) => page !== undefined),
        sides: sides.map(({ since, ...side }) => fact('links.side_bad', { ...side, since: since.toISOString() })),
      }),
      href: `${publicUrl.origin}/console/links/${link.id}/watch`,
    });
  },

  async mended(trx: Connection, link: Link, sides: readonly Concerned[], at: Date): Promise<void> {
    await notifyManagers(trx, {
      event: 'link.mended',
      key: `link.mended:${link.id}:${at.toISOString()}`,
      institutionId: link.institutionId,
      letter: letter('links.mended_letter', { name: link.name, sides: sides.map(({ side }) => side) }),
      href: `${publicUrl.origin}/console/links/${link.id}/watch`,
    });
  },
});

export type Letters = ReturnType<typeof createLetters>;
