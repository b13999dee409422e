import type { ApplicationLetters } from '../../../applications/facts.ts';
import type { Letters } from '../../catalogue.ts';
import { inBeijing, onDay, signature } from './parts.ts';

type Whose = { name: string; institution: string; ak: string };

const detailsOf = ({ name, institution, ak }: Whose) => [
  { label: '应用', value: name },
  { label: '所属机构', value: institution },
  { label: 'AK', value: ak },
];
const look = '查看应用';

const left = { 7: '还有 7 天到期', 3: '还有 3 天到期', 1: '明天到期', 0: '今天到期', [-1]: '昨天已到期' } as const;

export const applications = {
  'applications.issued_letter': ({ until, hasSecret, phone, specification, ...whose }) => ({
    subject: `${signature}“${whose.name}”的 AK 已签发`,
    heading: 'AK 已签发',
    paragraphs: [
      `贵单位的应用“${whose.name}”已开通，AK 为 ${whose.ak}，有效期到 ${inBeijing(until)}（北京时间）。到期前会提醒您；延长有效期不需要重新审核。`,
      ...(hasSecret
        ? [
            'SK 不会出现在邮件和短信里。还没有领取时，请登录机构后台，在这个应用的“密钥”里领取；领取后存放在服务器上，不要写进网页、小程序或代码仓库。',
          ]
        : []),
      `《国家公共文化云对接技术接口详细说明书》：${specification}（用浏览器打印就是一册）`,
    ],
    details: detailsOf(whose),
    action: look,
    sms: `应用“${whose.name}”的 AK 已签发，有效期到 ${onDay(until)}，详见邮件。运营电话 ${phone}`,
  }),
  'applications.disabled_letter': ({ at, reason, ...whose }) => ({
    subject: `${signature}“${whose.name}”已被停用`,
    heading: '应用已被停用',
    paragraphs: [
      `应用“${whose.name}”已于 ${inBeijing(at)} 由国家公共文化云运营停用。停用期间，市民不能用国家公共文化云账号登录它，数据接口也不能使用；AK 和设置都会保留。`,
      `停用原因：${reason}`,
      '需要恢复或有疑问时，请联系运营，报上 AK。',
    ],
    details: detailsOf(whose),
    action: look,
  }),
  'applications.enabled_letter': ({ at, until, isOver, ...whose }) => ({
    subject: `${signature}“${whose.name}”已恢复使用`,
    heading: '应用已恢复使用',
    paragraphs: [
      `应用“${whose.name}”已于 ${inBeijing(at)} 恢复使用，AK、SK 和设置不变。停用以前的登录不再延续，市民需要重新登录一次。`,
      isOver
        ? `它的有效期已于 ${inBeijing(until)}（北京时间）到期，还要延长有效期才能使用。`
        : `有效期到 ${until === '' ? '' : `${inBeijing(until)}（北京时间）`}。`,
    ],
    details: detailsOf(whose),
    action: isOver ? '延长有效期' : look,
  }),
  'applications.expiry_letter': ({ daysLeft, until, isOver, phone, ...whose }) => {
    const { name } = whose;
    const end = `${inBeijing(until)}（北京时间）`;
    return {
      subject: `${signature}“${name}”的 AK ${left[daysLeft]}`,
      heading: `AK ${left[daysLeft]}`,
      paragraphs: [
        isOver
          ? `贵单位的应用“${name}”，AK 已于 ${end}到期。现在，市民不能用国家公共文化云账号登录它，数据接口也已停用。`
          : `贵单位的应用“${name}”，AK 有效期到 ${end}，${left[daysLeft]}。到期后，市民不能用国家公共文化云账号登录它，数据接口也会停用。`,
        `AK、SK 和设置都会保留，延长有效期后一秒内${isOver ? '恢复' : '生效'}。`,
        '需要继续使用时，请登录机构后台，点击“延长有效期”：从办理当天起 30 天，不需要重新审核。',
        `不能登录时，请联系国家公共文化云运营（电话 ${phone}），报上 AK。`,
      ],
      details: detailsOf(whose),
      action: '延长有效期',
      sms: `应用“${name}”的 AK ${isOver ? '已' : ''}于 ${end}到期，${isOver ? '登录和接口已停用' : '到期后登录和接口停用'}。请登录机构后台延长有效期，或致电运营 ${phone}`,
    };
  },
  'applications.security_letter': ({ at, names, ...whose }) => ({
    subject: `${signature}“${whose.name}”的安全设置已修改`,
    heading: '安全设置已修改',
    paragraphs: [
      `应用“${whose.name}”的安全设置已于 ${inBeijing(at)}（北京时间）由贵单位的人员修改，立即生效：${names.join('、')}。`,
      '改了什么、由谁修改，请看这个应用的变更历史。不是贵单位要做的修改时，请立即改回来，并联系运营。',
    ],
    details: detailsOf(whose),
    action: '查看变更历史',
  }),
  'applications.sk_ends_letter': ({ lastFour, endsAt, lastUsedAt, ...whose }) => ({
    subject: `${signature}“${whose.name}”的旧 SK 即将停用，仍有服务器在使用`,
    heading: '旧 SK 即将停用，仍有服务器在使用',
    paragraphs: [
      `应用“${whose.name}”已换成新的 SK。旧的 SK（末四位 ${lastFour}）将于 ${inBeijing(endsAt)}（北京时间）停用，而它最近一次使用是 ${inBeijing(lastUsedAt)}。`,
      '停用后，还在使用旧 SK 的服务器不能换取令牌，经过它的登录和接口调用都会中断。请在停用之前，把所有服务器换成新的 SK。',
    ],
    details: detailsOf(whose),
    action: '查看 SK',
  }),
} satisfies Letters<ApplicationLetters>;
