import type { PersonalTable } from '../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'audit_events',
    heading: '操作记录',
    accountIn: ['actor_id', 'subject_id'],
    mentionedIn: ['details'],
    exported: { at: '时间', verb: '操作', subject_kind: '对象', subject_id: '对象编号' },
    atDeletion: 'pseudonymous',
  },
];
