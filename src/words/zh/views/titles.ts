import type { Views } from '../../../http/views.ts';

/** The titles of pages whose title is always the same. */
export const titles = {
  'oidc/choose': '选择账号',
  'oidc/closing': '这个账号正在注销',
  'oidc/consent': '授权确认',
  'oidc/factor': '再确认一步',
  'oidc/logged-out': '已退出',
  'oidc/handover': '这个账号现在归您自己',
  'oidc/login': '登录',
  'oidc/logout': '退出登录',
  'oidc/offer': '添加通行密钥',
  'oidc/recover': '找回密码',
  'oidc/register': '注册',
  'oidc/scan': '扫码登录',
  'oidc/scan-phone': '扫码登录',
  'oidc/sms': '登录',
  'oidc/soon': '账号快要归您自己管理',
  'oidc/terms': '用户协议有更新',
} as const satisfies Partial<Record<keyof Views, string>>;
