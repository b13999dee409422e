import { posix } from 'node:path';
import { marked } from 'marked';

/** The anchors of a page, as GitHub and most readers make them of its headings. */
export function anchorsOf(text: string): string[] {
  const given = new Map<string, number>();
  return headingsOf(text).map(({ title }) => {
    const anchor = title
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Mark}\p{Number}\p{Connector_Punctuation} -]/gu, '')
      .replaceAll(' ', '-');
    const before = given.get(anchor) ?? 0;
    given.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

/** The headings of a page, without marks of code and the like. */
export const headingsOf = (text: string): { depth: number; title: string }[] =>
  marked.lexer(text).flatMap((token) => {
    if (token.type !== 'heading') return [];
    const title = marked.parseInline(token.text, { async: false }).replace(/<[^>]+>/g, '');
    return [
      { depth: token.depth, title: title.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&') },
    ];
  });

/** Where the links and pictures of a page lead within the folder: not to the web, nor to an address of the site. */
function targetsOf(text: string): string[] {
  const targets: string[] = [];
  marked.walkTokens(marked.lexer(text), (token) => {
    if (token.type === 'link' || token.type === 'image') targets.push(token.href);
    if (token.type === 'html')
      for (const [, path = ''] of token.text.matchAll(/ (?:src|href)="([^"]+)"/g)) targets.push(path);
  });
  return targets.filter((target) => !/^([a-z]+:|\/|\{\{|%7B%7B)/i.test(target));
}

/** A page that is named in the running text: docs/performance.md, docs/adr/0111. */
const named = /(?<![\w/.(-])docs\/[\w/-]+(?:\.md|\/\d{4})/g;

/** Each link, picture and named page of these Markdown files that leads to none of the files, or to a heading that its page does not have. */
export function deadLinks(files: readonly string[], read: (path: string) => string): string[] {
  const folders = new Set(files.flatMap((path) => [path, posix.dirname(path)]));
  return files
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) => {
      const text = read(path);
      const links = targetsOf(text).filter((target) => {
        const [to = '', anchor = ''] = decodeURI(target).split('#');
        const found = to === '' ? path : posix.join(posix.dirname(path), to).replace(/\/$/, '');
        if (!folders.has(found)) return true;
        return anchor !== '' && found.endsWith('.md') && !anchorsOf(read(found)).includes(anchor);
      });
      const pages = [...text.replace(/`git [^`]*`/g, '').matchAll(named)].map(([page]) => page);
      const absent = pages.filter((page) => !files.some((each) => each.startsWith(page)));
      return [...links, ...absent].map((target) => `${path}: ${target}`);
    });
}
