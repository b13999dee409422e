import type { Fact, Speech } from '../../fact.ts';
import { fact } from './facts.ts';

/** The chapters of 开发者中心, in the order of its side menu. */
export const chapters = {
  start: fact('docs.chapter_start'),
  login: fact('docs.chapter_login'),
  resources: fact('docs.chapter_resources'),
  statistics: fact('docs.chapter_statistics'),
  events: fact('docs.chapter_events'),
  reference: fact('docs.chapter_reference'),
  errors: fact('docs.chapter_errors'),
  platform: fact('docs.chapter_platform'),
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

/** An entry before its title is put in words. */
type Unsaid = Omit<Entry, 'title'> & { title: Fact };

/** Pages that are made of data and not of a file in docs/portal. Adding one is an entry here, its sentence in words/, and a route. */
export const generated = {
  start: {
    path: '/docs/start',
    chapter: 'start',
    order: 1,
    title: fact('docs.title_start'),
  },
  problems: {
    path: '/docs/problems',
    chapter: 'errors',
    order: 2,
    title: fact('docs.title_problems'),
  },
  errors: {
    path: '/docs/errors',
    chapter: 'errors',
    order: 1,
    title: fact('docs.title_errors'),
  },
  fields: {
    path: '/docs/fields',
    chapter: 'resources',
    order: 5,
    title: fact('docs.title_fields'),
  },
  reference: {
    path: '/docs/reference',
    chapter: 'reference',
    order: 1,
    title: fact('docs.title_reference'),
  },
  metrics: {
    path: '/docs/metrics',
    chapter: 'statistics',
    order: 2,
    title: fact('docs.title_metrics'),
  },
  specification: {
    path: '/docs/specification',
    chapter: 'reference',
    order: 2,
    title: fact('docs.title_specification'),
  },
} as const satisfies Readonly<Record<string, Unsaid>>;

/** With its title in the reader's language. */
export const titled = <E extends Unsaid>(entry: E, say: Speech['say']): Omit<E, 'title'> & { title: string } => ({
  ...entry,
  title: say(entry.title),
});

/** In the order in which one reads them. */
export const inOrder = <E extends Entry>(entries: readonly E[]): E[] =>
  entries.toSorted(
    (one, other) => places.indexOf(one.chapter) - places.indexOf(other.chapter) || one.order - other.order,
  );

const places = Object.keys(chapters);
