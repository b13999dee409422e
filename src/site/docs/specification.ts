import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Language, Speech } from '../../fact.ts';
import { type Heading, render } from '../../http/pages/markdown.ts';
import type { Article } from './contents.ts';
import { wordsOfData } from './facts.ts';
import { memoized } from './kept.ts';
import type { Libraries } from './library.ts';

export const specificationTitle = '国家公共文化云对接技术接口详细说明书';

/** Its parts in their order: each of single pages, or of all below a path. */
const parts: readonly { title: string; of: readonly string[]; isOperators?: true }[] = [
  { title: '对接流程', of: ['/docs/production', '/docs/sandbox'] },
  { title: '用户登录', of: ['/docs/login', '/docs/reference/oauth*'] },
  { title: '资源', of: ['/docs/resources', '/docs/licences'] },
  { title: '服务数据', of: ['/docs/statistics', '/docs/metrics'] },
  { title: '事件', of: ['/docs/events'] },
  { title: '机构的接口', of: ['/docs/reference/*'] },
  { title: '运营人员的接口', of: ['/docs/reference/*'], isOperators: true },
  { title: '栏目的字段', of: ['/docs/fields/*'] },
  { title: '错误', of: ['/docs/errors', '/docs/problems'] },
  { title: '更新', of: ['/docs/changes'] },
];

/** A note beside the PDF: the text it was made of. */
const made = z.strictObject({ version: z.string(), text: z.string(), pages: z.number() });

type Needs = {
  libraries: Libraries;
  says: Readonly<Record<Language, Speech['say']>>;
  origin: string;
  packageFile: string;
  pdfFile: string;
};

/**
 * R26: the pages of 开发者中心 bound into one document with a version, which prints as a book. Its PDF is made by `npm run specification` when a
 * release is packed; without one the page is all there is.
 */
export function createSpecification({ libraries, says, origin, packageFile, pdfFile }: Needs) {
  const bind = async (language: Language) => {
    const words = wordsOfData(says[language]);
    const articles = await libraries[language].articles();
    const taken = new Set<string>();
    const chosen = parts.map(({ title, of, isOperators = false }) => ({
      title,
      articles: of.flatMap((wanted) =>
        articles
          .filter((article) => isWanted(article, wanted) && !taken.has(article.path))
          .filter(({ path }) => ofOperators.test(path) === isOperators)
          .map((article) => {
            taken.add(article.path);
            return article;
          }),
      ),
    }));
    const text = chosen
      .flatMap((part, at) => [
        language === 'zh'
          ? `## 第${numerals[at]}部分　${part.title} {#part-${at + 1}}`
          : `## ${words('部分')} ${at + 1}: ${words(part.title)} {#part-${at + 1}}`,
        ...part.articles.map((article, place) => sectionOf(article, `${at + 1}.${place + 1}`)),
      ])
      .join('\n\n');
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(packageFile, 'utf8')));
    const rendered = await render(text, language);
    return {
      version,
      text: hashOf(text.replaceAll(origin, '{{origin}}')),
      html: rendered.html,
      contents: rendered.headings.filter(isListed),
    };
  };
  const bound = { zh: memoized(() => bind('zh')), en: memoized(() => bind('en')) };

  return {
    bound,
    /** The PDF of this release; undefined where none was made. */
    async pdf() {
      const about = await readFile(`${pdfFile}.json`, 'utf8').catch(() => undefined);
      return about === undefined ? undefined : made.parse(JSON.parse(about));
    },
    readPdf: () => readFile(pdfFile),
  };
}

export type Specification = ReturnType<typeof createSpecification>;

const numerals = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/** Calls of programs of operators, by their name: institutions cannot make them. */
const ofOperators = /^\/docs\/reference\/[a-z]+Admin/;

const isWanted = ({ path }: Article, wanted: string): boolean =>
  wanted.endsWith('*') ? path.startsWith(wanted.slice(0, -1)) : path === wanted;

/** A page as a section: its headings one level lower, and their names apart from those of the other pages. */
function sectionOf({ path, title, summary, text }: Article, number: string): string {
  const slug = path.replace('/docs/', '').replaceAll('/', '-');
  let place = 0;
  let isCode = false;
  const lines = text.split('\n').map((line) => {
    if (line.startsWith('```')) isCode = !isCode;
    const [, signs = '', words = ''] = /^(#{1,4}) (.*)$/.exec(line) ?? [];
    if (isCode || signs === '') return line;
    place += 1;
    return `##${signs} ${words.replace(/\s*\{#[\w-]+\}\s*$/, '')} {#${slug}-${place}}`;
  });
  return [`### ${number}　${title} {#${slug}}`, summary, lines.join('\n')].join('\n\n');
}

const isListed = ({ depth }: Heading) => depth <= 3;

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);
