import { type PersonalTable, untilJob } from '../personal.ts';
import { accessLife, accessRetention } from './accesses.ts';
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
  {
    table: 'assistant_accesses',
    kept: untilJob('您同意的编程助手使用沙箱', accessLife + accessRetention, 'assistant_accesses.purge'),
    heading: '登录的编程助手',
    accountIn: ['account_id'],
    exported: {
      name: '助手',
      client_id: '助手的地址',
      created_at: '同意时间',
      expires_at: '到期时间',
      last_used_at: '最近使用',
      revoked_at: '结束时间',
    },
    atDeletion: 'removed',
  },
  {
    table: 'assistant_artefacts',
    kept: untilJob('保持编程助手的登录', accessLife, 'assistant_artefacts.purge'),
    heading: '编程助手的登录凭证',
    accountIn: ['account_id'],
    exported: { kind: '种类', expires_at: '到期时间' },
    atDeletion: 'removed',
  },
];
