import { chapters } from './contents.ts';
import type { Library } from './library.ts';
import { sectionsOf } from './markdown.ts';

const leads = {
  login: '市民用一个账号进各馆。标准 OpenID Connect，现成的库都能用。',
  resources: '活动、场馆、课程、书和录像，写一次，全国能看到。',
  statistics: '每天 12:00 前报前一天的访问和活动，也可以让程序来报。',
} as const;

/** What one looks for most in each. */
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

/** What goes wrong most, in the words of a hurry. */
const mistakes = [
  {
    code: 'invalid_redirect_uri',
    cause: '少了末尾的斜线，或 http 写成 https',
    href: '/docs/errors#invalid_redirect_uri',
  },
  { code: 'invalid_grant', cause: '授权码用了两次，或超过 60 秒', href: '/docs/errors#invalid_grant' },
  { code: 'invalid_client', cause: 'AK 已到期，或 SK 已轮换', href: '/docs/errors#invalid_client' },
  { code: 'validation_failed', cause: '结束时间早于开始时间，封面没有说明', href: '/docs/problems/validation_failed' },
  { code: 'external_id_taken', cause: '本地编号由本机构另一个应用录入', href: '/docs/problems/external_id_taken' },
];

const downloads = [
  { href: '/api/v1/openapi.json', title: 'OpenAPI 3.1 文件' },
  { href: '/docs/specification', title: '接口详细说明书', note: '网页，可以打印成册' },
  { href: '/docs/fields', title: '栏目的 JSON Schema' },
  { href: '/docs/metrics/schema', title: '服务数据的 JSON Schema' },
  { href: '/llms.txt', title: 'llms.txt', note: '给编程助手' },
];

/** The first page: three ways in, what goes wrong most, what is new. */
export async function homeData(library: Library, problemCount: number) {
  const trio = (['login', 'resources', 'statistics'] as const).map((chapter) => ({
    title: chapters[chapter],
    lead: leads[chapter],
    links: ways[chapter],
  }));
  const told = await library.find('/docs/changes');
  const changes = (await sectionsOf(told?.text ?? ''))
    .filter(({ id }) => id !== '')
    .slice(0, 3)
    .map(({ id, title, text }) => ({ href: `/docs/changes#${id}`, title, words: text.trim().split('\n')[0] ?? '' }));
  return { trio, mistakes, problemCount, changes, downloads };
}
