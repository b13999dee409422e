import { type PersonalTable, untilJob } from '../../personal.ts';
import { caseRetention } from './limits.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'helpdesk_cases',
    kept: untilJob('核对客服是否因工作需要查看', caseRetention, 'helpdesk.purge'),
    heading: '客服查询',
    accountIn: ['account_id'],
    mentionedIn: ['staff_id'],
    exported: { reason: '原因', opened_at: '时间' },
    atDeletion: 'removed', // the audit still records the look and its time
  },
];
