import { newId } from '../crypto/secrets.ts';
import type { Connection } from '../database/open.ts';
import type { Fact } from '../fact.ts';
import type { Institutions } from '../institutions/service.ts';
import type { NotifyManagers } from '../notices/managers.ts';
import type { NoticeEvent } from '../notices/matrix.ts';
import type { Notices } from '../notices/service.ts';
import { fact, letter } from './facts.ts';
import type { Item } from './plan.ts';

type Needs = {
  notifyManagers: NotifyManagers;
  notices: Pick<Notices, 'send'>;
  institutions: Pick<Institutions, 'get'>;
  publicUrl: URL;
};

type About = { institutionId: string; keeperId: string | undefined };
type Whom = { toCloud: boolean; institution: string };

/** Recipients of a plan's letters: 管理员 and 经办人 of the institution, and the plan's keeper at the Cloud. */
export function createPlanLetters({ notifyManagers, notices, institutions, publicUrl }: Needs) {
  const toPartner = async (
    trx: Connection,
    { institutionId }: About,
    event: NoticeEvent,
    key: string,
    write: (whom: Whom) => Fact,
  ) => {
    const { name: institution } = await institutions.get(institutionId, trx);
    const href = `${publicUrl.origin}/console/plan`;
    const said = write({ toCloud: false, institution });
    await notifyManagers(trx, { event, key, institutionId, institution, href, letter: said });
  };

  const toCloud = async (
    trx: Connection,
    { institutionId, keeperId }: About,
    event: NoticeEvent,
    key: string,
    write: (whom: Whom) => Fact,
  ) => {
    if (keeperId === undefined) return;
    const { name } = await institutions.get(institutionId, trx);
    await notices.send(trx, {
      event,
      key: `${key}:${keeperId}`,
      recipient: { kind: 'account', id: keeperId },
      letter: write({ toCloud: true, institution: name }),
      to: name,
      because: fact('integration.because_keeper'),
      href: `${publicUrl.origin}/admin/plans/${institutionId}`,
    });
  };

  return {
    /** Of one day: both sides, in one letter. */
    async overdue(
      trx: Connection,
      { items, ...about }: About & { items: readonly Pick<Item, 'id' | 'title' | 'agreedOn'>[] },
    ): Promise<void> {
      if (items.length === 0) return;
      const key = `plan.overdue:${about.institutionId}:${items.map(({ id, agreedOn }) => `${id}@${agreedOn}`).join(',')}`;
      const write = (whom: Whom) =>
        letter('integration.overdue_letter', {
          ...whom,
          titles: items.map(({ title }) => title),
          days: items.map(({ agreedOn }) => agreedOn),
        });
      await toPartner(trx, about, 'plan.overdue', key, write);
      await toCloud(trx, about, 'plan.overdue', key, write);
    },

    async written(
      trx: Connection,
      { side, says, ...about }: About & { side: 'cloud' | 'partner'; says: string },
    ): Promise<void> {
      const key = `plan.letter:${newId()}`;
      const write = (whom: Whom) => letter('integration.written_letter', { ...whom, lines: says.split('\n') });
      if (side === 'cloud') await toPartner(trx, about, 'plan.letter', key, write);
      else await toCloud(trx, about, 'plan.letter', key, write);
    },
  };
}

export type PlanLetters = ReturnType<typeof createPlanLetters>;
