import type { IncidentLetters } from '../../../incidents/facts.ts';
import type { Letters } from '../../catalogue.ts';
import { inBeijing } from './parts.ts';

export const incidents = {
  'incidents.locked_letter': ({ at, phone }) => ({
    heading: '您的账号暂停登录',
    paragraphs: [
      `为防止您的账号被别人使用，${inBeijing(at)} 起暂停登录，已登录的设备都已退出。您的资料和在各平台的记录都在。`,
      `现在就要用的，请拨打客服电话 ${phone}，核对身份后恢复。事件处理完也会恢复，届时再通知您。`,
      '我们不会向您要密码或验证码。',
    ],
    action: '看看怎么办',
    sms: `为防止您的账号被别人使用，${inBeijing(at)} 起暂停登录，资料和记录都在。要用请拨 ${phone} 核对身份后恢复，处理完也会恢复。我们不会要密码或验证码。`,
  }),
  'incidents.unlocked_letter': {
    heading: '您的账号已恢复登录',
    paragraphs: [
      '现在可以重新登录，各平台也一样。',
      '登录后请看一看登录记录，不认识的点“不是我”，再换一个没有在别处用过的密码。',
    ],
    action: '查看登录记录',
    sms: `您的账号已恢复登录。登录后请看一看登录记录，不认识的点“不是我”，并换一个新密码。`,
  },
  'incidents.child_locked_letter': ({ nickname, at, phone }) => ({
    heading: `${nickname}的账号暂停登录`,
    paragraphs: [
      `为防止${nickname}的账号被别人使用，${inBeijing(at)} 起暂停登录，已登录的设备都已退出。资料和在各平台的记录都在。`,
      `现在就要用的，请您拨打客服电话 ${phone}，核对您的身份后恢复。事件处理完也会恢复，届时再通知您。`,
      '我们不会向您和孩子要密码或验证码。',
    ],
    action: '看看怎么办',
    sms: `为防止${nickname}的账号被别人使用，${inBeijing(at)} 起暂停登录，资料和记录都在。要用请您拨 ${phone} 核对身份后恢复，处理完也会恢复。我们不会要密码或验证码。`,
  }),
  'incidents.child_unlocked_letter': ({ nickname }) => ({
    heading: `${nickname}的账号已恢复登录`,
    paragraphs: ['现在可以重新登录，各平台也一样。', '请在“家庭账号”里给孩子换一个没有在别处用过的密码。'],
    action: '去家庭账号',
    sms: `${nickname}的账号已恢复登录。请在“家庭账号”里给孩子换一个新密码。`,
  }),
  'incidents.child_people_letter': ({ nickname, body }) => ({
    heading: `关于${nickname}账号安全的通知`,
    paragraphs: body.split('\n'),
    action: '去家庭账号',
    sms: `关于${nickname}的账号：${body}`,
  }),
  'incidents.people_letter': ({ body }) => ({
    heading: '关于您账号安全的通知',
    paragraphs: body.split('\n'),
    action: '查看登录与安全',
    sms: body,
  }),
  'incidents.institution_letter': ({ body }) => ({
    heading: '安全事件通知',
    paragraphs: body.split('\n'),
    action: '到机构后台处理',
  }),
} satisfies Letters<IncidentLetters>;
