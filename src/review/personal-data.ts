import { days } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import { normalMobile } from '../fields/china/mobile.ts';
import type { Data } from '../fields/form.ts';
import { forTime, ofInstitution, type PersonalRow, type PersonalTable, untilErased, untilJob } from '../personal.ts';
import { paperRetention } from './workflow/papers.ts';
import { sealedAs } from './workflow/store.ts';

/** Of a certification, and of an application with a contact person. */
const papers = {
  what: '经办人的证件号码和证件照片',
  kept: untilJob('核实谁代表机构', paperRetention, 'review.papers'),
};

/** The number is of the person whose phone stands beside it: the one who typed it gets no copy of another person's. */
function withOwnDocument({ data, ...row }: PersonalRow, seal: Seal, _accountId: string, phone?: string): PersonalRow {
  const typed: Data = Buffer.isBuffer(data) ? JSON.parse(seal.unseal(data, sealedAs(String(row.id)))) : {};
  const pairs = [
    [typed.agentPhone, typed.idNumber],
    [typed.contactPhone, typed.contactIdNumber],
  ] as const;
  const own = pairs.find(([of = '']) => phone !== undefined && normalMobile(of) === normalMobile(phone))?.[1] ?? '';
  return { ...row, own_document: own === '' ? null : own };
}

export const personal: readonly PersonalTable[] = [
  {
    table: 'submissions',
    kept: ofInstitution('审核机构提交的材料'),
    heading: '填写和审核的材料',
    parts: [papers],
    accountIn: ['created_by', 'submitted_by', 'claimed_by', 'checked_by', 'decided_by'],
    exported: {
      id: '编号',
      kind: '种类',
      institution_id: '机构',
      title: '标题',
      state: '状态',
      created_at: '建立时间',
      submitted_at: '提交时间',
      own_document: '其中您的证件号码',
    },
    reads: ['id', 'kind', 'institution_id', 'title', 'state', 'created_at', 'submitted_at', 'data'],
    present: withOwnDocument,
    atDeletion: 'pseudonymous',
  },
  {
    table: 'submission_events',
    kept: ofInstitution('审核机构提交的材料'),
    heading: '材料的经过',
    parts: [papers],
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
    table: 'review_decisions',
    kept: forTime('把决定办完', days(30), 'decided_at'),
    heading: '刚做的审核决定',
    accountIn: ['account_id'],
    exported: { submission_id: '材料编号', decided_at: '时间' },
    atDeletion: 'removed',
  },
  {
    table: 'review_bulks',
    kept: forTime('抽看成批的材料', days(7), 'created_at'),
    heading: '成批审核',
    accountIn: ['account_id'],
    exported: { kind: '种类', created_at: '时间' },
    atDeletion: 'removed',
  },
  {
    table: 'review_filters',
    kept: untilErased('审核工作台'),
    heading: '存下的筛选',
    accountIn: ['account_id'],
    exported: { name: '名称', query: '条件', created_at: '时间' },
    atDeletion: 'removed',
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
