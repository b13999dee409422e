import { newId } from '../crypto/secrets.ts';
import type { Connection } from '../database/open.ts';
import { shortDay } from '../http/pages/text.ts';
import type { Institutions } from '../institutions/service.ts';
import type { TellHeads } from '../notices/heads.ts';
import type { NoticeEvent } from '../notices/matrix.ts';
import type { Notices } from '../notices/service.ts';
import type { Item } from './plan.ts';

type Needs = {
  tellHeads: TellHeads;
  notices: Pick<Notices, 'send'>;
  institutions: Pick<Institutions, 'get'>;
  publicUrl: URL;
};

type About = { institutionId: string; keeperId: string | undefined };
type Words = { heading: string; paragraphs: string[]; action: string };

/** Who hears of a plan: 管理员 and 经办人 of the institution, and whoever looks after it at the Cloud. */
export function createPlanLetters({ tellHeads, notices, institutions, publicUrl }: Needs) {
  const toPartner = async (
    trx: Connection,
    { institutionId }: About,
    event: NoticeEvent,
    key: string,
    words: Words,
  ) => {
    const { name } = await institutions.get(institutionId, trx);
    const letter = { ...words, facts: [], href: `${publicUrl.origin}/console/plan` };
    await tellHeads(trx, { event, key, institutionId, institution: name, letter });
  };

  const toCloud = async (
    trx: Connection,
    { institutionId, keeperId }: About,
    event: NoticeEvent,
    key: string,
    words: Words,
  ) => {
    if (keeperId === undefined) return;
    const { name } = await institutions.get(institutionId, trx);
    await notices.send(trx, {
      event,
      key: `${key}:${keeperId}`,
      recipient: { kind: 'account', id: keeperId },
      letter: {
        ...{ subject: words.heading, to: name, because: '您收到它，是因为您负责这家机构的对接。' },
        ...{ ...words, heading: `${name}：${words.heading}`, facts: [{ label: '机构', value: name }] },
        href: `${publicUrl.origin}/admin/plans/${institutionId}`,
      },
    });
  };

  return {
    /** Of one day: both sides, in one letter. */
    async overdue(
      trx: Connection,
      { items, ...about }: About & { items: readonly Pick<Item, 'id' | 'title' | 'agreedOn'>[] },
    ): Promise<void> {
      const [first] = items;
      if (first === undefined) return;
      const key = `plan.overdue:${about.institutionId}:${items.map(({ id, agreedOn }) => `${id}@${agreedOn}`).join(',')}`;
      const words = {
        heading: items.length === 1 ? `对接事项“${first.title}”超期` : `${items.length} 项对接事项超期`,
        paragraphs: items.map(({ title, agreedOn }) => `“${title}”约定 ${shortDay(agreedOn)} 完成，现在还没有完成。`),
        action: '查看对接计划',
      };
      await toPartner(trx, about, 'plan.overdue', key, words);
      await toCloud(trx, about, 'plan.overdue', key, words);
    },

    async written(
      trx: Connection,
      { side, says, ...about }: About & { side: 'cloud' | 'partner'; says: string },
    ): Promise<void> {
      const key = `plan.letter:${newId()}`;
      const words = { heading: '对接计划有新的往来', paragraphs: says.split('\n'), action: '查看并回复' };
      if (side === 'cloud') await toPartner(trx, about, 'plan.letter', key, words);
      else await toCloud(trx, about, 'plan.letter', key, words);
    },
  };
}

export type PlanLetters = ReturnType<typeof createPlanLetters>;
