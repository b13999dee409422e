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
  {
    table: 'figure_questions',
    kept: ofInstitution('机构对服务数据的说明和决定'),
    heading: '对数据疑问的回答和决定',
    accountIn: ['answered_by', 'decided_by', 'appealed_by', 'final_by'],
    exported: { client_id: 'AK', first_day: '日期', answered_at: '回答时间', decided_at: '决定时间' },
    atDeletion: 'pseudonymous',
  },
];
