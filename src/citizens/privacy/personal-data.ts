import { days } from '../../clock.ts';
import { forTime, type PersonalTable, untilErased, untilJob } from '../../personal.ts';
import { exportRetention } from './limits.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'account_deletions',
    kept: forTime('证明按您的申请完成了注销', days(3 * 366), 'erased_at'),
    heading: '注销申请',
    accountIn: ['account_id'],
    exported: { asked_at: '申请时间', due_at: '删除时间', device: '设备' },
    atDeletion: 'pseudonymous', // that it was done, and when: the operators have to show it
  },
  {
    table: 'personal_exports',
    kept: untilErased('您申请的导出'),
    heading: '导出记录',
    accountIn: ['account_id'],
    exported: { asked_at: '申请时间', ready_at: '做好的时间', size: '字节数' },
    atDeletion: 'removed', // its sealed parts go with it
  },
  {
    table: 'personal_export_parts',
    heading: '导出的数据包',
    kept: untilJob('您申请的导出', exportRetention, 'privacy.purge_exports'),
    accountIn: [],
    exported: {},
    atDeletion: 'removed',
  },
];
