import type { PrivacyFacts, PrivacyLetters, PrivacyPageFacts } from '../../citizens/privacy/facts.ts';
import type { Catalogue, Letters } from '../catalogue.ts';
import { inBeijing, onDay } from './parts.ts';

export const facts = {
  'privacy.ask_withdraw_terms': '收回这个版本？\n它到时不会生效，已经公布的预告会消失。不能恢复，可以重新公布。\n收回',
  'privacy.export_today': '今天已经导出过，请明天再试',
  'privacy.no_export': '没有找到这份数据，它可能已经过了 7 天。可以重新导出一份。',
  'privacy.no_version': '没有这个版本',
  'privacy.owner_left': ({ count }) => `您还有 ${count} 个机构管理员身份，请先移交`,
  'privacy.role_left': ({ count }) => `您还有 ${count} 个运营角色，请先请管理员收回`,
  'privacy.children_left': ({ count }) => `您的家庭账号里还有 ${count} 个孩子，请先注销孩子的账号`,
  'privacy.password_missing': '请填写登录密码',
  'privacy.not_understood': '请先勾选“我知道账号和资料删除后不能找回”',
  'privacy.closing_already': '这个账号已经申请过注销',
  'privacy.not_closing': '这个账号没有在注销，不用撤销',
  'privacy.because_own': '您收到它，是因为这是您自己的账号。',
  'privacy.platforms_now': '今天有效的授权；人数多的在前。',
  'privacy.platforms_listed': ({ listed, all }) =>
    `今天有效的授权；人数多的在前。这里列出 ${listed} 个平台，全部 ${all} 个在“下载表格”里。`,
  'privacy.card': '隐私与数据',
  'privacy.card_note': '导出个人数据、注销账号',
  'privacy.terms': '用户协议',
  'privacy.policy': '隐私政策',
  'privacy.percent_done': ({ percent }) => `已完成 ${percent}%`,
  'privacy.report_no_birthdays': '不保存出生日期，年龄只有是否已满 14 周岁。',
  'privacy.report_in_audit': '每一次都在审计里，有操作人、时间和原因。',
  'privacy.menu_privacy': '隐私与数据',
  'privacy.menu_privacy_staff': '个人信息保护',
  'privacy.menu_terms': '协议版本',
  'privacy.do_terms': '发布新的协议',
} satisfies Catalogue<PrivacyFacts & PrivacyPageFacts>;

export const letters = {
  'privacy.export_letter': ({ until }) => ({
    heading: '您的个人数据已经准备好',
    paragraphs: [`可以下载到 ${onDay(until)}，之后自动删除。下载前需要重新登录一次。`],
    action: '去下载',
    sms: `您的个人数据已经准备好，${onDay(until)}前可在“我的账号 · 隐私与数据”下载。`,
  }),
  'privacy.closing_letter': ({ due }) => ({
    heading: '您申请了注销账号',
    paragraphs: [
      `${inBeijing(due)}起，账号和资料会删除，不能找回。各平台的登录已经退出。`,
      '在这之前登录国家公共文化云，可以随时撤销注销。如果不是您本人申请，请立即登录撤销，并修改密码。',
    ],
    action: '撤销注销',
    sms: `您申请了注销账号，${onDay(due)}删除。之前登录国家公共文化云可以撤销；不是您本人申请的，请立即撤销。`,
  }),
  'privacy.kept_letter': ({ at }) => ({
    heading: '注销已经撤销',
    paragraphs: [`${inBeijing(at)}撤销了注销，账号可以照常使用。`, '在各平台需要重新登录。'],
    action: '查看我的账号',
    sms: `您已撤销注销，账号可以照常使用。`,
  }),
  'privacy.not_closed_letter': ({ at, obstacles }) => ({
    heading: '注销没有完成',
    paragraphs: [
      `${inBeijing(at)}是您申请注销的日子，但还有人和事要由这个账号负责，所以没有删除，账号可以照常使用。`,
      ...obstacles.map((each) => `${each}。`),
      '处理好以后，可以重新申请注销。在各平台需要重新登录。',
    ],
    action: '查看我的账号',
    sms: '您的注销没有完成：还有机构、运营角色或孩子的账号由您负责。账号可以照常使用，请登录国家公共文化云处理后重新申请。',
  }),
  'privacy.erased_letter': ({ at }) => ({
    heading: '您的账号已经注销',
    paragraphs: [
      `${inBeijing(at)}，账号和资料已经删除。这个手机号以后可以重新注册，会是一个新的账号。`,
      '您用过的平台自己保存的预约、借阅等数据，请向各平台申请删除。',
    ],
    action: '有疑问请联系客服',
    sms: `您的账号已经注销，资料已删除。各平台自己保存的数据，请向各平台申请删除。`,
  }),
} satisfies Letters<PrivacyLetters>;
