import type { NoticeFacts } from '../../notices/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const notices = {
  'notices.because_manager': '您收到它，是因为您是这家机构的管理员或经办人。',
  'notices.because_owner': '您收到它，是因为您是这家机构的管理员。',
  'notices.because_form_contact': '您收到它，是因为这份申请把您登记为联系人。',
  'notices.because_application_contact': '您收到它，是因为您登记为这个应用的联系人。',
  'notices.because_invited': '您收到它，是因为这家机构的管理员填写了您的手机号。',
  'notices.because_uploaded': '您收到它，是因为您上传了这个文件。',
  'notices.because_reports': '您收到它，是因为您负责这家机构的服务数据填报。',
  'notices.because_second_factor': '您的账号设置了动态验证码，所以收到这封邮件。',
  'notices.because_account': '这是您自己的账号的事，所以告诉您。',
  'notices.greeting': ({ to }) => `${to}，您好：`,
  'notices.detail': ({ label, value }) => `${label}：${value}`,
  'notices.platform': '国家公共文化云 · 对接平台',
  'notices.operators': ({ phone, email }) => `运营电话 ${phone}${email === '' ? '' : `，邮箱 ${email}`}`,
  'notices.automatic': ({ because }) => `${because}这封邮件由系统发出，请不要直接回复。`,
} satisfies Catalogue<NoticeFacts>;
