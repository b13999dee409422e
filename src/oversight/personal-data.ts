import { type PersonalTable, untilJob } from '../personal.ts';
import { longestLife } from './admin-token.ts';
import { tokenRetention } from './admin-tokens.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'admin_tokens',
    kept: untilJob('程序以您的身份使用管理接口', longestLife + tokenRetention, 'admin_tokens.purge'),
    heading: '管理接口令牌',
    accountIn: ['account_id'],
    exported: {
      name: '名称',
      scopes: '能力',
      created_at: '建立时间',
      expires_at: '到期时间',
      last_used_at: '最近使用',
      revoked_at: '作废时间',
    },
    atDeletion: 'removed',
  },
];
