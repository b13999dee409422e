import type { Explanations } from '../http/explained.ts';
import type { Channel } from '../resources/channels/channel.ts';
import { type Article, generated, inOrder } from './contents.ts';
import { sectionsOf } from './field-sections.ts';
import { kept } from './kept.ts';
import { metricsText } from './metrics-text.ts';
import type { Portal } from './portal.ts';
import { channelsText, channelText, errorsText, problemsText, problemText } from './texts.ts';

export type LibraryNeeds = {
  portal: Portal;
  channels: readonly Channel[];
  origin: string;
  explained: Explanations;
  /** 起步, with every sample. */
  start: () => Promise<string>;
  /** The pages of the reference: its list of calls, and one a call. */
  reference: () => Promise<readonly Article[]>;
};

/** Everything that 开发者中心 says, page by page, as Markdown. It is put together when somebody asks for the first time. */
export function createLibrary({ portal, channels, origin, explained, start, reference }: LibraryNeeds) {
  async function make() {
    const all = inOrder<Article>([
      ...(await portal.articles()),
      { ...generated.start, text: await start() },
      { ...generated.errors, text: errorsText(explained.logins) },
      { ...generated.problems, text: problemsText(explained) },
      ...Object.entries({ ...explained.problems, ...explained.fields }).map(([code, each]) => ({
        ...below('problems', code),
        title: `${each.title}（${code}）`,
        summary: each.cause,
        text: problemText(each, origin),
      })),
      { ...generated.fields, text: channelsText(channels) },
      ...channels.map((channel) => ({
        ...below('fields', channel.code),
        title: `${channel.name}的字段`,
        summary: `栏目 ${channel.code} 有哪些字段，怎样写。`,
        text: channelText(channel.code, sectionsOf(channel)),
      })),
      { ...generated.metrics, text: metricsText() },
      {
        ...generated.specification,
        text: '这一册由以上各页合成：[网页](/docs/specification)，用浏览器打印就是一册。程序请读各页的 Markdown 或 /llms-full.txt。',
      },
      ...(await reference()),
    ]);
    return { all, byPath: new Map(all.map((article) => [article.path, article])) };
  }

  const library = kept(make);
  return {
    articles: async (): Promise<readonly Article[]> => (await library()).all,
    find: async (path: string): Promise<Article | undefined> => (await library()).byPath.get(path),
  };
}

export type Library = ReturnType<typeof createLibrary>;

/** A page below one of the menu, right after it. */
const below = (parent: keyof typeof generated, name: string) => ({
  path: `${generated[parent].path}/${name}`,
  chapter: generated[parent].chapter,
  order: generated[parent].order + 0.5,
});

/** A page as a program reads it. */
export const markdownOf = ({ title, summary, text }: Pick<Article, 'title' | 'summary' | 'text'>): string =>
  `# ${title}\n\n> ${summary}\n\n${text}\n`;
