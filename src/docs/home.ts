import { chapters, type Entry } from './contents.ts';
import type { Library } from './library.ts';
import { sectionsOf } from './markdown.ts';

const leads = {
  login: '市民用一个账号进各馆。标准 OpenID Connect，现成的库都能用。',
  resources: '活动、场馆、课程、书和录像，写一次，全国能看到。',
  statistics: '每天 12:00 前报前一天的访问和活动，也可以让程序来报。',
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
  { href: '/docs/fields', title: '栏目的 JSON Schema' },
  { href: '/llms.txt', title: 'llms.txt', note: '给编程助手' },
];

/** The first page: three ways in, what goes wrong most, what is new. */
export async function homeData(library: Library, problemCount: number) {
  const articles = await library.articles();
  const isWhole = ({ order }: Entry) => Number.isInteger(order);
  const trio = (['login', 'resources', 'statistics'] as const).map((chapter) => ({
    title: chapters[chapter],
    lead: leads[chapter],
    links: articles
      .filter((article) => article.chapter === chapter && isWhole(article))
      .map(({ path, title }) => ({ href: path, title })),
  }));
  const told = await library.find('/docs/changes');
  const changes = (await sectionsOf(told?.text ?? ''))
    .filter(({ id }) => id !== '')
    .slice(0, 3)
    .map(({ id, title, text }) => ({ href: `/docs/changes#${id}`, title, words: text.trim().split('\n')[0] ?? '' }));
  return { trio, mistakes, problemCount, changes, downloads };
}
