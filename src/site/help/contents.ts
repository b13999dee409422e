import type { Article } from '../docs/contents.ts';

/** Readers of the help, in the order of its first page. */
export const roles = {
  citizen: '市民',
  institution: '机构',
  developer: '开发者',
  reviewer: '审核',
  operator: '运营值班',
  department: '主管部门',
  everybody: '关于本站',
} as const;

/** Chapters for the people who run the Cloud: their articles say so. */
export const clerks: readonly string[] = [
  'reviewer',
  'operator',
  'department',
] satisfies readonly (keyof typeof roles)[];

type HelpRole = keyof typeof roles;
export type HelpArticle = Article<HelpRole>;

const order = Object.keys(roles);

/** In the order in which one reads them. */
export const inOrder = (articles: readonly HelpArticle[]): HelpArticle[] =>
  articles.toSorted(
    (one, other) => order.indexOf(one.chapter) - order.indexOf(other.chapter) || one.order - other.order,
  );
