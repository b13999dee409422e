import type { PersonalTable } from '../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'entries',
    heading: '填写的资源',
    accountIn: ['created_by'],
    exported: { id: '编号', institution_id: '机构编号', channel: '栏目', title: '标题', created_at: '建立时间' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'publications',
    heading: '审核发布的资源',
    accountIn: ['approved_by'],
    exported: { id: '编号', channel: '栏目', title: '标题', created_at: '时间' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'imports',
    heading: '批量导入',
    accountIn: ['created_by'],
    exported: { id: '编号', institution_id: '机构编号', channel: '栏目', number: '批次号', created_at: '时间' },
    atDeletion: 'pseudonymous',
  },
];
