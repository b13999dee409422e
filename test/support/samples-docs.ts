import type { PageData } from '../../src/http/pages/render.ts';
import type { Manual } from '../../src/http/views.ts';
import { channels } from '../../src/resources/channels/channels.ts';
import { sectionsOf } from '../../src/site/docs/field-sections.ts';
import { shownMetrics } from '../../src/site/docs/metrics-text.ts';
import { createOpenApi } from '../../src/site/docs/reference/openapi.ts';
import { readable } from '../../src/site/docs/reference/reading.ts';
import { refusalsOf } from '../../src/site/docs/reference/refusals.ts';
import { snippetsOf } from '../../src/site/docs/reference/snippets.ts';
import { tryingOf } from '../../src/site/docs/reference/trying.ts';
import { pkceLines } from '../../src/site/docs/texts.ts';
import {
  fields as explainedFields,
  logins as explainedLogins,
  problems as explainedProblems,
} from '../../src/words/zh/explained.ts';
import { apiOperations } from './operations.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';
import { plainWords } from './words.ts';

const { say } = plainWords('zh', 'institution');

const origin = 'https://cloud.example.cn';
const openFile = (day: string, entries: number) => ({
  day,
  madeAt: at(`${day}T20:23:11Z`),
  entries,
  channels: '享活动 10031，读好书 2000',
  size: 9_431_044,
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  href: `/api/v1/open/exports/${day}.ndjson.gz`,
});

export const manual: Manual = {
  chapters: [
    {
      title: '起步',
      pages: [
        { href: '/docs', title: '开发者中心' },
        { href: '/docs/start', title: '十分钟跑通登录' },
      ],
    },
    {
      title: '资源',
      pages: [
        { href: '/docs/resources', title: '推送资源' },
        { href: '/docs/fields', title: '栏目的字段' },
        { href: '/docs/fields/activity', title: '享活动', isBelow: true },
      ],
    },
  ],
  here: '/docs/resources',
  title: '推送资源',
  crumbs: [{ href: '/docs', title: '开发者中心' }],
  previous: { href: '/docs/start', title: '十分钟跑通登录' },
  next: { href: '/docs/fields', title: '栏目的字段' },
  markdown: '/docs/resources.md',
};
const page = (title: string): Partial<PageData> => ({ title, layout: 'docs', path: '/docs', manual });
const listed = (all: Readonly<Record<string, { title: string; cause: string }>>) =>
  Object.entries(all).map(([code, { title, cause }]) => ({ code, title, cause, status: 422, retry: '改后' }));
const { document } = createOpenApi({
  operations: apiOperations.filter(({ tag }) => tag.name === 'Resources'),
  publicUrl: new URL(origin),
});
const tagsOf = readable(document);
const putCall = tagsOf[0]?.calls.find(({ method }) => method === 'PUT');

export const docsSamples = {
  docs: {
    view: 'docs/home',
    data: {
      issuer: origin,
      trio: ['登录', '资源', '服务数据'].map((title) => ({
        title,
        lead: '市民用一个账号进各馆。',
        links: [{ href: '/docs/login', title: '接入登录' }],
      })),
      mistakes: [{ code: 'invalid_grant', cause: '授权码用了两次，或超过 60 秒', href: '/docs/errors#invalid_grant' }],
      problemCount: 42,
      changes: [{ href: '/docs/changes#docs', title: '开发者中心', words: '全部说明搬进 /docs。' }],
      downloads: [{ href: '/api/v1/openapi.json', title: 'OpenAPI 3.1 文件', note: 'JSON' }],
    },
    page: page('开发者中心'),
  },
  'docs-article': {
    view: 'docs/article',
    data: {
      article: { title: '推送资源', summary: '用贵方系统里的编号推送。' },
      html: '<h2 id="a">推送一条</h2><h2 id="b">二</h2><h2 id="c">三</h2><h2 id="d">四</h2><p>一次一条。</p><pre class="src" tabindex="0" role="region" aria-label="代码 1"><code>curl</code></pre>',
      headings: ['a', 'b', 'c', 'd'].map((id) => ({ id, title: `第 ${id} 节` })),
    },
    page: page('推送资源'),
  },
  'docs-search': {
    view: 'docs/search',
    data: {
      query: '封面',
      found: [
        {
          href: '/docs/fields/activity#cover',
          title: '享活动的字段',
          chapter: '资源',
          excerpt: [
            { text: '…先上传', isFound: false },
            { text: '封面', isFound: true },
          ],
        },
      ],
      isCut: true,
    },
    page: page('查找'),
  },
  'docs-search-none': { view: 'docs/search', data: { query: '没有的词', found: [], isCut: false }, page: page('查找') },
  'docs-search-empty': { view: 'docs/search', data: { query: '', found: [], isCut: false }, page: page('查找') },
  'docs-open': {
    view: 'docs/open',
    data: {
      title: '开放数据',
      summary: '市民在网页上能看到的活动、场馆、课程、图书，谁的程序都可以取用：不用申请，不用凭证。',
      html: '<h2 id="steps">三步</h2><pre class="src" tabindex="0" role="region" aria-label="代码 1"><code>curl</code></pre><h2 id="terms">使用条款</h2><p>注明来源。</p>',
      newest: openFile('2026-11-24', 12_031),
      older: [openFile('2026-11-23', 12_004), openFile('2026-11-22', 11_986)],
      rows: [
        { name: 'id', type: '编号', required: true, note: '编号，修订之后不变' },
        { name: 'institution.name', type: '文字', required: true, note: '' },
      ],
      catalogue: { '@context': 'https://schema.org', '@type': 'DataCatalog' },
    },
    page: page('开放数据'),
  },
  'docs-open-none': {
    view: 'docs/open',
    data: {
      title: '开放数据',
      summary: '谁的程序都可以取用。',
      html: '',
      newest: undefined,
      older: [],
      rows: [],
      catalogue: {},
    },
    page: page('开放数据'),
  },
  'docs-status': {
    view: 'docs/status',
    data: {
      title: '运行状态',
      summary: '现在能不能用。',
      isReady: true,
      at: at('2026-11-24T10:30:00Z'),
      html: '<p>没有。</p>',
    },
    page: page('运行状态'),
  },
  'docs-status-off': {
    view: 'docs/status',
    data: { title: '运行状态', summary: '现在能不能用。', isReady: false, at: at('2026-11-24T10:30:00Z'), html: '' },
    page: page('运行状态'),
  },
  errors: {
    view: 'docs/errors',
    data: {
      errors: Object.entries(explainedLogins).map(([code, { cause, cure }]) => ({ code, cause, cure })),
      lines: pkceLines(say),
    },
    page: page('登录的错误'),
  },
  'api-problems': {
    view: 'docs/problems',
    data: { whole: listed(explainedProblems), ofFields: listed(explainedFields) },
    page: page('接口返回的问题'),
  },
  'api-problem': {
    view: 'docs/problem',
    data: {
      ...{ code: 'precondition_required', whole: { status: 428, retry: '改后' }, origin },
      ...explainedProblems.precondition_required,
    },
    page: page('需要带 If-Match'),
  },
  'api-problem-field': {
    view: 'docs/problem',
    data: { code: 'too_long', whole: undefined, origin, title: '太长', cause: '超过了字数。', cure: '改短。' },
    page: page('太长'),
  },
  'api-channels': {
    view: 'docs/channels',
    data: { channels: Object.values(channels).map(({ code, name }) => ({ code, name })) },
    page: page('栏目的字段'),
  },
  'api-fields': {
    view: 'docs/channel-fields',
    data: { code: 'activity', title: '享活动的字段', sections: sectionsOf(channels.activity, say) },
    page: page('享活动的字段'),
  },
  'docs-metrics': { view: 'docs/metrics', data: { metrics: shownMetrics(say) }, page: page('指标与口径') },
  'docs-specification': {
    view: 'docs/specification',
    data: {
      ...{ title: '国家公共文化云对接技术接口详细说明书', version: '0.1.0', hash: '3f2a9c41', origin },
      html: '<h2 id="part-1">第一部分　对接流程</h2><h3 id="production">1.1　申请</h3><p>先申请。</p>',
      contents: [
        { id: 'part-1', title: '第一部分　对接流程', depth: 2 },
        { id: 'production', title: '1.1　申请', depth: 3 },
      ],
      pdf: { pages: 120, text: '00000000', isOlder: true },
    },
    page: page('接口详细说明书'),
  },
  'docs-reference': {
    view: 'docs/reference',
    data: {
      shelves: [{ key: 'partner', title: '机构的应用', tags: tagsOf }],
      document: '/api/v1/openapi.json',
      origin,
    },
    page: page('接口参考'),
  },
  'docs-call': {
    view: 'docs/call',
    data: {
      ...{ trying: putCall && tryingOf(putCall), own: { ak: 'ncc_25lp5nodwvares6qokev' }, isSignedIn: true },
      ...{ call: putCall, tag: '资源', snippets: putCall && snippetsOf(putCall), origin },
      refusals: putCall && refusalsOf(putCall, { problems: explainedProblems, logins: explainedLogins }, say),
      answer: 'HTTP 201\nETag: "1"\n\n{ "result": "created" }',
    },
    page: page('新建或整体替换一条内容'),
  },
} satisfies Readonly<Record<string, Sample>>;
