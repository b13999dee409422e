import type { Connection } from '../database/open.ts';
import { day } from '../http/text.ts';
import type { Institutions } from '../institutions/service.ts';
import type { NoticeEvent } from '../notices/matrix.ts';
import type { Notices } from '../notices/service.ts';
import { type Licence, lastDay, numberOf } from './licence.ts';

/** An account that can be written to. */
type Person = { id: string; nickname: string; email: string | undefined; phone: string | undefined };

export type LetterNeeds = {
  notices: Pick<Notices, 'send'>;
  publicUrl: URL;
  institutions: Pick<Institutions, 'headsOf'>;
  accounts: { reach: (trx: Connection, ids: readonly string[]) => Promise<readonly Person[]> };
};

/** Tells the 管理员 and 经办人 of the institution that a licence ends or was revoked; each once for one occasion. */
export function createLetters({ notices, publicUrl, institutions, accounts }: LetterNeeds) {
  async function write(
    trx: Connection,
    licence: Licence,
    event: NoticeEvent,
    words: { heading: string; paragraphs: string[]; action: string },
  ): Promise<void> {
    const { id, institutionId, institution, platform } = licence;
    for (const person of await accounts.reach(trx, await institutions.headsOf(institutionId, trx)))
      await notices.send(trx, {
        event,
        key: `${event}:${id}:${person.id}`,
        recipient: { kind: 'account', id: person.id, email: person.email, phone: person.phone, institutionId },
        letter: {
          subject: `【国家公共文化云】${words.heading}`,
          ...words,
          to: `${institution} ${person.nickname}`,
          facts: [
            { label: '许可编号', value: numberOf(licence) },
            { label: '使用平台', value: platform },
          ],
          href: `${publicUrl.origin}/console/licences/${id}`,
          because: '您收到它，是因为您是这家机构的管理员或经办人。',
        },
      });
  }

  return {
    expiring: (trx: Connection, licence: Licence) =>
      write(trx, licence, 'licence.expiring', {
        heading: '资源许可即将到期',
        paragraphs: [
          `资源许可 ${numberOf(licence)}（共 ${licence.count} 项资源）的最后一天是 ${lastDay(licence)}。`,
          '到期后，请停止使用并删除副本；还要继续使用的，请在到期前重新申请。',
        ],
        action: '查看许可',
      }),
    revoked: (trx: Connection, licence: Licence, at: Date, reason: string) =>
      write(trx, licence, 'licence.revoked', {
        heading: '资源许可已收回',
        paragraphs: [
          `资源许可 ${numberOf(licence)}（共 ${licence.count} 项资源）已于 ${day(at)} 收回。`,
          `原因：${reason}`,
          '请立即停止使用并删除副本。对结果有疑问时，请联系运营。',
        ],
        action: '查看许可',
      }),
  };
}

export type Letters = ReturnType<typeof createLetters>;
