import type { PersonalTable } from '../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'report_revisions',
    heading: '填报的服务数据',
    accountIn: ['actor_id'],
    exported: { client_id: 'AK', day: '日期', revision: '版本', at: '填报时间' },
    atDeletion: 'pseudonymous',
  },
];
