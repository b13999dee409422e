import type { Connection } from '../database/open.ts';
import { day } from '../http/pages/text.ts';
import type { TellHeads } from '../notices/heads.ts';
import type { NoticeEvent } from '../notices/matrix.ts';
import { type Licence, lastDay, numberOf } from './terms/licence.ts';

export type LetterNeeds = { tellHeads: TellHeads; publicUrl: URL };

/** Tells the 管理员 and 经办人 of the institution that a licence ends or was revoked; each once for one occasion. */
export function createLetters({ tellHeads, publicUrl }: LetterNeeds) {
  async function write(
    trx: Connection,
    licence: Licence,
    event: NoticeEvent,
    words: { heading: string; paragraphs: string[]; action: string },
  ): Promise<void> {
    const { id, institutionId, institution, platform } = licence;
    await tellHeads(trx, {
      ...{ event, institutionId, institution },
      key: `${event}:${id}`,
      letter: {
        ...words,
        facts: [
          { label: '许可编号', value: numberOf(licence) },
          { label: '使用平台', value: platform },
        ],
        href: `${publicUrl.origin}/console/licences/${id}`,
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
