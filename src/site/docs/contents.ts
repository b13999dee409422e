/** The chapters of 开发者中心, in the order of its side menu. */
export const chapters = {
  start: '起步',
  login: '登录',
  resources: '资源',
  statistics: '服务数据',
  events: '事件',
  reference: '参考',
  errors: '错误',
  platform: '平台',
} as const;

export type DocsChapter = keyof typeof chapters;

/** A page of 开发者中心, as its menu, its search and the lists for programs know it. */
export type Entry<Chapter extends string = DocsChapter> = {
  /** /docs/resources */
  path: string;
  chapter: Chapter;
  /** Where it stands in its chapter. */
  order: number;
  title: string;
};

/** A page with its text as Markdown: shown as HTML, offered as `.md`, searched, and bound into the specification. */
export type Article<Chapter extends string = DocsChapter> = Entry<Chapter> & {
  /** One sentence. */
  summary: string;
  text: string;
};

/** Pages that are made of data and not of a file in docs/portal. Adding one is an entry here, its sentence in words/, and a route. */
export const generated = {
  start: {
    path: '/docs/start',
    chapter: 'start',
    order: 1,
    title: '十分钟跑通登录',
  },
  problems: {
    path: '/docs/problems',
    chapter: 'errors',
    order: 2,
    title: '接口返回的问题',
  },
  errors: {
    path: '/docs/errors',
    chapter: 'errors',
    order: 1,
    title: '登录的错误',
  },
  fields: {
    path: '/docs/fields',
    chapter: 'resources',
    order: 5,
    title: '栏目的字段',
  },
  reference: {
    path: '/docs/reference',
    chapter: 'reference',
    order: 1,
    title: '接口参考',
  },
  metrics: {
    path: '/docs/metrics',
    chapter: 'statistics',
    order: 2,
    title: '指标与口径',
  },
  specification: {
    path: '/docs/specification',
    chapter: 'reference',
    order: 2,
    title: '接口详细说明书',
  },
} as const satisfies Readonly<Record<string, Entry>>;

/** In the order in which one reads them. */
export const inOrder = <E extends Entry>(entries: readonly E[]): E[] =>
  entries.toSorted(
    (one, other) => places.indexOf(one.chapter) - places.indexOf(other.chapter) || one.order - other.order,
  );

const places = Object.keys(chapters);
