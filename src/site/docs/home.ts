import type { Fact, Speech } from '../../fact.ts';
import { sectionsOf } from '../../http/pages/markdown.ts';
import { chapters } from './contents.ts';
import { fact } from './facts.ts';
import type { Library } from './library.ts';

const leads = {
  login: fact('docs.lead_login'),
  resources: fact('docs.lead_resources'),
  statistics: fact('docs.lead_statistics'),
} as const;

/** The most wanted pages of each chapter. */
const ways = {
  login: [
    { href: '/docs/start', title: '十分钟跑通' },
    { href: '/docs/login', title: '接入步骤' },
    { href: '/docs/frameworks', title: '各种框架' },
    { href: '/docs/wechat', title: '在微信里登录' },
    { href: '/docs/reference/oauthLogout', title: '退出' },
  ],
  resources: [
    { href: '/docs/reference/putResourcesChannelExternalId', title: '新建或替换一条' },
    { href: '/docs/reference/postResourcesBatch', title: '一次推送 100 条' },
    { href: '/docs/reference/postFiles', title: '上传图片' },
    { href: '/docs/reference/putResourcesChannelExternalIdLiveState', title: '更新余量' },
    { href: '/docs/fields', title: '九个栏目的字段' },
  ],
  statistics: [
    { href: '/docs/reference/putStatsDailyDate', title: '填报一天' },
    { href: '/docs/reference/postStatsDailyBatch', title: '一次补报多天' },
    { href: '/docs/metrics', title: '指标与口径' },
    { href: '/docs/statistics', title: '更正和锁账' },
  ],
} as const;

/** The most frequent errors, in the words of a hurry. */
const mistakes = [
  {
    code: 'invalid_redirect_uri',
    cause: fact('docs.mistake_redirect'),
    href: '/docs/errors#invalid_redirect_uri',
  },
  { code: 'invalid_grant', cause: fact('docs.mistake_grant'), href: '/docs/errors#invalid_grant' },
  { code: 'invalid_client', cause: fact('docs.mistake_client'), href: '/docs/errors#invalid_client' },
  { code: 'validation_failed', cause: fact('docs.mistake_fields'), href: '/docs/problems/validation_failed' },
  { code: 'external_id_taken', cause: fact('docs.mistake_external_id'), href: '/docs/problems/external_id_taken' },
];

const downloads: readonly { href: string; title: string; note?: Fact }[] = [
  { href: '/api/v1/openapi.json', title: 'OpenAPI 3.1 文件' },
  { href: '/docs/specification', title: '接口详细说明书', note: fact('docs.for_print') },
  { href: '/docs/fields', title: '栏目的 JSON Schema' },
  { href: '/docs/metrics/schema', title: '服务数据的 JSON Schema' },
  { href: '/llms.txt', title: 'llms.txt', note: fact('docs.for_assistants') },
];

/** The first page: three entries, the most frequent errors, the news. */
export async function homeData(library: Library, problemCount: number, say: Speech['say']) {
  const trio = (['login', 'resources', 'statistics'] as const).map((chapter) => ({
    title: chapters[chapter],
    lead: say(leads[chapter]),
    links: ways[chapter],
  }));
  const told = await library.find('/docs/changes');
  const changes = (await sectionsOf(told?.text ?? ''))
    .filter(({ id }) => id !== '')
    .slice(0, 3)
    .map(({ id, title, text }) => ({ href: `/docs/changes#${id}`, title, words: text.trim().split('\n')[0] ?? '' }));
  return {
    ...{ trio, problemCount, changes },
    mistakes: mistakes.map(({ cause, ...each }) => ({ ...each, cause: say(cause) })),
    downloads: downloads.map(({ note, ...each }) => ({ ...each, ...(note && { note: say(note) }) })),
  };
}
