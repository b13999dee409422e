import type { IncidentLetters } from '../../../incidents/facts.ts';
import type { Letters } from '../../catalogue.ts';

export const incidents = {
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
