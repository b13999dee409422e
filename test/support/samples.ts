import type { PageData } from '../../src/http/pages/render.ts';
import type { Sample } from './sample.ts';
import {
  accountPage,
  at,
  colleague,
  form,
  grant,
  lancheng,
  lanjiang,
  logins,
  passkeys,
  qingxi,
  remembered,
  scopes,
  site,
  user,
} from './sample-values.ts';
import { accountSamples, cards } from './samples-account.ts';
import { applicationSamples } from './samples-applications.ts';
import { applicationFormSamples } from './samples-applications-form.ts';
import { assistantSamples } from './samples-assistants.ts';
import { brandSamples } from './samples-brand.ts';
import { consoleSamples } from './samples-console.ts';
import { dashboardSamples } from './samples-dashboards.ts';
import { demoSamples } from './samples-demo.ts';
import { deskSamples } from './samples-desk.ts';
import { docsSamples } from './samples-docs.ts';
import { doctorSamples } from './samples-doctor.ts';
import { familySamples } from './samples-family.ts';
import { followSamples } from './samples-follows.ts';
import { helpSamples } from './samples-help.ts';
import { helpdeskSamples } from './samples-helpdesk.ts';
import { importSamples } from './samples-imports.ts';
import { incidentSamples } from './samples-incidents.ts';
import { institutionSamples } from './samples-institutions.ts';
import { integrationSamples } from './samples-integration.ts';
import { licenceSamples } from './samples-licences.ts';
import { linkSamples } from './samples-links.ts';
import { oversightSamples } from './samples-oversight.ts';
import { passportSamples } from './samples-passports.ts';
import { pastingSamples } from './samples-pasting.ts';
import { privacySamples } from './samples-privacy.ts';
import { bareShowcase, publicSamples } from './samples-public.ts';
import { questionSamples } from './samples-questions.ts';
import { resourcePageSamples } from './samples-resource-pages.ts';
import { scanSamples } from './samples-scan.ts';
import { sourceSamples } from './samples-sources.ts';
import { startSamples } from './samples-start.ts';
import { statisticsSamples } from './samples-statistics.ts';
import { statusSamples } from './samples-status.ts';
import { submissionSamples } from './samples-submissions.ts';
import { termsSamples } from './samples-terms.ts';
import { transparencySamples } from './samples-transparency.ts';
import { verificationSamples } from './samples-verification.ts';
import { webhookSamples } from './samples-webhooks.ts';

/** The common data of every page; the clock of the samples stands at 2026-11-24 18:32 in Shanghai. */
export const samplePage: PageData = {
  title: '样张',
  language: 'zh',
  theme: 'light',
  elder: false,
  path: '/interaction/abc?step=1',
  csrf: 'form-token',
  contact: { phone: '400-0596-087', email: 'support@example.cn' },
  demo: true,
};

const citizen = (title: string, more: Partial<PageData> = {}): Partial<PageData> => ({
  title,
  layout: 'citizen',
  ...more,
});

/** Every view in every state that looks different, by a name for its picture. */
const noWays = { password: false, code: false, passkey: false, add: false, first: false, needsPhone: false };

export const samples: Readonly<Record<string, Sample>> = {
  ...submissionSamples,
  ...statisticsSamples,
  ...dashboardSamples,
  ...questionSamples,
  ...resourcePageSamples,
  ...deskSamples,
  ...docsSamples,
  ...startSamples,
  ...integrationSamples,
  ...linkSamples,
  ...sourceSamples,
  ...brandSamples,
  ...webhookSamples,
  ...verificationSamples,
  ...passportSamples,
  ...transparencySamples,
  ...licenceSamples,
  ...oversightSamples,
  ...helpSamples,
  ...assistantSamples,
  ...consoleSamples,
  ...applicationFormSamples,
  ...applicationSamples,
  ...institutionSamples,
  ...importSamples,
  ...pastingSamples,
  ...publicSamples,
  ...privacySamples,
  ...termsSamples,
  ...doctorSamples,
  ...statusSamples,
  ...incidentSamples,
  ...helpdeskSamples,
  ...familySamples,
  ...followSamples,
  ...scanSamples,
  'choose-account': {
    view: 'oidc/choose',
    data: { ...form, account: { nickname: '溪边人家', label: '张*（138****8000）' }, others: [remembered, colleague] },
    page: citizen('选择账号'),
  },
  'login-again': { view: 'oidc/login', data: { ...form, isAgain: true }, page: citizen('登录') },
  'login-known': { view: 'oidc/login', data: { ...form, known: remembered, remember: true }, page: citizen('登录') },
  'sms-known': { view: 'oidc/sms', data: { ...form, known: colleague, remember: true }, page: citizen('登录') },
  'login-agreement': {
    view: 'oidc/agreement',
    data: { ...form, agreed: false, ticket: 'x' },
    page: citizen('还差一步：请同意协议'),
  },
  'factor-code': {
    view: 'oidc/factor',
    data: { ...form, user, phone: user.phone, ways: { ...noWays, code: true, passkey: true } },
    page: citizen('再确认一步'),
  },
  'factor-first': {
    view: 'oidc/factor',
    data: { ...form, user, phone: user.phone, ways: { ...noWays, code: true, first: true } },
    page: citizen('再确认一步'),
  },
  'factor-password': {
    view: 'oidc/factor',
    data: { ...form, user, ways: { ...noWays, password: true } },
    page: citizen('再确认一步'),
  },
  'factor-passkey': {
    view: 'oidc/factor',
    data: { ...form, user, ways: { ...noWays, passkey: true } },
    page: citizen('再确认一步'),
  },
  'factor-add': {
    view: 'oidc/factor',
    data: { ...form, user, ways: { ...noWays, add: true } },
    page: citizen('再确认一步'),
  },
  'factor-none': {
    view: 'oidc/factor',
    data: { ...form, user, ways: noWays },
    page: citizen('再确认一步'),
  },
  'factor-no-phone': {
    view: 'oidc/factor',
    data: { ...form, user, ways: { ...noWays, needsPhone: true } },
    page: citizen('再确认一步'),
  },
  'passkey-offer': { view: 'oidc/offer', data: { ...form, user, onPhone: false }, page: citizen('添加通行密钥') },
  'passkey-offer-phone': { view: 'oidc/offer', data: { ...form, user, onPhone: true }, page: citizen('添加通行密钥') },
  passkeys: {
    view: 'passkeys/list',
    data: { problems: {}, keys: passkeys, max: 10, device: 'Windows 电脑 · Edge', onPhone: false },
    page: accountPage('通行密钥', 'passkeys'),
  },
  'passkeys-none': {
    view: 'passkeys/list',
    data: {
      keys: [],
      max: 10,
      device: 'iPhone · 微信',
      onPhone: true,
      problems: { form: '这台设备的通行密钥已经添加过' },
    },
    page: accountPage('通行密钥', 'passkeys'),
  },
  'passkeys-full': {
    view: 'passkeys/list',
    data: { problems: {}, keys: passkeys, max: 2, device: 'Mac 电脑 · Safari', onPhone: false },
    page: accountPage('通行密钥', 'passkeys'),
  },
  passkey: {
    view: 'passkeys/one',
    data: { problems: {}, key: passkeys[0], values: { name: '家里的安卓手机' } },
    page: accountPage('通行密钥', 'passkeys'),
  },
  'passkey-bad': {
    view: 'passkeys/one',
    data: { key: passkeys[1], values: { name: '' }, problems: { name: '请填写名称' } },
    page: accountPage('通行密钥', 'passkeys'),
  },
  login: { view: 'oidc/login', data: { ...form, values: { username: '138 0000 8000' } }, page: citizen('登录') },
  'login-hint': { view: 'oidc/login', data: { ...form, client: lancheng, hint: '138****8000' }, page: citizen('登录') },
  'login-bad': {
    view: 'oidc/login',
    data: {
      ...form,
      agreed: true,
      values: { username: '13800008000' },
      problems: { password: '手机号或密码不对，还可以再试 4 次', agree: '请先阅读并同意《用户协议》《隐私政策》' },
    },
    page: citizen('登录', { bad: true }),
  },
  sms: { view: 'oidc/sms', data: form, page: citizen('登录') },
  'sms-sent': {
    view: 'oidc/sms',
    data: { ...form, values: { phone: '13800008000' }, sent: { masked: '138****8000', secondsLeft: 58 } },
    page: citizen('登录'),
  },
  'sms-again': {
    view: 'oidc/sms',
    data: {
      ...form,
      values: { phone: '13800008000' },
      sent: { masked: '138****8000', secondsLeft: 58, spoken: false, again: true, speaks: true },
    },
    page: citizen('登录'),
  },
  'sms-voice-work': {
    view: 'oidc/sms',
    data: { ...form, values: { phone: '13800008000' }, work: { task: 'e30', wait: 60 }, voice: true },
    page: citizen('登录'),
  },
  'sms-bad': {
    view: 'oidc/sms',
    data: {
      ...form,
      values: { phone: '1380000' },
      problems: { form: '短信暂时发不出去，可改用密码登录', phone: '请填写 11 位手机号', code: '验证码是 6 位数字' },
    },
    page: citizen('登录', { bad: true }),
  },
  'sms-work': {
    view: 'oidc/sms',
    data: { ...form, values: { phone: '13800008000' }, work: { task: 'e30', wait: 60 } },
    page: citizen('登录'),
  },
  'login-work': {
    view: 'oidc/login',
    data: {
      ...form,
      agreed: true,
      values: { username: '13800008000' },
      problems: { password: '请再输入一次密码' },
      work: { task: 'e30', wait: 60 },
    },
    page: citizen('登录', { bad: true }),
  },
  register: { view: 'oidc/register', data: { ...form, way: 'phone', step: 'phone' }, page: citizen('注册') },
  'register-details': {
    view: 'oidc/register',
    data: { ...form, way: 'phone', step: 'details', ticket: 'sealed', phone: '138****8000' },
    page: citizen('注册'),
  },
  'register-username': {
    view: 'oidc/register',
    data: {
      ...form,
      way: 'username',
      step: 'details',
      work: { task: 'e30', wait: 60 },
      values: { username: '溪边人家', over14: 'yes', nickname: '溪边' },
      problems: {
        username: '这个用户名已被使用，请换一个',
        password: '这个密码太常见，容易被猜中，请换一个',
        over14: '请选择是否已满 14 周岁',
      },
    },
    page: citizen('注册', { bad: true }),
  },
  'register-unticked': {
    view: 'oidc/register',
    data: {
      ...{ ...form, way: 'phone', step: 'details', ticket: 'sealed', phone: '138****8000', kept: 'sealed' },
      values: { over14: 'yes' },
      problems: { agree: '请先阅读并同意用户协议和隐私政策' },
    },
    page: citizen('注册', { bad: true }),
  },
  'register-underage': {
    view: 'oidc/register',
    data: { ...form, way: 'phone', step: 'details', underage: true },
    page: citizen('注册'),
  },
  recover: { view: 'oidc/recover', data: { ...form, step: 'phone' }, page: citizen('找回密码') },
  'recover-email': {
    view: 'oidc/recover',
    data: {
      ...form,
      step: 'email',
      values: { email: 'zhangyun@qx.example.cn' },
      sent: { masked: 'z***@qx.example.cn', secondsLeft: 42, again: true },
    },
    page: citizen('找回密码'),
  },
  'recover-email-bad': {
    view: 'oidc/recover',
    data: {
      ...form,
      ...{ step: 'email', values: { email: 'zhangyun' } },
      problems: { email: '请填写完整的邮箱，例如 name@example.cn' },
    },
    page: citizen('找回密码', { bad: true }),
  },
  'recover-password': {
    view: 'oidc/recover',
    data: { problems: {}, values: {}, step: 'password', ticket: 'sealed', phone: '138****8000' },
    page: citizen('找回密码'),
  },
  'recover-keys': {
    view: 'oidc/recover',
    data: {
      ...{ problems: {}, values: {}, step: 'password', ticket: 'sealed', phone: '138****8000' },
      keys: [
        {
          id: 'a',
          name: '家里的安卓手机',
          madeOn: '安卓 · Chrome',
          createdAt: new Date('2026-03-02T02:00:00Z'),
          isKept: true,
        },
        {
          id: 'b',
          name: 'Windows · Edge',
          madeOn: 'Windows · Edge',
          createdAt: new Date('2026-11-23T02:00:00Z'),
          isKept: false,
        },
      ],
    },
    page: citizen('找回密码'),
  },
  consent: {
    view: 'oidc/consent',
    data: { uid: 'abc', client: qingxi, user, scopes, onlyNew: false, picture: `/avatars/${'a'.repeat(43)}.jpg` },
    page: citizen('授权确认'),
  },
  'consent-new': {
    view: 'oidc/consent',
    data: { uid: 'abc', client: lancheng, user, scopes: scopes.slice(2, 3), onlyNew: true },
    page: citizen('授权确认'),
  },
  logout: {
    view: 'oidc/logout',
    data: {
      form: '<form id="op.logoutForm" method="post" action="/oidc/logout/confirm"><input type="hidden" name="xsrf" value="1"/></form>',
      client: qingxi,
    },
    page: citizen('退出登录'),
  },
  'logged-out': { view: 'oidc/logged-out', data: { client: qingxi }, page: citizen('您已退出登录') },
  error: {
    view: 'oidc/error',
    data: {
      number: '8K2F-41QT',
      title: '青溪县文化馆的登录设置有误',
      paragraphs: [
        '它使用的回调地址没有在国家公共文化云登记，为保护您的账号，登录已停止。您没有做错什么，账号也不受影响。',
        '我们已通知对方处理。',
      ],
      action: { href: 'https://m.qx.example.cn/', label: '返回青溪县文化馆' },
      client: { name: '青溪县文化馆', phone: '0570-0000000（演示）' },
      at: at('2026-11-24T10:30:00Z'),
    },
    page: citizen('暂时不能登录'),
  },
  'not-left': {
    view: 'oidc/error',
    data: {
      number: '8K2F-41QT',
      title: '青溪县文化馆的退出设置有误',
      paragraphs: [
        '它要求退出以后打开的网址没有在国家公共文化云登记，所以没有跳转。',
        '您还没有退出国家公共文化云：在公用电脑上，请点击下面的“退出登录”。',
      ],
      action: { href: '/oidc/logout', label: '退出登录' },
      client: { name: '青溪县文化馆' },
      at: at('2026-11-24T10:30:00Z'),
    },
    page: citizen('没有退出'),
  },
  'start-again': {
    view: 'oidc/start-again',
    data: {
      number: '8K2F-41QT',
      title: '登录页面已过期',
      paragraphs: ['停留超过 60 分钟，或者在另一个窗口里已经登录过了。'],
      action: { href: 'https://m.qx.example.cn/login', label: '返回青溪县文化馆重新登录' },
    },
    page: citizen('登录页面已过期'),
  },
  'account-again': {
    view: 'accounts/again',
    data: { action: '/account/security/phone', kept: [['phone', '138 0000 8000']], signIn: '/oidc/auth?prompt=login' },
    page: citizen('请再登录一次'),
  },
  'account-signed-in': { view: 'accounts/signed-in', data: {}, page: citizen('身份已确认') },
  account: {
    view: 'accounts/home',
    data: {
      ...{ label: user.label, nickname: '溪边人家', picture: `/avatars/${'a'.repeat(43)}.jpg` },
      cards,
      steps: [],
      newDevice: { at: at('2026-11-23T14:41:00Z'), device: 'iPad · Safari' },
    },
    page: accountPage('我的账号', 'home'),
  },
  'account-new': {
    view: 'accounts/home',
    data: {
      ...{ label: 'xibian', nickname: 'ئالىم' },
      cards,
      steps: [
        { href: '/account/security/password', label: '设置密码', isDone: true },
        { href: '/account/security/email', label: '绑定邮箱', isDone: false },
      ],
    },
    page: accountPage('我的账号', 'home'),
  },
  ...accountSamples,
  grants: {
    view: 'accounts/grants',
    data: {
      grants: [
        grant,
        { ...grant, client: lanjiang },
        { ...grant, client: lancheng, scopes: ['昵称和头像', '是否满 60 周岁'] },
      ],
    },
    page: accountPage('已授权平台', 'grants'),
  },
  'grants-none': { view: 'accounts/grants', data: { grants: [] }, page: accountPage('已授权平台', 'grants') },
  withdraw: { view: 'accounts/withdraw', data: { grant }, page: accountPage('取消授权', 'grants') },
  logins: {
    view: 'accounts/logins',
    data: { logins, next: '/account/logins?before=17' },
    page: accountPage('登录记录', 'logins'),
  },
  'logins-none': { view: 'accounts/logins', data: { logins: [] }, page: accountPage('登录记录', 'logins') },
  home: {
    view: 'site/home',
    data: { demoSite: site.home, showcase: bareShowcase },
    page: { title: '国家公共文化云', layout: 'public' },
  },
  outbox: {
    view: 'site/outbox',
    data: {
      messages: [
        {
          channel: '短信',
          to: '13800008000',
          text: '【国家公共文化云】验证码 123456，5 分钟内有效，用于登录。请勿告诉他人。',
          at: at('2026-11-24T10:31:00Z'),
        },
        {
          channel: '邮件',
          to: 'a@example.cn',
          subject: 'AK 将在 3 天后到期',
          text: '您好：\n请到机构后台延长有效期。',
          at: at('2026-11-23T01:00:00Z'),
        },
      ],
    },
    page: { title: '发出的短信和邮件' },
  },
  'outbox-none': { view: 'site/outbox', data: { messages: [] }, page: { title: '发出的短信和邮件' } },
  ...demoSamples,
};
