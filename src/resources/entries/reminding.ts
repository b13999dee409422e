import { type Clock, dayOf, dayStart } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import { day } from '../../http/pages/text.ts';
import type { TellHeads } from '../../notices/heads.ts';
import * as store from './publication-store.ts';

export type RemindingNeeds = { db: Database; clock: Clock; tellHeads: TellHeads; publicUrl: URL };

/** Days before 授权截止. */
const stages = [30, 7, 1] as const;
const titlesNamed = 5;

/** 授权截止: one letter to an institution for all that ends on one day. Each occasion is one notice, so a run may be repeated on any node. */
export function createReminding({ db, clock, tellHeads, publicUrl }: RemindingNeeds) {
  async function write(trx: Connection, stage: number, lastDay: Date, ending: store.Ending): Promise<void> {
    const { institutionId, institution, count, titles } = ending;
    const event = 'resource.copyright_ends';
    const heading = stage === 1 ? '资源授权明天到期' : `资源授权 ${stage} 天后到期`;
    await tellHeads(trx, {
      ...{ event, institutionId, institution },
      key: `${event}:${institutionId}:${dayOf(lastDay)}:${stage}`,
      letter: {
        heading,
        paragraphs: [
          `贵单位有 ${count} 条已发布的资源，填写的授权截止日期是 ${day(lastDay)}：${titles.map((title) => `“${title}”`).join('、')}${count > titles.length ? '等' : ''}。`,
          '过了这一天，它们会自动下线。已经续签授权的，请在此之前修订授权截止日期，并提交审核。',
        ],
        facts: [
          { label: '授权截止', value: day(lastDay) },
          { label: '涉及资源', value: `${count} 条` },
        ],
        action: '查看资源',
        href: `${publicUrl.origin}/console/resources`,
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
