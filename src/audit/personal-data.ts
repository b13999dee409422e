import type { Seal } from '../crypto/seal.ts';
import { type PersonalRow, type PersonalTable, untilJob } from '../personal.ts';
import { personRetention, together } from './person.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'audit_events',
    kept: untilJob(
      '记录谁做了什么，法律要求保存；其中的网络地址、平台和姓名等满期后删除',
      personRetention,
      'audit.persons',
    ),
    heading: '操作记录',
    accountIn: ['actor_id', 'subject_id'],
    mentionedIn: ['details', 'person'],
    exported: { at: '时间', verb: '操作', subject_kind: '对象', subject_id: '对象编号', details: '内容' },
    reads: ['at', 'verb', 'actor_kind', 'actor_id', 'subject_kind', 'subject_id', 'details', 'person'],
    present: exportedOf,
    atDeletion: 'pseudonymous',
  },
];

/** Acts on others for an institution or the Cloud may contain data of these: of such an event only its occurrence is exported. */
function exportedOf({ details, person, ...row }: PersonalRow, _seal: Seal, accountId: string): PersonalRow {
  const isOwn = row.actor_kind === 'citizen' || (row.subject_kind === 'account' && row.subject_id === accountId);
  return { ...row, details: isOwn ? together(Object(details), Object(person)) : null };
}
