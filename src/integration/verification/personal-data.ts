import { ofInstitution, type PersonalTable } from '../../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'verification_runs',
    kept: ofInstitution('核验平台的登录'),
    heading: '在线验证',
    accountIn: ['started_by'],
    exported: { id: '编号', client_id: 'AK', started_at: '开始时间', finished_at: '结束时间' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'verification_runs',
    kept: ofInstitution('核验平台的登录'),
    heading: '为在线验证登录', // its test citizen
    accountIn: ['account_id'],
    exported: { id: '编号', client_id: 'AK', started_at: '开始时间' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'verification_steps',
    kept: ofInstitution('核验平台的登录'),
    heading: '在线验证的经过',
    accountIn: [],
    mentionedIn: ['data'],
    exported: {},
    atDeletion: 'pseudonymous',
  },
  {
    table: 'verification_notices',
    kept: ofInstitution('核验平台的登录'),
    heading: '在线验证的退出通知', // of its test citizen; it goes with the run
    accountIn: [],
    exported: {},
    atDeletion: 'pseudonymous',
  },
];
