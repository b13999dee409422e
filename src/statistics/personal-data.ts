import { ofInstitution, type PersonalTable } from '../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'report_revisions',
    kept: ofInstitution('机构填报的服务数据'),
    heading: '填报的服务数据',
    accountIn: ['actor_id'],
    exported: { client_id: 'AK', day: '日期', revision: '版本', at: '填报时间' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'report_explanations',
    kept: ofInstitution('机构填报的服务数据'),
    heading: '对服务数据的说明',
    accountIn: ['actor_id'],
    exported: { client_id: 'AK', day: '日期', note: '说明', at: '填报时间' },
    atDeletion: 'pseudonymous',
  },
];
