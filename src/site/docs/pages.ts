import { notFound } from '../../errors.ts';
import type { Language, Speech } from '../../fact.ts';
import { anyone } from '../../http/access.ts';
import { sendDocument } from '../../http/cached.ts';
import type { Context } from '../../http/context.ts';
import { type Heading, render } from '../../http/pages/markdown.ts';
import { page, param, type Route, sharedPage } from '../../http/route.ts';
import { type Article, chapters, type DocsChapter } from './contents.ts';
import { fact } from './facts.ts';
import { homeData } from './home.ts';
import { type Libraries, markdownOf } from './library.ts';
import { createSearch } from './search.ts';
import type { Show } from './show.ts';

type Needs = {
  show: Show;
  libraries: Libraries;
  says: Readonly<Record<Language, Speech['say']>>;
  origin: string;
  problemCount: number;
};

/** 开发者中心: its first page, each text page, the search, and every page as Markdown. */
export function createDocsPages({ show, libraries, says, origin, problemCount }: Needs): Route[] {
  const searchIn = (language: Language) => createSearch(libraries[language].articles, chaptersIn(says[language]));
  const searches = { zh: searchIn('zh'), en: searchIn('en') };
  const rendered = new Map<Article, ReturnType<typeof render>>();

  async function showHome(ctx: Context) {
    const { say } = ctx.state.speech;
    const data = { ...(await homeData(libraries[ctx.state.language], problemCount, say)), issuer: origin };
    await show(ctx, 'docs/home', data, { path: '/docs', title: say(fact('docs.title_home')) });
  }

  async function showArticle(ctx: Context) {
    const path = `/docs/${param(ctx, 'name')}`;
    if (path.endsWith('.md')) return sendMarkdown(ctx);
    const article = await found(ctx, path);
    const made = rendered.get(article) ?? render(article.text, ctx.state.language);
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
    const article = await found(ctx, ctx.path.replace(/\.md$/, ''));
    ctx.vary('Accept-Language');
    ctx.set('Content-Language', ctx.state.language);
    sendDocument(ctx, 'text/markdown; charset=utf-8', markdownOf(article), 300);
  }

  async function found({ state }: Context, path: string): Promise<Article> {
    const article = await libraries[state.language].find(path);
    if (article === undefined) throw notFound(fact('docs.no_page'));
    return article;
  }

  async function showFound(ctx: Context) {
    const query = typeof ctx.query.q === 'string' ? ctx.query.q.trim().slice(0, 100) : '';
    const { language, speech } = ctx.state;
    const data = { query, ...(await searches[language](query)) };
    await show(ctx, 'docs/search', data, { path: '/docs/search', title: speech.say(fact('docs.title_search')) });
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

const chaptersIn = (say: Speech['say']): Record<DocsChapter, string> => ({
  start: say(chapters.start),
  login: say(chapters.login),
  resources: say(chapters.resources),
  statistics: say(chapters.statistics),
  events: say(chapters.events),
  reference: say(chapters.reference),
  errors: say(chapters.errors),
  platform: say(chapters.platform),
});
