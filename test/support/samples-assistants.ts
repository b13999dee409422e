import { type AssistantToken, tokenFields } from '../../src/assistants/assistant-token.ts';
import { presentStanding, standingOf } from '../../src/assistants/token-standing.ts';
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
const fields = fieldsIn(tokenFields.shape);
const address = 'https://cloud.example.cn/api/v1/mcp';

export const assistantSamples = {
  assistants: {
    view: 'assistants/tokens',
    data: {
      ...{ fields, values: {}, institution: qingxi.name, address, problems: {} },
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
      ...{ fields, institution: undefined, address, tokens: [] },
      values: { name: '' },
      problems: { name: '请填写用途' },
    },
    page: page('编程助手', { bad: true }),
  },
  'assistant-token': {
    view: 'assistants/token-made',
    data: { value: 'ncc_assistant_sample-sample-sample-sample-sample-sample', token, address },
    page: page('凭证已生成'),
  },
} satisfies Record<string, Sample>;
