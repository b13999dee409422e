import { ofInstitution, type PersonalTable } from '../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'entries',
    kept: ofInstitution('机构发布的内容'),
    heading: '填写的资源',
    accountIn: ['created_by'],
    exported: { id: '编号', institution_id: '机构编号', channel: '栏目', title: '标题', created_at: '建立时间' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'entry_actions',
    kept: ofInstitution('机构发布的内容'),
    heading: '批量操作资源',
    accountIn: ['account_id'],
    exported: { id: '编号', institution_id: '机构编号', action: '操作', created_at: '时间' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'publications',
    kept: ofInstitution('机构发布的内容'),
    heading: '审核发布的资源',
    accountIn: ['approved_by'],
    exported: { id: '编号', channel: '栏目', title: '标题', created_at: '时间' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'imports',
    kept: ofInstitution('机构发布的内容'),
    heading: '批量导入',
    accountIn: ['created_by'],
    exported: { id: '编号', institution_id: '机构编号', channel: '栏目', number: '批次号', created_at: '时间' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'import_rows',
    heading: '导入表格里的行',
    kept: ofInstitution('机构发布的内容'),
    accountIn: [],
    exported: {},
    atDeletion: 'pseudonymous',
  },
  {
    table: 'import_problems',
    heading: '导入表格里的问题',
    kept: ofInstitution('机构发布的内容'),
    accountIn: [],
    exported: {},
    atDeletion: 'pseudonymous',
  },
];
