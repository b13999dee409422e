import { ofInstitution, type PersonalTable } from '../../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'vendor_authorisations',
    kept: ofInstitution('机构对开发公司的授权'),
    heading: '对开发公司的授权',
    accountIn: ['granted_by'],
    exported: { institution_id: '机构', vendor_id: '开发公司编号', granted_at: '授权时间', ended_at: '收回时间' },
    atDeletion: 'pseudonymous',
  },
];
