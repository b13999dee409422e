import { ofInstitution, type PersonalTable } from '../../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'licence_baskets',
    kept: ofInstitution('机构申请资源许可'),
    heading: '申请单',
    accountIn: ['added_by'],
    exported: { institution_id: '机构', entry_id: '资源编号', added_at: '时间' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'licences',
    kept: ofInstitution('机构申请资源许可'),
    heading: '批准或收回的资源许可',
    accountIn: ['approved_by', 'revoked_by'],
    exported: { id: '编号', institution_id: '机构', approved_at: '批准时间', revoked_at: '收回时间' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'licence_downloads',
    kept: ofInstitution('机构申请资源许可'),
    heading: '许可资源的下载',
    accountIn: ['actor_id'],
    exported: { licence_id: '许可编号', at: '时间' },
    atDeletion: 'pseudonymous',
  },
];
