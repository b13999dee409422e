import type { PersonalTable } from '../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'webhook_endpoints',
    heading: '建立的事件通知地址',
    accountIn: ['created_by'],
    exported: { id: '编号', institution_id: '机构编号', created_at: '建立时间' },
    atDeletion: 'pseudonymous',
  },
];
