import { dayOf } from '../../clock.ts';
import { dateTime, day } from '../../http/pages/text.ts';
import type { Letter } from '../../notices/letter.ts';
import type { Notice } from '../../notices/service.ts';
import type { Application, Secret } from '../aksk/application.ts';
import { settingNames } from '../aksk/history.ts';
import { isOver } from '../aksk/lifetime.ts';

/** What an application's contact is written about. */
export type Occasion =
  | { kind: 'issued' }
  | { kind: 'disabled'; reason: string; at: Date }
  | { kind: 'enabled'; at: Date }
  | { kind: 'expires'; daysLeft: 7 | 3 | 1 | 0 | -1; expiresAt: Date; now: Date }
  /** By the names of the settings in the history. */
  | { kind: 'security'; names: readonly string[]; at: Date }
  | { kind: 'sk_ends'; secret: Secret; endsAt: Date; lastUsedAt: Date };

export type Words = Pick<Notice, 'event' | 'key' | 'sms'> &
  Pick<Letter, 'subject' | 'heading' | 'paragraphs' | 'action' | 'href'>;

/** The operators' telephone, and where our pages are. */
export type Places = { phone: string; origin: string };

const sign = '【国家公共文化云】';

/** The words for an occasion, with one link to the page where something can be done. It asks to sign in and carries nothing secret. */
export function wordsFor(application: Application, occasion: Occasion, places: Places): Words {
  const { clientId, name } = application;
  const { phone } = places;
  const page = pageOf(clientId, places);
  const look = { action: '查看应用', href: page };
  const until = application.expiresAt === undefined ? '' : `${dateTime(application.expiresAt)}（北京时间）`;
  switch (occasion.kind) {
    case 'issued':
      return {
        event: 'application.issued',
        key: `application.issued:${clientId}`,
        subject: `${sign}“${name}”的 AK 已签发`,
        heading: 'AK 已签发',
        paragraphs: [
          `贵单位的应用“${name}”已开通，AK 为 ${clientId}，有效期到 ${until}。到期前会提醒您；延长有效期不需要重新审核。`,
          ...(application.authMethod.startsWith('client_secret')
            ? [
                'SK 只显示一次，不会出现在邮件和短信里。还没有领取时，请登录机构后台，在这个应用的“密钥”里领取；领取后存放在服务器上，不要写进网页、小程序或代码仓库。',
              ]
            : []),
          `《国家公共文化云对接技术接口详细说明书》：${places.origin}/docs/specification，PDF：${places.origin}/docs/specification.pdf`,
        ],
        ...look,
        sms: `${sign}应用“${name}”的 AK 已签发，有效期到 ${day(application.expiresAt ?? application.createdAt)}，详见邮件。运营电话 ${phone}`,
      };
    case 'disabled':
      return {
        event: 'application.disabled',
        key: `application.disabled:${clientId}:${occasion.at.toISOString()}`,
        subject: `${sign}“${name}”已被停用`,
        heading: '应用已被停用',
        paragraphs: [
          `应用“${name}”已于 ${dateTime(occasion.at)} 由国家公共文化云运营停用。停用期间，市民不能用国家公共文化云账号登录它，数据接口也不能使用；AK 和设置都会保留。`,
          `停用原因：${occasion.reason}`,
          '需要恢复或有疑问时，请联系运营，报上 AK。',
        ],
        ...look,
      };
    case 'enabled':
      return {
        event: 'application.enabled',
        key: `application.enabled:${clientId}:${occasion.at.toISOString()}`,
        subject: `${sign}“${name}”已恢复使用`,
        heading: '应用已恢复使用',
        paragraphs: [
          `应用“${name}”已于 ${dateTime(occasion.at)} 恢复使用，AK、SK 和设置不变。停用以前的登录不再延续，市民需要重新登录一次。`,
          isOverNow(application, occasion.at)
            ? `它的有效期已于 ${until}到期，还要延长有效期才能使用。`
            : `有效期到 ${until}。`,
        ],
        ...(isOverNow(application, occasion.at) ? { action: '延长有效期', href: `${page}/renew` } : look),
      };
    case 'expires':
      return expiry(application, occasion, places);
    case 'security':
      return {
        event: 'application.security_changed',
        key: `application.security_changed:${clientId}:${occasion.at.toISOString()}`,
        subject: `${sign}“${name}”的安全设置已修改`,
        heading: '安全设置已修改',
        paragraphs: [
          `应用“${name}”的安全设置已于 ${dateTime(occasion.at)}（北京时间）由贵单位的人员修改，立即生效：${occasion.names.map((each) => settingNames[each] ?? each).join('、')}。`,
          '改了什么、由谁修改，请看这个应用的变更历史。不是贵单位要做的修改时，请立即改回来，并联系运营。',
        ],
        action: '查看变更历史',
        href: `${page}/history`,
      };
    case 'sk_ends':
      return {
        event: 'application.sk_ends',
        key: `application.sk_ends:${occasion.secret.id}`,
        subject: `${sign}“${name}”的旧 SK 即将停用，仍有服务器在使用`,
        heading: '旧 SK 即将停用，仍有服务器在使用',
        paragraphs: [
          `应用“${name}”已换成新的 SK。旧的 SK（末四位 ${occasion.secret.lastFour}）将于 ${dateTime(occasion.endsAt)}（北京时间）停用，而它最近一次使用是 ${dateTime(occasion.lastUsedAt)}。`,
          '停用后，还在使用旧 SK 的服务器不能换取令牌，经过它的登录和接口调用都会中断。请在停用之前，把所有服务器换成新的 SK。',
        ],
        action: '查看 SK',
        href: `${page}/secrets`,
      };
  }
}

const pageOf = (clientId: string, { origin }: Places) =>
  `${origin}/console/applications/${encodeURIComponent(clientId)}`;

const isOverNow = ({ expiresAt }: Application, now: Date) => expiresAt !== undefined && isOver(expiresAt, now);

const stages = {
  7: { event: 'application.expires_in_7_days', left: '还有 7 天到期' },
  3: { event: 'application.expires_in_3_days', left: '还有 3 天到期' },
  1: { event: 'application.expires_tomorrow', left: '明天到期' },
  0: { event: 'application.expires_today', left: '今天到期' },
  [-1]: { event: 'application.expired', left: '昨天已到期' },
} as const;

function expiry(
  { clientId, name }: Application,
  { daysLeft, expiresAt, now }: Extract<Occasion, { kind: 'expires' }>,
  places: Places,
): Words {
  const { phone } = places;
  const { event, left } = stages[daysLeft];
  const over = isOver(expiresAt, now);
  const until = `${dateTime(expiresAt)}（北京时间）`;
  return {
    event,
    key: `application.expires:${clientId}:${dayOf(expiresAt)}:${daysLeft}`,
    subject: `${sign}“${name}”的 AK ${left}`,
    heading: `AK ${left}`,
    paragraphs: [
      over
        ? `贵单位的应用“${name}”，AK 已于 ${until}到期。现在，市民不能用国家公共文化云账号登录它，数据接口也已停用。`
        : `贵单位的应用“${name}”，AK 有效期到 ${until}，${left}。到期后，市民不能用国家公共文化云账号登录它，数据接口也会停用。`,
      `AK、SK 和设置都会保留，延长有效期后一秒内${over ? '恢复' : '生效'}。`,
      '需要继续使用时，请登录机构后台，点击“延长有效期”：从办理当天起 30 天，不需要重新审核。',
      `不能登录时，请联系国家公共文化云运营（电话 ${phone}），报上 AK。`,
    ],
    action: '延长有效期',
    href: `${pageOf(clientId, places)}/renew`,
    sms: `${sign}应用“${name}”的 AK ${over ? '已' : ''}于 ${until}到期，${over ? '登录和接口已停用' : '到期后登录和接口停用'}。请登录机构后台延长有效期，或致电运营 ${phone}`,
  };
}
