import type { AssistantAccess } from '../../src/assistants/access.ts';
import { type AssistantToken, tokenFields } from '../../src/assistants/assistant-token.ts';
import { aboutScopes } from '../../src/assistants/scopes.ts';
import { presentAccess, presentStanding, standingOf } from '../../src/assistants/token-standing.ts';
import { fieldsIn } from '../../src/fields/form.ts';
import type { PageData } from '../../src/http/pages/render.ts';
import type { Sample } from './sample.ts';
import { at, qingxi, user } from './sample-values.ts';

const menu = {
  label: '机构后台',
  entries: [
    { key: 'home', href: '/console', label: '首页' },
    { key: 'applications', href: '/console/applications', label: '应用与密钥' },
    { key: 'assistants', href: '/console/assistants', label: '编程助手' },
  ],
};
const page = (title: string, more: Partial<PageData> = {}): Partial<PageData> => ({
  ...{ title, menu, here: 'assistants', place: qingxi.name, user },
  ...more,
});
const now = at('2026-11-24T10:32:00Z');
const token: AssistantToken = {
  id: '24ea5289-4f22-4704-8e9d-7bd384dd7578',
  name: '办公室电脑上的编辑器',
  institutionId: 'a',
  createdAt: at('2026-11-20T01:00:00Z'),
  expiresAt: at('2026-12-20T01:00:00Z'),
  lastUsedAt: at('2026-11-24T02:10:00Z'),
  revokedAt: undefined,
  overtaken: false,
};
const shown = (more: Partial<AssistantToken>, place: string = qingxi.name) => {
  const one = { ...token, ...more };
  return { ...one, place, standing: presentStanding(standingOf(one, now)) };
};
const access: AssistantAccess = {
  id: '9d2c0b0e-6d2f-4c55-9a53-4b1f1d1f0a11',
  clientId: 'https://claude.ai/oauth/claude-code-client-metadata',
  name: 'Claude Code',
  scopes: ['sandbox:read', 'sandbox:write'],
  institutionId: 'a',
  createdAt: at('2026-11-20T01:00:00Z'),
  expiresAt: at('2027-02-18T01:00:00Z'),
  lastUsedAt: at('2026-11-24T02:10:00Z'),
  revokedAt: undefined,
  overtaken: false,
};
const signedIn = (more: Partial<AssistantAccess>, place: string = qingxi.name) => {
  const one = { ...access, ...more };
  const may = one.scopes.length > 1 ? '能看能改' : '只能看';
  return { ...one, place, may, host: new URL(one.clientId).host, standing: presentAccess(standingOf(one, now)) };
};
const consent = {
  uid: 'sample',
  client: { name: 'Claude Code', host: 'claude.ai', hasDocument: true },
  user: '李*（138****8000）',
  target: { isHere: true, host: 'localhost:53682' },
  scopes: [
    { field: 'sandbox_read', ...aboutScopes['sandbox:read'], on: true },
    { field: 'sandbox_write', ...aboutScopes['sandbox:write'], on: true },
  ],
  institution: qingxi.name,
  place: 'institution',
  problems: {},
} as const;
const fields = fieldsIn(tokenFields.shape);
const address = 'https://cloud.example.cn/api/v1/mcp';

export const assistantSamples = {
  assistants: {
    view: 'assistants/tokens',
    data: {
      ...{ fields, values: {}, institution: qingxi.name, address, problems: {} },
      accesses: [
        signedIn({}),
        signedIn({ id: '2', name: '设计稿助手', lastUsedAt: undefined, scopes: ['sandbox:read'] }, '个人沙箱'),
        signedIn({ id: '3', name: '旧电脑', overtaken: true }),
        signedIn({ id: '4', name: '试用', revokedAt: now }),
      ],
      tokens: [
        shown({}),
        shown({ id: '2', name: '笔记本', lastUsedAt: undefined }, '个人沙箱'),
        shown({ id: '3', name: '旧电脑', overtaken: true }),
        shown({ id: '4', name: '试用', revokedAt: now }),
      ],
    },
    page: page('编程助手'),
  },
  'assistants-of-nobody': {
    view: 'assistants/tokens',
    data: {
      ...{ fields, institution: undefined, address, tokens: [], accesses: [] },
      values: { name: '' },
      problems: { name: '请填写用途' },
    },
    page: page('编程助手', { bad: true }),
  },
  'assistant-consent': {
    view: 'assistants/consent',
    data: consent,
    page: page('让编程助手登录', { layout: 'citizen' }),
  },
  'assistant-consent-elsewhere': {
    view: 'assistants/consent',
    data: {
      ...consent,
      client: { name: '国家公共文化云官方助手', host: 'assistant.example.cn', hasDocument: true },
      target: { isHere: false, host: 'assistant.example.cn' },
      institution: undefined,
      scopes: [{ field: 'sandbox_read', ...aboutScopes['sandbox:read'], on: false }],
      problems: { scopes: '请至少选择一项，或者选择“不同意”' },
    },
    page: page('让编程助手登录', { layout: 'citizen', bad: true }),
  },
  'assistant-token': {
    view: 'assistants/token-made',
    data: { value: 'ncc_assistant_sample-sample-sample-sample-sample-sample', token, address },
    page: page('凭证已生成'),
  },
} satisfies Record<string, Sample>;
