import type { Connection } from '../database/open.ts';
import type { TellHeads } from '../notices/heads.ts';
import type { Announcement } from '../review/workflow/needs.ts';
import type { Endpoint } from './endpoint.ts';
import { isEventType, type Told } from './event.ts';

export type NoticeNeeds = { tellHeads: TellHeads; publicUrl: URL };

/** Tells the institution that an endpoint gets nothing any more. */
export const createDisabledLetter =
  ({ tellHeads, publicUrl }: NoticeNeeds) =>
  async (trx: Connection, { id, institutionId, url, disabledAt, disabledReason }: Endpoint): Promise<void> => {
    const host = URL.parse(url)?.host ?? url;
    const why =
      disabledReason === 'gone' ? '它返回了 410，表示不再接收。' : '它已经连续 5 天没有成功收到任何一次投递。';
    await tellHeads(trx, {
      event: 'webhook.disabled',
      key: `webhook.disabled:${id}:${disabledAt?.toISOString()}`,
      institutionId,
      letter: {
        heading: '事件通知的接收地址已停用',
        paragraphs: [
          `贵单位登记的接收地址 ${host} 已停用：${why}`,
          '修好后请在“事件通知”页面重新启用。停用期间的事件可以用 GET /api/v1/changes 补取，不会丢失。',
        ],
        facts: [{ label: '接收地址', value: url }],
        action: '查看事件通知',
        href: `${publicUrl.origin}/console/webhooks`,
      },
    });
  };

const outcomes: Partial<Record<Announcement['action'], string>> = {
  approve: 'approved',
  return: 'returned',
  reject: 'rejected',
};

/** What a decision of the review means to programs; undefined where it means nothing to them, or its room tells it itself. */
export function eventOf({ kind, submission, action, at }: Announcement): Told | undefined {
  const type = `${kind.name}.${outcomes[action]}`;
  if (kind.name !== 'certification' || !isEventType(type)) return undefined;
  return {
    ...{ type, at, institutionId: submission.institutionId, isShared: true },
    subject: { kind: 'submission', id: submission.id },
    data: { institution: submission.institution },
  };
}
