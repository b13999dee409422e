import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';

const menu = {
  label: '运营后台',
  entries: [
    { key: 'desk', href: '/admin', label: '工作台' },
    { key: 'helpdesk', href: '/admin/support', label: '用户支持' },
  ],
};
const page = (title: string) => ({
  ...{ title, menu, here: 'helpdesk', place: '运营' },
  user: { label: '李*（138****8102）' },
});
const person = {
  label: '林*（139****6802）',
  number: '3f0c3a1e-6a0f-4a5e-8f52-0a6a3f1b2c3d',
  nickname: '林*',
  phone: '139****6802',
  email: 'l***@example.cn',
  since: at('2026-03-02T01:00:00Z'),
  isLocked: false,
  mustChoosePassword: false,
  realname: undefined,
  mayBeNamed: true,
};
const papers = { resident: '居民身份证', permit: '港澳台居民居住证', passport: '护照' };
const opened = {
  id: 'c',
  reason: '本人来电，换了手机收不到验证码',
  closesAt: at('2026-11-24T11:00:00Z'),
};
const logins = [
  {
    at: at('2026-11-24T09:12:00Z'),
    method: 'password' as const,
    succeeded: false,
    device: '安卓 · 微信',
    client: '青溪县文化馆',
  },
  { at: at('2026-11-20T02:40:00Z'), method: 'sms' as const, succeeded: true, device: '安卓 · 微信', client: undefined },
];
const cases = [
  { id: 'a', by: '我', who: '林*', reason: opened.reason, at: at('2026-11-24T10:30:00Z') },
  { id: 'b', by: '赵*', who: '王*', reason: '家属来电，要求撤销注销', at: at('2026-11-23T06:05:00Z') },
];
const one = { case: opened, person, waiting: undefined, closing: undefined, logins, values: {}, papers, done: '' };

/** O10 用户支持 */
export const helpdeskSamples: Readonly<Record<string, Sample>> = {
  'support-none': {
    view: 'helpdesk/list',
    data: { mayLook: true, values: {}, cases: [], next: undefined },
    page: page('用户支持'),
  },
  'support-list': {
    view: 'helpdesk/list',
    data: { mayLook: false, values: {}, cases, next: '/admin/support?before=x' },
    page: page('用户支持'),
  },
  'support-case': { view: 'helpdesk/case', data: one, page: page(person.label) },
  'support-case-named': {
    view: 'helpdesk/case',
    data: { ...one, person: { ...person, realname: { masked: '林*', at: at('2026-11-24T10:32:00Z') } }, done: 'named' },
    page: page(person.label),
  },
  'support-case-name-problems': {
    view: 'helpdesk/case',
    data: {
      ...{ ...one, values: { name: '林9', birthYear: '58' } },
      problems: {
        name: '证件上的姓名不能有数字',
        paper: '请选择看到的是哪种证件',
        birthYear: '出生年份是 4 位数字，例如 1958；不需要时不填',
        present: '请先勾选本人在场，和证件照片一致',
      },
    },
    page: page(person.label),
  },
  'support-case-locked': {
    view: 'helpdesk/case',
    data: {
      ...{ ...one, waiting: { phone: '137****0009', dueAt: at('2026-11-26T10:30:00Z') } },
      ...{ person: { ...person, isLocked: true, mayBeNamed: false, email: undefined }, logins: [] },
    },
    page: page(person.label),
  },
  'support-case-closing': {
    view: 'helpdesk/case',
    data: { ...one, closing: { lastMoment: at('2026-12-08T15:59:00Z') }, done: 'ended' },
    page: page(person.label),
  },
  'support-case-not-me': {
    view: 'helpdesk/case',
    data: { ...one, person: { ...person, picture: `/avatars/${'a'.repeat(43)}.jpg`, mustChoosePassword: true } },
    page: page(person.label),
  },
};
