import { type PersonalTable, untilJob } from '../personal.ts';
import { tokenLife, tokenRetention } from './tokens.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'assistant_tokens',
    kept: untilJob('编程助手以您的身份使用沙箱', tokenLife + tokenRetention, 'assistant_tokens.purge'),
    heading: '编程助手令牌',
    accountIn: ['account_id'],
    exported: {
      name: '名称',
      created_at: '建立时间',
      expires_at: '到期时间',
      last_used_at: '最近使用',
      revoked_at: '作废时间',
    },
    atDeletion: 'removed',
  },
];
