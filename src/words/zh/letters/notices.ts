import type { NoticeLetters } from '../../../notices/facts.ts';
import type { Letters } from '../../catalogue.ts';
import { inBeijing } from './parts.ts';

type Decided = { kind: string; title: string; institution: string; at: string };

const what = ({ kind, title, institution }: Decided) =>
  title === institution ? `贵单位的${kind}` : `贵单位的${kind}“${title}”`;
const detailsOf = ({ kind, title, institution }: Decided) => [
  { label: kind, value: title },
  { label: '所属机构', value: institution },
];

/** What was decided about what an institution sent. */
export const notices = {
  'notices.approved_letter': (decided) => ({
    heading: `${decided.kind}已通过`,
    paragraphs: [`${what(decided)}已于 ${inBeijing(decided.at)} 通过审核。`, '现在可以登录机构后台，继续下一步。'],
    details: detailsOf(decided),
    action: '查看结果',
    sms: `${what(decided)}已通过审核，请登录机构后台查看。`,
  }),
  'notices.returned_letter': ({ reason, noted, ...decided }) => ({
    heading: `${decided.kind}需要修改`,
    paragraphs: [
      `${what(decided)}已于 ${inBeijing(decided.at)} 退回修改。`,
      `审核员的意见：${reason}`,
      ...(noted === 0 ? [] : [`另有 ${noted} 处逐项意见，写在申请页面相应的位置。`]),
      '请按意见修改后重新提交。已经填写的内容都保留着。',
    ],
    details: detailsOf(decided),
    action: '去修改',
    sms: `${what(decided)}需要修改后重新提交，意见见机构后台。`,
  }),
  'notices.rejected_letter': ({ reason, ...decided }) => ({
    heading: `${decided.kind}没有通过`,
    paragraphs: [
      `${what(decided)}已于 ${inBeijing(decided.at)} 由审核员作出决定：不予通过。`,
      `原因：${reason}`,
      '对结果有疑问时，请联系运营，报上机构名称。',
    ],
    details: detailsOf(decided),
    action: '查看原因',
    sms: `${what(decided)}没有通过审核，原因见机构后台。`,
  }),
  'notices.checked_letter': (decided) => ({
    heading: `${decided.kind}初审已通过`,
    paragraphs: [`${what(decided)}已于 ${inBeijing(decided.at)} 通过初审，正在由另一位审核员复核。`],
    details: detailsOf(decided),
    action: '查看进度',
    sms: `${what(decided)}初审已通过，正在复核。`,
  }),
} satisfies Letters<NoticeLetters>;
