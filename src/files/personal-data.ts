import { ofInstitution, type PersonalTable } from '../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'files',
    kept: ofInstitution('机构提交的材料'),
    heading: '上传的文件',
    accountIn: ['created_by'],
    exported: { id: '编号', institution_id: '机构', type: '类型', size: '字节数', created_at: '上传时间' },
    atDeletion: 'pseudonymous',
  },
];
