import type { Sample } from './sample.ts';
import { at, form, user } from './sample-values.ts';

const first = { version: 1, effectiveAt: at('2026-11-23T16:00:00Z'), changes: '', state: 'now' } as const;
const second = {
  ...{ version: 2, effectiveAt: at('2026-12-31T16:00:00Z') },
  changes: '增加头像：可以上传、更换和移除。\n登录记录改为保存 180 天。',
} as const;
const html =
  '<p>本协议是您与国家公共文化云之间的约定。</p>\n<h2 id="one">一、我们提供什么</h2>\n<ul><li>一个账号</li></ul>';
const menu = { label: '运营后台', entries: [{ key: 'terms', href: '/admin/terms', label: '协议版本' }] };
const office = { here: 'terms', menu, user: { label: user.label } };
const fields = [
  { name: 'changes', title: '改了什么', control: 'textarea', max: 500, optional: false, hint: '一行一条。' },
  { name: 'effectiveOn', title: '生效日期', control: 'date', optional: false },
  { name: 'terms', title: '用户协议', control: 'textarea', max: 30_000, optional: false },
  { name: 'privacy', title: '隐私政策', control: 'textarea', max: 30_000, optional: false },
] as const;
const values = {
  ...{ changes: second.changes, effectiveOn: '2027-01-01' },
  ...{ terms: '## 一、我们提供什么', privacy: '## 一、我们处理哪些信息' },
};

export const termsSamples = {
  terms: {
    view: 'privacy/document',
    data: { path: '/terms', name: 'terms', shown: first, versions: [first], next: undefined, html },
    page: { title: '用户协议' },
  },
  'terms-next': {
    view: 'privacy/document',
    data: {
      ...{ path: '/terms', name: 'terms', shown: first, html },
      ...{ versions: [{ ...second, state: 'next' }, first], next: { ...second, state: 'next' } },
    },
    page: { title: '用户协议' },
  },
  'privacy-old': {
    view: 'privacy/document',
    data: {
      ...{ path: '/privacy', name: 'privacy', shown: { ...first, state: 'over' }, next: undefined, html },
      versions: [
        { ...second, state: 'now' },
        { ...first, state: 'over' },
      ],
    },
    page: { title: '隐私政策' },
  },
  'terms-versions': {
    view: 'privacy/versions',
    data: { versions: [{ ...second, state: 'next' }, first], mayPublish: true, hasNext: true },
    page: { title: '协议版本', ...office },
  },
  'terms-versions-one': {
    view: 'privacy/versions',
    data: { versions: [first], mayPublish: true, hasNext: false },
    page: { title: '协议版本', ...office },
  },
  'terms-write': {
    view: 'privacy/new-version',
    data: {
      fields,
      values,
      isProposed: true,
      preview: undefined,
      problems: { effectiveOn: '至少提前 7 天公布，请选 2026-12-02 或以后' },
    },
    page: { title: '起草新版本', ...office },
  },
  'terms-preview': {
    view: 'privacy/new-version',
    data: { fields, values, preview: [{ key: 'terms', title: '用户协议', html }], isProposed: false, problems: {} },
    page: { title: '预览新版本', ...office },
  },
  'login-terms': {
    view: 'oidc/terms',
    data: {
      ...{ ...form, version: 2, before: 1, effectiveAt: second.effectiveAt },
      changes: second.changes.split('\n'),
    },
    page: { title: '用户协议有更新', layout: 'citizen' },
  },
} satisfies Record<string, Sample>;
