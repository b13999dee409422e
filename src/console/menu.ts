import type { Menu } from '../http/admitted.ts';

type Entry = Menu['entries'][number];

/** What stands in the side menus; of it everybody sees where the guards let them in (guards.ts). */
export const memberMenu: readonly Entry[] = [
  { key: 'home', href: '/console', label: '首页' },
  { key: 'applications', href: '/console/applications', label: '应用与密钥' },
  { key: 'resources', href: '/console/resources', label: '资源' },
  { key: 'statistics', href: '/console/statistics', label: '服务数据' },
  { key: 'links', href: '/console/links', label: '端口互访' },
  { key: 'catalogue', href: '/console/catalogue', label: '国家资源库' },
  { key: 'licences', href: '/console/licences', label: '资源许可' },
  { key: 'submissions', href: '/console/submissions', label: '对接申请' },
  { key: 'webhooks', href: '/console/webhooks', label: '事件通知' },
  { key: 'institution', href: '/console/institution', label: '机构资料', gap: true },
  { key: 'members', href: '/console/members', label: '成员与权限' },
  { key: 'security', href: '/console/security', label: '登录与安全' },
  { key: 'messages', href: '/console/messages', label: '消息' },
];

export const staffMenu: readonly Entry[] = [
  { key: 'desk', href: '/admin', label: '工作台' },
  { key: 'review', href: '/admin/review', label: '审核' },
  { key: 'institutions', href: '/admin/institutions', label: '机构', gap: true },
  { key: 'applications', href: '/admin/applications', label: '应用与密钥' },
  { key: 'links', href: '/admin/links', label: '端口链接' },
  { key: 'own-resources', href: '/admin/resources', label: '国家云资源' },
  { key: 'licences', href: '/admin/licences', label: '资源许可' },
  { key: 'statistics', href: '/admin/statistics', label: '全国统计', gap: true },
  { key: 'data-quality', href: '/admin/statistics/quality', label: '数据质量' },
  { key: 'phrases', href: '/admin/phrases', label: '常用语', gap: true },
  { key: 'words', href: '/admin/words', label: '敏感词' },
  { key: 'staff', href: '/admin/staff', label: '人员与角色', gap: true },
  { key: 'audit', href: '/admin/audit', label: '审计' },
  { key: 'tokens', href: '/admin/tokens', label: '管理接口' },
  { key: 'security', href: '/console/security', label: '登录与安全', gap: true },
  { key: 'messages', href: '/console/messages', label: '消息' },
];

/** For whoever belongs nowhere yet. */
export const personMenu: readonly Entry[] = [
  { key: 'start', href: '/console/start', label: '开始' },
  { key: 'security', href: '/console/security', label: '登录与安全' },
  { key: 'messages', href: '/console/messages', label: '消息' },
];

export const switchEntry: Entry = { key: 'switch', href: '/console/switch', label: '切换机构', gap: true };
