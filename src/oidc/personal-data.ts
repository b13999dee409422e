import { type PersonalTable, untilJob } from '../personal.ts';
import { consentLifetime, interactionLifetime, interactionRetention, refreshTokenLifetimes } from './lifetimes.ts';
import { forgetInteractions, forgetTokens } from './tokens/personal-store.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'consents',
    kept: untilJob('按您的决定提供信息，让您随时查看和取消', consentLifetime, 'oidc.purge'),
    heading: '已授权平台',
    accountIn: ['account_id'],
    exported: {
      client_id: '平台的 AK',
      granted: '同意提供',
      refused: '没有提供',
      first_at: '第一次',
      last_at: '最近一次',
      expires_at: '到期时间',
    },
    atDeletion: 'removed',
  },
  {
    table: 'consent_uses',
    kept: untilJob('让您查看平台收到了什么', consentLifetime, 'oidc.purge'),
    heading: '平台收到的信息',
    accountIn: ['account_id'],
    exported: { client_id: '平台的 AK', day: '日期', granted: '提供的信息' },
    atDeletion: 'removed',
  },
  {
    table: 'oidc_tokens',
    kept: untilJob('保持登录', refreshTokenLifetimes.inAll, 'oidc.purge'),
    heading: '登录会话和凭证',
    accountIn: ['account_id'],
    mentionedIn: ['payload'],
    exported: { kind: '种类', client_id: '平台的 AK', issued_at: '开始时间', expires_at: '到期时间' },
    atDeletion: (trx, { accountId }) => forgetTokens(trx, accountId),
  },
  {
    table: 'oidc_tokens',
    kept: untilJob('保持登录', interactionLifetime + interactionRetention, 'oidc.purge'),
    heading: '打开过的登录页',
    accountIn: [],
    mentionedIn: ['payload'],
    exported: {},
    atDeletion: (trx, { accountId }) => forgetInteractions(trx, accountId),
  },
];
