import { type Clock, dayOf, dayStart } from '../clock.ts';
import type { Connection, Database } from '../database/open.ts';
import { day } from '../http/text.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Notices } from '../notices/service.ts';
import * as store from './publication-store.ts';

/** An account that can be written to. */
type Person = { id: string; nickname: string; email: string | undefined; phone: string | undefined };

export type RemindingNeeds = {
  db: Database;
  clock: Clock;
  notices: Pick<Notices, 'send'>;
  publicUrl: URL;
  institutions: Pick<Institutions, 'headsOf'>;
  accounts: { reach: (trx: Connection, ids: readonly string[]) => Promise<readonly Person[]> };
};

/** Days before 授权截止. */
const stages = [30, 7, 1] as const;
const titlesNamed = 5;

/** 授权截止: one letter to an institution for all that ends on one day. Each occasion is one notice, so a run may be repeated on any node. */
export function createReminding({ db, clock, notices, publicUrl, institutions, accounts }: RemindingNeeds) {
  async function write(trx: Connection, stage: number, lastDay: Date, ending: store.Ending): Promise<void> {
    const { institutionId, institution, count, titles } = ending;
    const event = 'resource.copyright_ends';
    const heading = stage === 1 ? '资源授权明天到期' : `资源授权 ${stage} 天后到期`;
    for (const person of await accounts.reach(trx, await institutions.headsOf(institutionId, trx)))
      await notices.send(trx, {
        event,
        key: `${event}:${institutionId}:${dayOf(lastDay)}:${stage}:${person.id}`,
        recipient: { kind: 'account', id: person.id, email: person.email, phone: person.phone, institutionId },
        letter: {
          subject: `【国家公共文化云】${heading}`,
          heading,
          paragraphs: [
            `贵单位有 ${count} 条已发布的资源，填写的授权截止日期是 ${day(lastDay)}：${titles.map((title) => `“${title}”`).join('、')}${count > titles.length ? '等' : ''}。`,
            '过了这一天，它们会自动下线。已经续签授权的，请在此之前修订授权截止日期，并提交审核。',
          ],
          action: '查看资源',
          to: `${institution} ${person.nickname}`,
          facts: [
            { label: '授权截止', value: day(lastDay) },
            { label: '涉及资源', value: `${count} 条` },
          ],
          href: `${publicUrl.origin}/console/resources`,
          because: '您收到它，是因为您是这家机构的管理员或经办人。',
        },
      });
  }

  return async (): Promise<void> => {
    const now = clock.now();
    for (const stage of stages) {
      const lastDay = dayStart(now, stage);
      const ends = { at: dayStart(now, stage + 1), copyrightUntil: dayOf(lastDay) };
      for (const ending of await store.endingByInstitution(db, ends, titlesNamed))
        await db.transaction((trx) => write(trx, stage, lastDay, ending));
    }
  };
}
