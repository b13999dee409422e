import type { PersonalTable } from '../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'helpdesk_cases',
    heading: '客服查询',
    accountIn: ['account_id'],
    mentionedIn: ['staff_id'],
    exported: { reason: '原因', opened_at: '时间' },
    atDeletion: 'removed', // the audit still says that somebody looked, and when
  },
];
