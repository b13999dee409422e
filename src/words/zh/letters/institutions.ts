import type { InstitutionLetters } from '../../../institutions/facts.ts';
import type { Letters } from '../../catalogue.ts';
import { inBeijing } from './parts.ts';

const named = (institution: string) => [{ label: '机构', value: institution }];

/** Another owner was brought by operators: those who are there hear of it. */
const ofOwner = (institution: string, heading: string, paragraph: string) => ({
  heading,
  paragraphs: [paragraph],
  details: named(institution),
  action: '查看成员',
  sms: `${institution}：${heading}。${paragraph}`,
});

export const institutions = {
  'institutions.owner_asked_letter': ({ institution, phone }) =>
    ofOwner(
      institution,
      `运营邀请 ${phone} 担任贵机构的管理员`,
      '对方要在另一位运营同意以后才能接受。不是贵机构要求的，请立即联系运营，这份邀请可以撤销。',
    ),
  'institutions.owner_agreed_letter': ({ institution, phone }) =>
    ofOwner(
      institution,
      `${phone} 可以接受邀请，担任贵机构的管理员`,
      '另一位运营已经同意这份邀请。不是贵机构要求的，请立即联系运营，并在“成员与权限”查看成员。',
    ),
  'institutions.joined_letter': ({ institution, who, post }) => ({
    heading: `${who}通过邀请链接加入贵机构`,
    paragraphs: ['不是您邀请的人，请立即在“成员与权限”里移出。'],
    details: [...named(institution), { label: '角色', value: post }],
    action: '查看成员',
  }),
  'institutions.invited_letter': ({ institution, post, href }) => ({
    subject: `${institution}邀请您担任${post}`,
    heading: `${institution}邀请您担任${post}`,
    paragraphs: [`${institution}邀请您在国家公共文化云对接平台担任${post}。请在 7 天内接受，过期后需要重新邀请。`],
    details: [...named(institution), { label: '角色', value: post }],
    action: '查看邀请',
    sms: `${institution}邀请您担任${post}。请在 7 天内用本手机号登录 ${href} 接受；与您无关时不用理会。`,
  }),
  'institutions.disabled_letter': ({ institution, at, reason }) => ({
    heading: '贵机构已被停用',
    paragraphs: [
      `贵机构已于 ${inBeijing(at)} 由国家公共文化云运营停用，全部应用和接口随之停止。资料和设置都会保留。`,
      `停用原因：${reason}`,
      '需要恢复或有疑问时，请联系运营。',
    ],
    details: named(institution),
    action: '查看机构资料',
  }),
  'institutions.enabled_letter': ({ institution, at }) => ({
    heading: '贵机构已恢复使用',
    paragraphs: [`贵机构已于 ${inBeijing(at)} 恢复使用。停用以前的登录不再延续，市民需要重新登录一次。`],
    details: named(institution),
    action: '查看机构资料',
  }),
} satisfies Letters<InstitutionLetters>;
