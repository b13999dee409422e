import type { Connection } from '../database/open.ts';
import { fieldsOf } from '../fields/form.ts';
import { dateTime } from '../http/pages/text.ts';
import type { Announcement } from '../review/workflow/needs.ts';
import type { Action } from '../review/workflow/transitions.ts';
import { signature, type TellHeads } from './heads.ts';
import type { Letter } from './letter.ts';
import { isNoticeEvent, type NoticeEvent } from './matrix.ts';
import type { Notices } from './service.ts';

type Needs = {
  notices: Pick<Notices, 'send'>;
  publicUrl: URL;
  tellHeads: TellHeads;
};

type Outcome = 'approved' | 'returned' | 'rejected' | 'checked';
const outcomes: Partial<Record<Action, Outcome>> = {
  approve: 'approved',
  return: 'returned',
  reject: 'rejected',
  check: 'checked',
};

/** Tells the institution what was decided about what it sent: its 管理员 and 经办人, and the contact whom the form names. */
export function createAnnouncements({ notices, publicUrl, tellHeads }: Needs) {
  return async (trx: Connection, announcement: Announcement): Promise<void> => {
    const outcome = outcomes[announcement.action];
    const { kind, submission } = announcement;
    if (outcome === undefined || kind.silent?.includes(announcement.action)) return;
    const { institutionId } = submission;
    const event = eventOf(kind.name, outcome);
    const words = wordsFor(announcement, outcome, `${publicUrl.origin}/console/submissions/${submission.id}`);
    const key = `${event}:${submission.id}:${submission.revision}`;

    const people = await tellHeads(trx, {
      ...{ event, key, institutionId },
      institution: submission.institution,
      ...words,
    });

    const email = contactOf(announcement);
    if (email === undefined || people.some((person) => person.email === email)) return;
    await notices.send(trx, {
      event,
      key: `${key}:contact`,
      recipient: { kind: 'contact', id: submission.id, email, phone: undefined },
      letter: {
        ...words.letter,
        subject: `${signature}${words.letter.heading}`,
        to: submission.institution,
        because: '您收到它，是因为这份申请把您登记为联系人。',
      },
    });
  };
}

const eventOf = (kind: string, outcome: Outcome): NoticeEvent => {
  const own = `${kind}.${outcome}`;
  return isNoticeEvent(own) ? own : `submission.${outcome}`;
};

/** A new application's contact gets a letter of its own when the AK is issued. */
function contactOf({ kind, submission, action }: Announcement): string | undefined {
  if (action === 'approve' && kind.name === 'application' && submission.version === 1) return undefined;
  const field = fieldsOf(kind.form).find(({ control }) => control === 'email');
  return field && (submission.data[field.name]?.trim() || undefined);
}

function wordsFor(
  { kind, submission, reason = '', at }: Announcement,
  outcome: Outcome,
  href: string,
): { letter: Omit<Letter, 'subject' | 'to' | 'because'>; sms: string } {
  const { title, comments } = submission;
  const what = title === submission.institution ? `贵单位的${kind.title}` : `贵单位的${kind.title}“${title}”`;
  const when = dateTime(at);
  const noted = Object.keys(comments).length;
  const { heading, paragraphs, action, short } = {
    approved: {
      heading: `${kind.title}已通过`,
      paragraphs: [`${what}已于 ${when} 通过审核。`, '现在可以登录机构后台，继续下一步。'],
      action: '查看结果',
      short: '已通过审核，请登录机构后台查看',
    },
    returned: {
      heading: `${kind.title}需要修改`,
      paragraphs: [
        `${what}已于 ${when} 退回修改。`,
        `审核员的意见：${reason}`,
        ...(noted === 0 ? [] : [`另有 ${noted} 处逐项意见，写在申请页面相应的位置。`]),
        '请按意见修改后重新提交。已经填写的内容都保留着。',
      ],
      action: '去修改',
      short: '需要修改后重新提交，意见见机构后台',
    },
    rejected: {
      heading: `${kind.title}没有通过`,
      paragraphs: [
        `${what}已于 ${when} 由审核员作出决定：不予通过。`,
        `原因：${reason}`,
        '对结果有疑问时，请联系运营，报上机构名称。',
      ],
      action: '查看原因',
      short: '没有通过审核，原因见机构后台',
    },
    checked: {
      heading: `${kind.title}初审已通过`,
      paragraphs: [`${what}已于 ${when} 通过初审，正在由另一位审核员复核。`],
      action: '查看进度',
      short: '初审已通过，正在复核',
    },
  }[outcome];
  return {
    letter: {
      heading,
      paragraphs,
      facts: [
        { label: kind.title, value: title },
        { label: '所属机构', value: submission.institution },
      ],
      action,
      href,
    },
    sms: `${signature}${what}${short}。`,
  };
}
