import type { NoticeFacts, NoticeLetters } from '../../notices/facts.ts';
import type { Catalogue, Letters } from '../catalogue.ts';
import { inBeijing } from './parts.ts';

type Decided = { kind: string; title: string; institution: string; at: string };

const what = ({ kind, title, institution }: Decided) =>
  title === institution ? `贵单位的${kind}` : `贵单位的${kind}“${title}”`;
const detailsOf = ({ kind, title, institution }: Decided) => [
  { label: kind, value: title },
  { label: '所属机构', value: institution },
];

const textFields = { subject: '邮件主题', heading: '标题', body: '正文', action: '按钮', sms: '短信' } as const;

export const facts = {
  'notices.because_manager': '您收到它，是因为您是这家机构的管理员或经办人。',
  'notices.because_role': '您收到它，是因为您在这家机构负责这件事。',
  'notices.because_owner': '您收到它，是因为您是这家机构的管理员。',
  'notices.because_form_contact': '您收到它，是因为这份申请把您登记为联系人。',
  'notices.because_application_contact': '您收到它，是因为您登记为这个应用的联系人。',
  'notices.because_invited': '您收到它，是因为这家机构的管理员填写了您的手机号。',
  'notices.because_uploaded': '您收到它，是因为您上传了这个文件。',
  'notices.because_reports': '您收到它，是因为您负责这家机构的服务数据填报。',
  'notices.because_staff': '您收到它，是因为您在运营后台负责这件事。',
  'notices.because_second_factor': '您的账号设置了动态验证码，所以收到这封邮件。',
  'notices.because_account': '这是您自己的账号的事，所以告诉您。',
  'notices.greeting': ({ to }) => `${to}，您好：`,
  'notices.detail': ({ label, value }) => `${label}：${value}`,
  'notices.platform': '国家公共文化云 · 对接平台',
  'notices.operators': ({ phone, email }) => `运营电话 ${phone}${email === '' ? '' : `，邮箱 ${email}`}`,
  'notices.automatic': ({ because }) => `${because}这封邮件由系统发出，请不要直接回复。`,
  'notices.menu_messages': '消息模板',
  'notices.no_message': '没有这条消息。请从“消息模板”里选一条。',
  'notices.message_changed': '已保存，从下一条消息起使用新的文字。',
  'notices.message_built_in': '已恢复内置文字，从下一条消息起使用。',
  'notices.message_changed_meanwhile': '别人刚刚改过这条消息。您写的还在下面，请对照“修改记录”再保存。',
  'notices.text_in': ({ field, problem }) => `${textFields[field]}：${problem}`,
  'notices.text_paragraph': ({ paragraph, problem }) => `第 ${paragraph} 段：${problem}`,
  'notices.text_empty': '请填写文字；不想改的，可以照抄内置文字',
  'notices.text_braces': '花括号没有成对。变量写成 {名称}，一个左括号配一个右括号',
  'notices.text_unknown': ({ unknown, known }) => `没有变量 ${unknown}，可以用的是 ${known}`,
  'notices.text_misses': ({ names }) => `缺少 ${names}：没有它，收到的人不知道说的是什么。请放进文字里`,
  'notices.text_address': '这里不能写网址。消息里的链接由系统加在按钮上，请删去网址',
  'notices.text_long': ({ max, now }) => `最多 ${max} 个字，现在是 ${now} 个，请写短一些`,
  'notices.text_paragraphs': ({ max }) => `最多 ${max} 段，请合并或删去一些`,
  'notices.sms_parts': ({ parts, max }) => `按示例会拆成 ${parts} 条短信，最多 ${max} 条，请写短一些`,
} satisfies Catalogue<NoticeFacts>;

/** A decision about an institution's submission. */
export const letters = {
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
  'notices.together_letter': ({ kind, institution, at, titles, reasons, ...counts }) => {
    const { approved, checked, returned, rejected } = counts;
    const outcomes = [
      approved > 0 && `${approved} 条已通过`,
      checked > 0 && `${checked} 条初审已通过`,
      returned > 0 && `${returned} 条退回修改`,
      rejected > 0 && `${rejected} 条不予通过`,
    ].filter(Boolean);
    const said = outcomes.join('，');
    const [first = ''] = titles;
    const shown = titles.slice(0, 10).join('、');
    return {
      heading: `${kind}：${said}`,
      paragraphs: [
        `贵单位的 ${titles.length} 条${kind}已于 ${inBeijing(at)} 审核完毕：${said}。`,
        titles.length > 10 ? `${shown}等 ${titles.length} 条。` : `${shown}。`,
        ...(reasons.length === 0 ? [] : [`审核员的意见：${reasons.join('；')}`]),
        ...(returned === 0 ? [] : ['请按意见修改后重新提交。已经填写的内容都保留着。']),
      ],
      details: [
        { label: kind, value: `“${first}”等 ${titles.length} 条` },
        { label: '所属机构', value: institution },
      ],
      action: returned > 0 ? '去修改' : '查看结果',
      sms: `贵单位的 ${titles.length} 条${kind}审核完毕：${said}，请登录机构后台查看。`,
    };
  },
  'notices.checked_letter': (decided) => ({
    heading: `${decided.kind}初审已通过`,
    paragraphs: [`${what(decided)}已于 ${inBeijing(decided.at)} 通过初审，正在由另一位审核员复核。`],
    details: detailsOf(decided),
    action: '查看进度',
    sms: `${what(decided)}初审已通过，正在复核。`,
  }),
} satisfies Letters<NoticeLetters>;
