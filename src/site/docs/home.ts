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
    { href: '/docs/start', title: fact('docs.link_start') },
    { href: '/docs/login', title: fact('docs.link_steps') },
    { href: '/docs/frameworks', title: fact('docs.link_frameworks') },
    { href: '/docs/wechat', title: fact('docs.link_wechat') },
    { href: '/docs/reference/oauthLogout', title: fact('docs.link_logout') },
  ],
  resources: [
    { href: '/docs/reference/putResourcesChannelExternalId', title: fact('docs.link_put') },
    { href: '/docs/reference/postResourcesBatch', title: fact('docs.link_batch') },
    { href: '/docs/reference/postFiles', title: fact('docs.link_files') },
    { href: '/docs/reference/putResourcesChannelExternalIdLiveState', title: fact('docs.link_live') },
    { href: '/docs/fields', title: fact('docs.link_fields') },
  ],
  statistics: [
    { href: '/docs/reference/putStatsDailyDate', title: fact('docs.link_day') },
    { href: '/docs/reference/postStatsDailyBatch', title: fact('docs.link_days') },
    { href: '/docs/metrics', title: fact('docs.link_metrics') },
    { href: '/docs/statistics', title: fact('docs.link_corrections') },
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

const downloads: readonly { href: string; title: Fact | string; note?: Fact }[] = [
  { href: '/api/v1/openapi.json', title: fact('docs.link_openapi') },
  { href: '/docs/specification', title: fact('docs.link_specification'), note: fact('docs.for_print') },
  { href: '/docs/fields', title: fact('docs.link_schemas') },
  { href: '/docs/metrics/schema', title: fact('docs.link_metric_schemas') },
  { href: '/llms.txt', title: 'llms.txt', note: fact('docs.for_assistants') },
];

/** The first page: three entries, the most frequent errors, the news. */
export async function homeData(library: Library, problemCount: number, say: Speech['say']) {
  const trio = (['login', 'resources', 'statistics'] as const).map((chapter) => ({
    title: say(chapters[chapter]),
    lead: say(leads[chapter]),
    links: ways[chapter].map(({ href, title }) => ({ href, title: say(title) })),
  }));
  const told = await library.find('/docs/changes');
  const changes = (await sectionsOf(told?.text ?? ''))
    .filter(({ id }) => id !== '')
    .slice(0, 3)
    .map(({ id, title, text }) => ({ href: `/docs/changes#${id}`, title, words: text.trim().split('\n')[0] ?? '' }));
  return {
    ...{ trio, problemCount, changes },
    mistakes: mistakes.map(({ cause, ...each }) => ({ ...each, cause: say(cause) })),
    downloads: downloads.map(({ href, title, note }) => ({
      ...{ href, title: typeof title === 'string' ? title : say(title) },
      ...(note && { note: say(note) }),
    })),
  };
}
