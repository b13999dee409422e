import type { PageData } from '../../src/http/pages/render.ts';
import type { Sample } from './sample.ts';
import { accountPage, at } from './sample-values.ts';

const citizen = (title: string): Partial<PageData> => ({ title, layout: 'citizen' });

const passkeys = { href: '/account/security/passkeys', title: '通行密钥' };

export const cards = [
  { href: '/account/profile', title: '基本资料', note: '昵称 溪边人家', action: '查看' },
  { href: '/account/security', title: '登录与安全', note: '手机验证码、密码', action: '查看' },
  { href: '/account/grants', title: '已授权平台', note: '3 个平台可以用您的账号登录', action: '查看' },
  { href: '/account/logins', title: '登录记录', note: '最近一次 今天 18:32，安卓手机 · 微信', action: '查看' },
  { href: '/account/privacy', title: '隐私与数据', note: '导出个人数据、注销账号', action: '查看' },
  { href: '/account?elder=1', title: '长辈版', note: '字和按钮都更大', action: '开启' },
];

/** Nothing lies there in tests of the look: only its frame shows. */
const picture = `/avatars/${'a'.repeat(43)}.jpg`;
const waiting = { phone: '139****0001', dueAt: at('2026-11-26T10:30:00Z') };
const addedWay = { device: '安卓 · Chrome', at: at('2026-11-24T10:30:00Z') };
const signIn = '/oidc/auth?client_id=account-centre';
const hash = 'ab'.repeat(32);
const sessions = [
  { id: hash, device: 'Windows 电脑 · Edge', address: '203.0.113.7', at: at('2026-11-24T10:30:00Z'), isThis: true },
  { id: hash, device: '安卓手机 · 微信', address: '2001:db8::17', at: at('2026-11-24T01:20:00Z'), isThis: false },
  { id: hash, device: undefined, address: undefined, at: at('2026-11-20T14:41:00Z'), isThis: false },
];
const phone = { step: 'old', current: '138****8000', ticket: '', values: {} } as const;

/** Pages on which people change something about the own account. */
export const accountSamples: Readonly<Record<string, Sample>> = {
  profile: {
    view: 'accounts/profile',
    data: { values: { nickname: '溪边人家' }, nickname: '溪边人家', username: 'xibian', saved: 'nickname' },
    page: accountPage('基本资料', 'profile'),
  },
  'profile-bad': {
    view: 'accounts/profile',
    data: {
      ...{ values: { nickname: '' }, nickname: '溪边人家', picture, username: undefined, saved: '' },
      problems: { nickname: '请填写昵称', avatar: '图片是 120×90，会被放大变模糊，请上传不小于 200×200 的图片' },
    },
    page: { ...accountPage('基本资料', 'profile'), bad: true },
  },
  security: {
    view: 'accounts/security',
    data: {
      phone: '138****8000',
      email: { masked: 'xi***@example.cn', isVerified: true },
      hasPassword: true,
      ways: [{ ...passkeys, note: '小米手机、书房的电脑', isSet: true }],
      waiting,
      added: [
        { id: 'a', kind: 'passkey', ...addedWay },
        { id: 'b', kind: 'email', ...addedWay, device: '' },
      ],
      sessions,
      done: 'others',
    },
    page: accountPage('登录与安全', 'security'),
  },
  'security-new': {
    view: 'accounts/security',
    data: {
      ...{ phone: undefined, email: undefined, hasPassword: false, sessions: sessions.slice(0, 1), done: '' },
      ways: [{ ...passkeys, note: '还没有添加', isSet: false }],
      added: [],
    },
    page: accountPage('登录与安全', 'security'),
  },
  email: {
    view: 'accounts/email',
    data: { values: { email: 'xi@' }, current: undefined, problems: { email: '邮箱的写法不对' } },
    page: { ...accountPage('绑定邮箱', 'security'), bad: true },
  },
  'email-sent': {
    view: 'accounts/email',
    data: {
      ...{ values: {}, sentTo: 'xibian@example.cn' },
      current: { masked: 'xi***@example.com', isVerified: false },
    },
    page: accountPage('更换邮箱', 'security'),
  },
  'email-link': {
    view: 'accounts/email-link',
    data: { email: 'xibian@example.cn', action: '/account/security/email/e30' },
    page: accountPage('确认邮箱', 'security'),
  },
  'email-link-over': {
    view: 'accounts/email-link',
    data: { email: undefined, action: '/account/security/email/e30', problems: { form: '这个链接已过期' } },
    page: { ...accountPage('确认邮箱', 'security'), bad: true },
  },
  'password-change': {
    view: 'accounts/password',
    data: {
      ...{ hasPassword: true },
      problems: { current: '当前密码不对，请核对后重填', password: '密码至少 8 位' },
    },
    page: { ...accountPage('修改密码', 'security'), bad: true },
  },
  'password-set': {
    view: 'accounts/password',
    data: { hasPassword: false },
    page: accountPage('设置密码', 'security'),
  },
  'password-changed': { view: 'accounts/password-changed', data: { signIn }, page: citizen('密码已保存') },
  appeal: {
    view: 'accounts/appeal',
    data: {
      current: '138****8000',
      waiting: undefined,
      values: { phone: '139' },
      problems: { phone: '请填写 11 位手机号' },
    },
    page: { ...accountPage('原手机号不用了', 'security'), bad: true },
  },
  'appeal-waiting': {
    view: 'accounts/appeal',
    data: { current: '138****8000', waiting, values: {} },
    page: accountPage('原手机号不用了', 'security'),
  },
  'appeal-stop': {
    view: 'accounts/stop',
    data: { waiting, isStopped: false, action: '/account/stop/a' },
    page: citizen('停止更换手机号'),
  },
  'appeal-stopped': {
    view: 'accounts/stop',
    data: { waiting: undefined, isStopped: true, action: '/account/stop/a' },
    page: citizen('已停止更换手机号'),
  },
  'appeal-over': {
    view: 'accounts/stop',
    data: { waiting: undefined, isStopped: false, action: '/account/stop/a' },
    page: citizen('停止更换手机号'),
  },
  'added-passkey': {
    view: 'accounts/added',
    data: { way: { ...addedWay, kind: 'passkey' }, isEnded: false, action: '/account/added/a' },
    page: citizen('这是您本人做的吗'),
  },
  'added-phone': {
    view: 'accounts/added',
    data: { way: { ...addedWay, kind: 'phone', device: '' }, isEnded: false, action: '/account/added/a' },
    page: citizen('这是您本人做的吗'),
  },
  'added-ended': {
    view: 'accounts/added',
    data: { way: undefined, isEnded: true, action: '/account/added/a' },
    page: citizen('已经结束'),
  },
  'added-over': {
    view: 'accounts/added',
    data: { way: undefined, isEnded: false, action: '/account/added/a' },
    page: citizen('这是您本人做的吗'),
  },
  'phone-old': { view: 'accounts/phone', data: phone, page: accountPage('改绑手机号', 'security') },
  'phone-old-work': {
    view: 'accounts/phone',
    data: { ...phone, work: { task: 'e30', wait: 60 }, problems: { code: '验证码不对，请核对后重填' } },
    page: { ...accountPage('改绑手机号', 'security'), bad: true },
  },
  'phone-new': {
    view: 'accounts/phone',
    data: { ...phone, step: 'new', ticket: 'e30', sent: { masked: '139****0001', secondsLeft: 58 } },
    page: accountPage('改绑手机号', 'security'),
  },
  'not-me': { view: 'accounts/not-me', data: { phone: '138****8000' }, page: accountPage('不是我登录的', 'logins') },
  'not-me-no-phone': {
    view: 'accounts/not-me',
    data: { phone: undefined, problems: { current: '当前密码不对，请核对后重填' } },
    page: { ...accountPage('不是我登录的', 'logins'), bad: true },
  },
  'not-me-done': { view: 'accounts/not-me-done', data: { phone: '138****8000', signIn }, page: citizen('已全部退出') },
  'not-me-done-no-phone': {
    view: 'accounts/not-me-done',
    data: { phone: undefined, signIn },
    page: citizen('已全部退出'),
  },
};
