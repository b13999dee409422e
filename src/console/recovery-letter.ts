import type { Account } from '../accounts/account.ts';
import { label } from '../accounts/account.ts';
import { dateTime } from '../http/pages/text.ts';
import type { Notice } from '../notices/service.ts';

/** Whoever used a recovery code was its owner, or somebody who found the paper: the owner hears of it. */
export function recoveryLetter(account: Account, left: number, at: Date): Notice {
  const heading = '您的一个恢复码已被使用';
  return {
    event: 'account.recovery_code_used',
    key: `recovery code ${account.id} ${at.toISOString()}`,
    recipient: { kind: 'account', id: account.id, email: account.email, phone: account.phone },
    letter: {
      subject: heading,
      heading,
      to: label(account),
      paragraphs: [
        `${dateTime(at)}（北京时间），有人用恢复码代替动态验证码登录了国家公共文化云后台。您还有 ${left} 个恢复码。`,
        '如果不是您本人操作，请立即修改密码，其他设备会随之退出；再到“登录与安全”重新设置动态验证码。',
      ],
      facts: [],
      action: '不是您本人操作时，也请告诉运营',
      because: '您的账号设置了动态验证码，所以收到这封邮件。',
    },
    sms: `【国家公共文化云】您的一个恢复码刚刚用于登录后台，还有 ${left} 个。如果不是您本人操作，请立即修改密码并联系客服。`,
  };
}
