import type { FamilyFacts } from '../../family/facts.ts';
import type { Catalogue } from '../catalogue.ts';

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
};

export const family = {
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
  'family.handover_title': ({ child }) => `把账号交给${child}`,
} satisfies Catalogue<FamilyFacts>;
