import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { notFound } from '../../errors.ts';
import { anyone } from '../../http/access.ts';
import type { Context } from '../../http/context.ts';
import { render } from '../../http/pages/markdown.ts';
import type { Pages } from '../../http/pages/page.ts';
import { page, param, type Route, sharedPage } from '../../http/route.ts';
import { createSearch } from '../docs/search.ts';
import { clerks, type HelpArticle, inOrder, roles } from './contents.ts';
import { fact } from './facts.ts';

type Needs = {
  pages: Pages;
  articles: () => Promise<readonly HelpArticle[]>;
  /** The folder of the pictures, which `npm run pictures` takes of the running demo. */
  pictures: string;
};

/** Seconds. Pictures are made again with a release. */
const picturesKept = 86_400;

/** 帮助: by role, searched, and each chapter as steps. */
export function createHelpPages({ pages, articles, pictures }: Needs): Route[] {
  const search = createSearch(articles, roles);
  const rendered = new Map<HelpArticle, ReturnType<typeof render>>();

  const shelves = async () =>
    [...Map.groupBy(inOrder(await articles()), ({ chapter }) => chapter)].map(([chapter, own]) => ({
      key: chapter,
      title: roles[chapter],
      articles: own.map(({ path, title, summary }) => ({ path, title, summary })),
    }));

  async function showHome(ctx: Context) {
    const query = typeof ctx.query.q === 'string' ? ctx.query.q.trim().slice(0, 100) : '';
    const [found, shelf] = await Promise.all([search(query), shelves()]);
    pages.show(
      ctx,
      'help/home',
      { query, ...found, shelves: shelf },
      { title: query === '' ? '帮助' : `查找“${query}”`, layout: 'public' },
    );
  }

  async function showArticle(ctx: Context) {
    const path = `/help/${param(ctx, 'name')}`;
    const all = inOrder(await articles());
    const at = all.findIndex((each) => each.path === path);
    const article = all[at];
    if (article === undefined) throw notFound(fact('help.no_page'));
    const made = rendered.get(article) ?? render(article.text);
    rendered.set(article, made);
    const { html } = await made;
    const beside = all.filter(({ chapter }) => chapter === article.chapter);
    const next = beside[beside.indexOf(article) + 1];
    pages.show(
      ctx,
      'help/article',
      {
        article: { path, title: article.title, summary: article.summary },
        html,
        role: roles[article.chapter],
        isForClerks: clerks.includes(article.chapter),
        beside: beside.map((each) => ({ path: each.path, title: each.title })),
        next: next && { path: next.path, title: next.title },
      },
      { title: article.title, layout: 'public' },
    );
  }

  async function sendPicture(ctx: Context) {
    const [, name] = /^([a-z\d-]{1,60})\.webp$/.exec(param(ctx, 'name')) ?? [];
    if (name === undefined) throw notFound(fact('help.no_picture'));
    try {
      ctx.body = await readFile(join(pictures, `${name}.webp`));
    } catch (error) {
      throw isMissing(error) ? notFound(fact('help.no_picture')) : error;
    }
    ctx.type = 'image/webp';
    ctx.set('Cache-Control', `public, max-age=${picturesKept}`);
  }

  return [
    sharedPage('/help', {}, showHome),
    page('/help/pictures/:name', anyone, sendPicture),
    sharedPage('/help/:name', { tells: [] }, showArticle),
  ];
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
