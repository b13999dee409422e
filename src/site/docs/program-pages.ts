import type { Speech } from '../../fact.ts';
import { anyone } from '../../http/access.ts';
import { sendDocument } from '../../http/cached.ts';
import type { Context } from '../../http/context.ts';
import { page, type Route } from '../../http/route.ts';
import { chapters } from './contents.ts';
import { fact } from './facts.ts';
import { memoized } from './kept.ts';
import { type Library, markdownOf } from './library.ts';
import { projects } from './projects/projects.ts';
import type { SampleFiles } from './start/samples.ts';
import { samplesText } from './start/text.ts';

type Needs = { library: Library; origin: string; say: Speech['say']; files: SampleFiles };

/** For programs and assistants: a list of all pages, and all of them in one text (llmstxt.org). */
export function createProgramPages({ library, origin, say, files }: Needs): Route[] {
  const head = () => say(fact('docs.programs_head', { origin }));

  async function list(): Promise<string> {
    const articles = await library.articles();
    const parts = [...Map.groupBy(articles, ({ chapter }) => chapter)].map(([chapter, own]) =>
      [
        `## ${chapters[chapter]}`,
        '',
        ...own.map(({ path, title, summary }) => `- [${title}](${origin}${path}.md): ${summary.replaceAll('\n', ' ')}`),
      ].join('\n'),
    );
    return [head(), ...parts, say(fact('docs.programs_files', { origin }))].join('\n\n');
  }

  async function all(): Promise<string> {
    const articles = await library.articles();
    const parts = articles.map((article) => `<!-- ${origin}${article.path} -->\n\n${markdownOf(article)}`);
    return [head(), ...parts].join('\n\n');
  }

  /** From the keys to a passed verification, and every sample, in one text. */
  async function way(): Promise<string> {
    const article = await library.find('/docs/agents');
    if (article === undefined) throw new Error('docs/portal has no page for assistants');
    const list = projects.map(({ id, title }) => `- ${title}: ${origin}/docs/samples/${id}.zip`).join('\n');
    const parts = [
      ...[markdownOf(article), say(fact('docs.whole_projects', { list }))],
      ...[say(fact('docs.whole_programs')), samplesText(await files(), say)],
    ];
    return parts.join('\n\n');
  }

  const [listed, whole, told] = [memoized(list), memoized(all), memoized(way)];
  const send = async (ctx: Context, text: Promise<string>, type: 'plain' | 'markdown' = 'plain') =>
    sendDocument(ctx, `text/${type}; charset=utf-8`, `${await text}\n`, 300);

  return [
    page('/auth.md', anyone, (ctx) => send(ctx, told(), 'markdown')),
    page('/llms.txt', anyone, (ctx) => send(ctx, listed())),
    page('/llms-full.txt', anyone, (ctx) => send(ctx, whole())),
  ];
}
