import type { Config } from '../config.ts';
import { children, colleagues, demoPassword, demoPhone } from './people/people.ts';

/** Prints that the announced data are complete. */
export const demoIsFilled = '  演示内容已经齐了，活动、资源和统计都能看到。\n\n';

/** The message after `npm start`: the address, the accounts, and whether the demo is still being filled. */
export function announce(
  config: Pick<Config, 'PUBLIC_URL' | 'DEMO' | 'DEMO_PORT' | 'NODE_ENV'>,
  isFilled = true,
): string {
  if (config.NODE_ENV === 'production') return '';
  const rows: [string, string][] = [['国家公共文化云', config.PUBLIC_URL.origin]];
  if (config.DEMO)
    rows.push(
      [
        '演示合作平台（从这里开始）',
        `${demoSite(config)}，账号 ${demoPhone}，密码 ${demoPassword}；孩子 ${children.young.username}（同一密码）`,
      ],
      [
        '机构后台',
        `${config.PUBLIC_URL.origin}/console，账号 ${colleagues.owner.username}（同一密码，动态码显示在页面上）`,
      ],
      [
        '运营后台',
        [
          `${config.PUBLIC_URL.origin}/admin，账号 ${colleagues.reviewer.username}、${colleagues.second.username}（复核）`,
          `${colleagues.statistics.username}、${colleagues.statisticsSecond.username}（统计岗，申诉由另一人看）`,
        ].join('、'),
      ],
    );
  rows.push(
    ['短信和邮件（开发发件箱）', `${config.PUBLIC_URL.origin}/dev/outbox`],
    ['机器可读的配置', `${config.PUBLIC_URL.origin}/.well-known/openid-configuration`],
  );
  const filling = isFilled
    ? ''
    : '  演示内容还在准备，现在就可以登录；活动、资源和统计的列表要过半分钟左右才齐，到时这里会说。\n\n';
  return `\n${rows.map(([label, value]) => `  ${label}：${value}`).join('\n')}\n\n${filling}  按 Ctrl+C 停止\n\n`;
}

export const demoSite = ({ PUBLIC_URL, DEMO_PORT }: Pick<Config, 'PUBLIC_URL' | 'DEMO_PORT'>) =>
  `${PUBLIC_URL.protocol}//${PUBLIC_URL.hostname}:${DEMO_PORT}`;
