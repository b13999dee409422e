import type { FamilyLetters } from '../../../family/facts.ts';
import type { Letters } from '../../catalogue.ts';
import { onDay } from './parts.ts';

const action = '去家庭账号';

export const family = {
  'family.terms_letter': ({ nickname }) => ({
    heading: `${nickname}等您同意新的用户协议`,
    paragraphs: [
      `《用户协议》和《隐私政策》有更新。${nickname}还不满 14 周岁，由您替孩子决定；您同意以前，孩子不能登录各平台。`,
      '请登录“家庭账号”看一看改了什么，再决定。',
    ],
    action,
    sms: `用户协议有更新，${nickname}等您在“家庭账号”里同意后才能登录。`,
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
