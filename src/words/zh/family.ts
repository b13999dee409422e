import type { FamilyFacts, FamilyLetters } from '../../citizens/family/facts.ts';
import type { Catalogue, Letters } from '../catalogue.ts';
import { onDay } from './parts.ts';

const acts: Readonly<Record<FamilyFacts['family.act']['act'], (child: string, platform: string) => string>> = {
  add: (child) => `您添加了${child}，声明自己已成年、是监护人，同意保存昵称、出生年份和用户名`,
  allow: (child, platform) => `您同意${child}进入${platform}，给出昵称、年龄段`,
  refuse: (child, platform) => `您没有同意${child}进入${platform}`,
  withdraw: (child, platform) => `您收回了${child}进入${platform}的同意`,
  password: (child) => `您改了${child}的密码`,
  end: (child) => `您申请注销${child}的账号`,
  keep: (child) => `您撤销了注销${child}的账号`,
  handover: (child) => `您把账号交给了${child}`,
  due: (child) => `${child}已满 14 周岁，账号交给了本人`,
  return: (child) => `您收回了交给${child}的账号`,
  own: (child) => `${child}接手了账号`,
  terms: (child) => `您替${child}同意了更新后的用户协议和隐私政策`,
};

const action = '去家庭账号';

export const facts = {
  'family.not_of_age': '家庭账号由成年的监护人管理，您还不满 18 周岁',
  'family.phone_needed': '请先绑定手机号，再添加孩子：我们用它核对监护人的身份',
  'family.year_form': '出生年份是 4 位数字，例如 2017',
  'family.too_old': ({ year }) => `孩子出生在 ${year} 年，已满 14 周岁，可以用自己的手机号注册，不用添加`,
  'family.not_guardian': '请先勾选“我已成年，是孩子的父母或其他监护人”',
  'family.not_agreed': '请先勾选您同意我们保存和使用孩子的这些信息',
  'family.most_children': ({ most }) => `一位监护人最多 ${most} 个孩子，一年内交给孩子自己和收回的也算在内`,
  'family.no_child': '您的家庭账号里没有这个孩子，可能已经注销。',
  'family.no_platform': '请从列出的平台里选择',
  'family.closing': '孩子的账号正在注销，撤销注销以后才能修改',
  'family.gone': '已停用的平台',
  'family.child': ({ child }) => `家庭账号：${child}`,
  'family.act': ({ act, child, platform }) => acts[act](child, platform),
  'family.many_tries': ({ minutes }) => `试的次数过多，请 ${minutes} 分钟后再试`,
  'family.not_reached': '请先勾选孩子已满 14 周岁',
  'family.too_young': ({ year }) => `孩子在 ${year} 年满 14 周岁，那一年起才能交给本人`,
  'family.no_handover': '没有等本人接手的账号，孩子可能已经接手。',
  'family.too_late': '孩子已满 14 周岁，账号归本人，不能再收回',
  'family.own_password': '请换一个新密码：原来的密码家长知道',
  'family.phone_of_another': '这个手机号已经绑定了别的账号，请用您自己的手机号',
  'family.proof_over': '停留的时间过长，或者起始密码已经换过，请重新登录',
  'family.terms_missing': '请先阅读并同意《用户协议》《隐私政策》',
  'family.because_guardian': '您收到它，是因为您在家庭账号中添加过孩子。',
  'family.waiting_title': ({ child }) => `等${child}接手`,
  'family.terms_title': ({ child }) => `${child}：用户协议有更新`,
  'family.handover_title': ({ child }) => `把账号交给${child}`,
  'family.card_note': ({ names, asked }) =>
    names.length === 0
      ? '给不满 14 周岁的孩子添加账号，孩子只进您同意的平台'
      : `${names.join('、')}${asked > 0 ? `，有 ${asked} 件事等您同意` : ''}`,
  'family.menu_family': '家庭账号',
} satisfies Catalogue<FamilyFacts>;

export const letters = {
  'family.terms_letter': ({ nickname }) => ({
    heading: `${nickname}等您同意新的用户协议`,
    paragraphs: [
      `《用户协议》和《隐私政策》有更新。${nickname}的账号由您管理，由您替孩子决定；您同意以前，孩子不能登录各平台。`,
      '请登录“家庭账号”看一看改了什么，再决定。',
    ],
    action,
    sms: `用户协议有更新，${nickname}等您在“家庭账号”里同意后才能登录。`,
  }),
  'family.asks_letter': ({ nickname, platform, isNew }) => ({
    heading: isNew ? `${nickname}想进${platform}` : `${nickname}在${platform}请您看一看`,
    paragraphs: [
      isNew
        ? `${nickname}想用国家公共文化云的账号登录${platform}，要您同意。只给出昵称和年龄段，没有手机号和生日。`
        : `${nickname}在${platform}有要您来做的事：付钱的活动、去别的平台，或者改密码。`,
      isNew ? '请登录“家庭账号”决定。您同意以后，孩子点一下就能进去。' : '请问一问孩子，需要时登录“家庭账号”。',
    ],
    action,
    sms: isNew
      ? `${nickname}想进${platform}，请在“家庭账号”里决定。`
      : `${nickname}在${platform}请您看一看，详情见“家庭账号”。`,
  }),
  'family.year_letter': ({ nickname, due }) => ({
    heading: `${nickname}今年满 14 周岁`,
    paragraphs: [
      '满 14 周岁以后，账号由孩子自己管理。满的那天起，您可以在“家庭账号”里把账号交给孩子。',
      `我们不知道孩子的生日，所以最晚在 ${onDay(due)}自动交给孩子。`,
    ],
    action,
    sms: `${nickname}今年满 14 周岁，满后请在“家庭账号”把账号交给孩子，最晚 ${onDay(due)}自动交给孩子。`,
  }),
  'family.soon_letter': ({ nickname, due }) => ({
    heading: `${nickname}的账号快要由孩子自己管理`,
    paragraphs: [
      `${onDay(due)}起，孩子已满 14 周岁，账号归孩子自己，您不再看到和管理。`,
      '那天孩子在所有平台退出，用现在的用户名和密码登录，设一个自己的新密码，就接手了。请提前告诉孩子用户名和密码。',
    ],
    action,
    sms: `${onDay(due)}起${nickname}的账号归孩子自己管理，请提前把用户名和密码告诉孩子。`,
  }),
  'family.handed_letter': ({ nickname, byDay }) => ({
    heading: `${nickname}的账号已交给孩子自己`,
    paragraphs: [
      byDay ? '孩子已满 14 周岁，账号从今天起归孩子自己。' : '您把账号交给了孩子，它从现在起归孩子自己。',
      '孩子已在所有平台退出。请孩子用现在的用户名和密码登录，绑定自己的手机号，设一个新密码。忘了密码，您可以在“家庭账号”里重设一个起始密码。',
    ],
    action,
    sms: `${nickname}的账号已交给孩子自己，请孩子用现在的用户名和密码登录，绑定自己的手机号，设一个新密码。`,
  }),
  'family.own_letter': ({ nickname }) => ({
    heading: `${nickname}已接手自己的账号`,
    paragraphs: ['孩子设了自己的密码，账号由孩子自己管理，您不用再做什么。'],
    action,
    sms: `${nickname}已接手自己的账号，您不用再做什么。`,
  }),
} satisfies Letters<FamilyLetters>;
