import type { PersonalTable } from '../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'admin_tokens',
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
