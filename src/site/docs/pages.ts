import { notFound } from '../../errors.ts';
import { anyone } from '../../http/access.ts';
import { sendDocument } from '../../http/cached.ts';
import type { Context } from '../../http/context.ts';
import { type Heading, render } from '../../http/pages/markdown.ts';
import { page, param, type Route, sharedPage } from '../../http/route.ts';
import { type Article, chapters } from './contents.ts';
import { fact } from './facts.ts';
import { homeData } from './home.ts';
import { type Library, markdownOf } from './library.ts';
import { createSearch } from './search.ts';
import type { Show } from './show.ts';

type Needs = { show: Show; library: Library; origin: string; problemCount: number };

/** 开发者中心: its first page, each text page, the search, and every page as Markdown. */
export function createDocsPages({ show, library, origin, problemCount }: Needs): Route[] {
  const search = createSearch(library.articles, chapters);
  const rendered = new Map<Article, ReturnType<typeof render>>();

  async function showHome(ctx: Context) {
    const data = { ...(await homeData(library, problemCount, ctx.state.speech.say)), issuer: origin };
    await show(ctx, 'docs/home', data, { path: '/docs', title: '开发者中心' });
  }

  async function showArticle(ctx: Context) {
    const path = `/docs/${param(ctx, 'name')}`;
    if (path.endsWith('.md')) return sendMarkdown(ctx);
    const article = await found(path);
    const made = rendered.get(article) ?? render(article.text);
    rendered.set(article, made);
    const { html, headings } = await made;
    await show(
      ctx,
      'docs/article',
      { article, html, headings: headings.filter(({ depth }: Heading) => depth === 2) },
      { path, title: article.title },
    );
  }

  async function sendMarkdown(ctx: Context) {
    const article = await found(ctx.path.replace(/\.md$/, ''));
    sendDocument(ctx, 'text/markdown; charset=utf-8', markdownOf(article), 300);
  }

  async function found(path: string): Promise<Article> {
    const article = await library.find(path);
    if (article === undefined) throw notFound(fact('docs.no_page'));
    return article;
  }

  async function showFound(ctx: Context) {
    const query = typeof ctx.query.q === 'string' ? ctx.query.q.trim().slice(0, 100) : '';
    await show(ctx, 'docs/search', { query, ...(await search(query)) }, { path: '/docs/search', title: '查找' });
  }

  return [
    sharedPage('/docs', { tells: [] }, showHome),
    sharedPage('/docs/search', {}, showFound),
    sharedPage('/docs/:name', { tells: [] }, showArticle),
    page('/docs/problems/:code.md', anyone, sendMarkdown),
    page('/docs/fields/:channel.md', anyone, sendMarkdown),
    page('/docs/reference/:call.md', anyone, sendMarkdown),
  ];
}
