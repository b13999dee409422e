import { shortDay } from '../../../http/pages/text.ts';
import type { PlanLetters } from '../../../integration/facts.ts';
import type { LinkLetters } from '../../../links/facts.ts';
import { sideName } from '../../../links/watch/side.ts';
import type { VendorLetters } from '../../../vendors/facts.ts';
import type { VerificationLetters } from '../../../verification/facts.ts';
import type { Letters } from '../../catalogue.ts';
import { onDay } from './parts.ts';

const numbered = (number: string) => [{ label: '验证编号', value: number }];

export const verification = {
  'verification.broken_letter': ({ application, number }) => ({
    heading: `“${application}”的在线验证发现问题`,
    paragraphs: [
      `每天的自动复查发现，“${application}”有与验证通过时不同的地方，“用户登录”暂不算完成。页面上写明了看到什么、为什么和怎样改。`,
      '改好后第二天会自动恢复；也可以马上重新验证一次。',
    ],
    details: numbered(number),
    action: '查看在线验证',
  }),
  'verification.due_letter': ({ application, number, dueAt }) => ({
    heading: `“${application}”该重新验证了`,
    paragraphs: [
      `“${application}”的在线验证满一年或回调地址有变动，自 ${onDay(dueAt)} 起需要重新验证一次。30 天内没有验证，这次通过就不再有效，“用户登录”这一层退回进行中。`,
      '全程约 10 分钟，市民登录不受影响。',
    ],
    details: numbered(number),
    action: '去验证',
  }),
} satisfies Letters<VerificationLetters>;

/** The same letter for both sides: at the Cloud many institutions are looked after, so that it begins with whose plan it is. */
const toEither = (
  { toCloud, institution }: { toCloud: boolean; institution: string },
  heading: string,
  rest: { paragraphs: readonly string[]; action: string },
) => ({
  ...rest,
  ...(toCloud
    ? { subject: heading, heading: `${institution}：${heading}`, details: [{ label: '机构', value: institution }] }
    : { heading }),
});

export const plans = {
  'integration.overdue_letter': ({ titles, days, ...about }) =>
    toEither(about, titles.length === 1 ? `对接事项“${titles[0]}”超期` : `${titles.length} 项对接事项超期`, {
      paragraphs: titles.map((title, n) => `“${title}”约定 ${shortDay(days[n] ?? '')} 完成，现在还没有完成。`),
      action: '查看对接计划',
    }),
  'integration.written_letter': ({ lines, ...about }) =>
    toEither(about, '对接计划有新的往来', { paragraphs: lines, action: '查看并回复' }),
} satisfies Letters<PlanLetters>;

export const links = {
  'links.broken_letter': ({ name, pages, sides }) => ({
    heading: `端口互访需要处理：${name}`,
    paragraphs: [
      ...sides,
      '检测页面写明了看到什么、多半是什么原因，以及要贴回页面的代码。改好后点“立即检测”，马上就能确认。',
    ],
    details: [{ label: '链接', value: name }, ...pages.map((value) => ({ label: '页面', value }))],
    action: '查看检测结果',
  }),
  'links.mended_letter': ({ name, sides }) => ({
    heading: `端口互访已恢复：${name}`,
    paragraphs: [`${sides.map(sideName).join('、')}已恢复正常，不用再处理。`],
    details: [{ label: '链接', value: name }],
    action: '查看检测结果',
  }),
} satisfies Letters<LinkLetters>;

export const vendors = {
  'vendors.granted_letter': ({ institution, endsOn }) => ({
    heading: `${institution}授权贵公司维护它的应用`,
    paragraphs: [`授权到 ${shortDay(endsOn)}。可以延长有效期、看调用记录、做在线验证、申请更换回调地址。`],
    action: '打开服务的机构',
  }),
  'vendors.ended_letter': ({ institution }) => ({
    heading: `${institution}结束了对贵公司的授权`,
    paragraphs: ['从现在起，您看不到它的应用。已经做的操作都有记录，留给机构。'],
    action: '打开服务的机构',
  }),
  'vendors.ending_letter': ({ toVendor, other, endsOn }) => {
    const until = `授权的最后一天是 ${shortDay(endsOn)}，之后自动停止。`;
    return toVendor
      ? {
          heading: `${other}的授权快到期`,
          paragraphs: [until, '还要继续时，请机构管理员在“开发公司”里改最后一天。'],
          action: '打开服务的机构',
        }
      : {
          heading: `对${other}的授权快到期`,
          paragraphs: [until, '还要请它继续维护时，请在“开发公司”里改最后一天。'],
          action: '查看授权',
        };
  },
  'vendors.redirects_letter': ({ vendor, application }) => ({
    heading: `${vendor}申请更换“${application}”的回调地址`,
    paragraphs: ['申请已提交审核，通过后生效。如果不是贵机构同意的，请撤回申请，并结束授权。'],
    action: '查看申请',
  }),
} satisfies Letters<VendorLetters>;
