import { dayOf } from '../../clock.ts';
import { type Channels, channelNamed } from '../channels/channels.ts';
import { type Standing, standings } from '../standing.ts';
import { type Entry, isPublic, revisionOf, standingOf } from './entry.ts';

const tones: Readonly<Record<Standing, string>> = {
  draft: '',
  in_review: 'wait',
  returned: 'bad-t',
  rejected: 'bad-t',
  scheduled: 'wait',
  published: 'ok',
  withdrawn: '',
  expired: '',
};

const revisions: Partial<Record<Standing, { label: string; tone: string }>> = {
  draft: { label: '修订草稿', tone: '' },
  in_review: { label: '修订待审', tone: 'warn' },
  returned: { label: '修订退回', tone: 'bad-t' },
  rejected: { label: '修订未通过', tone: 'bad-t' },
};

/** An entry as lists and its page show it. */
export function presentOwn(entry: Entry, channels: Channels, mayWrite: boolean) {
  const standing = standingOf(entry);
  const revision = revisionOf(entry);
  const path = `/console/resources/${entry.id}`;
  const draft = entry.submissionId === undefined ? path : `/console/submissions/${entry.submissionId}`;
  const editable = entry.reviewState === 'draft' || entry.reviewState === 'returned';
  return {
    id: entry.id,
    path,
    title: entry.title === '' ? '未命名' : entry.title,
    externalId: entry.externalId,
    channel: channelNamed(entry.channel, channels).name,
    state: { label: standings[standing], tone: tones[standing] },
    revision: revision && revisions[revision],
    // A returned entry has the reasons on its page; an unsent one shows how complete it is.
    gaps: editable ? entry.gaps : 0,
    updatedAt: entry.updatedAt,
    next: !mayWrite
      ? undefined
      : editable
        ? { href: draft, label: entry.reviewState === 'returned' ? '修改' : '继续填写' }
        : isPublic(entry) && entry.reviewState === 'approved' && entry.withdrawalId === undefined
          ? { href: path, label: '修订或撤回' }
          : undefined,
    isPublic: isPublic(entry),
    mayPick: editable,
  };
}

/** 资源-2026-11-24.csv */
export const fileNameOf = (now: Date): string => `resources-${dayOf(now)}.csv`;
