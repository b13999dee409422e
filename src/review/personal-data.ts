import { ofInstitution, type PersonalTable } from '../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'submissions',
    kept: ofInstitution('审核机构提交的材料'),
    heading: '填写和审核的材料',
    accountIn: ['created_by', 'submitted_by', 'claimed_by', 'checked_by', 'decided_by'],
    exported: {
      id: '编号',
      kind: '种类',
      institution_id: '机构编号',
      title: '标题',
      state: '状态',
      created_at: '建立时间',
      submitted_at: '提交时间',
    },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'submission_events',
    kept: ofInstitution('审核机构提交的材料'),
    heading: '材料的经过',
    accountIn: ['actor_id'],
    exported: { submission_id: '材料编号', at: '时间', verb: '操作', to_state: '之后的状态', reason: '说明' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'submission_writers',
    kept: ofInstitution('审核机构提交的材料'),
    heading: '填写过的材料',
    accountIn: ['account_id'],
    exported: { submission_id: '材料编号' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'review_words',
    kept: ofInstitution('审核用的词'),
    heading: '添加的敏感词',
    accountIn: ['added_by'],
    exported: { word: '词', note: '说明', added_at: '时间' },
    atDeletion: 'pseudonymous',
  },
];
