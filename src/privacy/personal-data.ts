import type { PersonalTable } from '../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'account_deletions',
    heading: '注销申请',
    accountIn: ['account_id'],
    exported: { asked_at: '申请时间', due_at: '删除时间', device: '设备' },
    atDeletion: 'pseudonymous', // that it was done, and when: the operators have to show it
  },
  {
    table: 'personal_exports',
    heading: '导出记录',
    accountIn: ['account_id'],
    exported: { asked_at: '申请时间', ready_at: '做好的时间', size: '字节数' },
    atDeletion: 'removed', // its sealed parts go with it
  },
];
