import type { Language, Speech } from '../../fact.ts';
import { anyone } from '../../http/access.ts';
import { sendDocument } from '../../http/cached.ts';
import type { Context } from '../../http/context.ts';
import { page, type Route } from '../../http/route.ts';
import { chapters } from './contents.ts';
import { fact, wordsOfData } from './facts.ts';
import { memoized } from './kept.ts';
import { type Libraries, type Library, markdownOf } from './library.ts';
import { projects } from './projects/projects.ts';
import type { SampleFiles } from './start/samples.ts';
import { samplesText } from './start/text.ts';

type Needs = {
  libraries: Libraries;
  origin: string;
  says: Readonly<Record<Language, Speech['say']>>;
  files: SampleFiles;
};

/** For programs and assistants: a list of all pages, and all of them in one text (llmstxt.org). */
export function createProgramPages({ libraries, origin, says, files }: Needs): Route[] {
  const textsIn = (language: Language) =>
    programTexts({
      ...{ library: libraries[language], origin, say: says[language], files: () => files(language) },
      mark: marks[language],
    });
  const texts = { zh: textsIn('zh'), en: textsIn('en') };
  const send = async (ctx: Context, name: keyof (typeof texts)['zh'], type: 'plain' | 'markdown' = 'plain') => {
    const text = await texts[ctx.state.language][name]();
    ctx.vary('Accept-Language');
    ctx.set('Content-Language', ctx.state.language);
    sendDocument(ctx, `text/${type}; charset=utf-8`, `${text}\n`, 300);
  };

  return [
    page('/auth.md', anyone, (ctx) => send(ctx, 'told', 'markdown')),
    page('/llms.txt', anyone, (ctx) => send(ctx, 'listed')),
    page('/llms-full.txt', anyone, (ctx) => send(ctx, 'whole')),
  ];
}

/** The language in an address of a text, where it is not the first. */
const marks = { zh: '', en: '?lang=en' } as const satisfies Record<Language, string>;

type TextNeeds = {
  library: Library;
  origin: string;
  say: Speech['say'];
  files: () => ReturnType<SampleFiles>;
  mark: string;
};

function programTexts({ library, origin, say, files, mark }: TextNeeds) {
  const head = () => say(fact('docs.programs_head', { origin }));

  async function list(): Promise<string> {
    const articles = await library.articles();
    const parts = [...Map.groupBy(articles, ({ chapter }) => chapter)].map(([chapter, own]) =>
      [
        `## ${say(chapters[chapter])}`,
        '',
        ...own.map(
          ({ path, title, summary }) => `- [${title}](${origin}${path}.md${mark}): ${summary.replaceAll('\n', ' ')}`,
        ),
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
    const words = wordsOfData(say);
    const list = projects.map(({ id, title }) => `- ${words(title)}: ${origin}/docs/samples/${id}.zip`).join('\n');
    const parts = [
      ...[markdownOf(article), say(fact('docs.whole_projects', { list }))],
      ...[say(fact('docs.whole_programs')), samplesText(await files(), say)],
    ];
    return parts.join('\n\n');
  }

  return { listed: memoized(list), whole: memoized(all), told: memoized(way) };
}
