import type { Language, Speech } from '../../fact.ts';
import type { Explanations } from '../../http/explained.ts';
import type { Channel } from '../../resources/channels/channel.ts';
import { type Article, generated, inOrder, titled } from './contents.ts';
import { fact, wordsOfData } from './facts.ts';
import { sectionsOf } from './field-sections.ts';
import { memoized } from './kept.ts';
import { metricsText } from './metrics-text.ts';
import type { Portal } from './portal.ts';
import { channelsText, channelText, errorsText, problemsText, problemText } from './texts.ts';

export type LibraryNeeds = {
  portal: Portal;
  channels: readonly Channel[];
  origin: string;
  explained: Explanations;
  language: Language;
  say: Speech['say'];
  /** 起步, with every sample. */
  start: () => Promise<string>;
  /** The pages of the reference: its list of calls, and one a call. */
  reference: () => Promise<readonly Article[]>;
};

/** All texts of 开发者中心, page by page, as Markdown. Composed at the first request. */
export function createLibrary({ portal, channels, origin, explained, say, start, reference }: LibraryNeeds) {
  async function make() {
    const all = inOrder<Article>([
      ...(await portal.articles()),
      { ...titled(generated.start, say), summary: say(fact('docs.about_start')), text: await start() },
      {
        ...titled(generated.errors, say),
        summary: say(fact('docs.about_errors')),
        text: errorsText(explained.logins, say),
      },
      {
        ...titled(generated.problems, say),
        summary: say(fact('docs.about_problems')),
        text: problemsText(explained, say),
      },
      ...Object.entries({ ...explained.problems, ...explained.fields }).map(([code, each]) => ({
        ...below('problems', code),
        title: say(fact('docs.with_code', { title: each.title, code })),
        summary: each.cause,
        text: problemText(each, origin, say),
      })),
      { ...titled(generated.fields, say), summary: say(fact('docs.about_fields')), text: channelsText(channels, say) },
      ...channels.map((channel) => ({
        ...below('fields', channel.code),
        title: say(fact('docs.fields_of', { name: wordsOfData(say)(channel.name) })),
        summary: say(fact('docs.about_channel', { code: channel.code })),
        text: channelText(channel.code, sectionsOf(channel, say), say),
      })),
      { ...titled(generated.metrics, say), summary: say(fact('docs.about_metrics')), text: metricsText(say) },
      {
        ...titled(generated.specification, say),
        summary: say(fact('docs.about_specification')),
        text: say(fact('docs.specification_text')),
      },
      ...(await reference()),
    ]);
    return { all, byPath: new Map(all.map((article) => [article.path, article])) };
  }

  const library = memoized(make);
  return {
    articles: async (): Promise<readonly Article[]> => (await library()).all,
    find: async (path: string): Promise<Article | undefined> => (await library()).byPath.get(path),
  };
}

export type Library = ReturnType<typeof createLibrary>;
export type Libraries = Readonly<Record<Language, Library>>;

/** A page below one of the menu, right after it. */
const below = (parent: keyof typeof generated, name: string) => ({
  path: `${generated[parent].path}/${name}`,
  chapter: generated[parent].chapter,
  order: generated[parent].order + 0.5,
});

/** A page as a program reads it. */
export const markdownOf = ({ title, summary, text }: Pick<Article, 'title' | 'summary' | 'text'>): string =>
  `# ${title}\n\n> ${summary}\n\n${text}\n`;
