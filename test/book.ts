import { marked, type Token, type Tokens } from 'marked';
import { anchorsOf, headingsOf } from './release/links.ts';

/** A part of a book as it has to be in both languages: a heading, a paragraph, a table, a list, or a block of code with its text. */
type Part = { kind: string; codes: string[]; links: string[]; says: string };

const isWord = /\p{Script=Han}/u;

/** Codes and links within a part. Anchors of the own page differ, since headings do; so they count, and no more. */
function within(tokens: readonly Token[], path: string): { codes: string[]; links: string[] } {
  const [codes, links]: [string[], string[]] = [[], []];
  marked.walkTokens([...tokens], (token) => {
    if (token.type === 'codespan') codes.push(token.text);
    if (token.type === 'link') links.push(targetOf(token.href, path));
  });
  return { codes: codes.toSorted(), links: links.toSorted() };
}

/** Where a link leads, as from the English text. */
const targetOf = (href: string, path: string): string =>
  new URL(href, `file:///${path}`).href.replace(/#.*$/, '#').replace(/(?<=runbooks\/)zh\/|\.zh(?=\.md)/g, '');

const kinds: Readonly<Record<string, (token: Tokens.Generic) => string>> = {
  heading: ({ depth }) => `heading ${depth}`,
  table: ({ header, rows }) => `table of ${header.length} columns, ${rows.length} rows`,
  list: ({ items }) => `list of ${items.length}`,
  code: ({ lang, text }) => `code ${lang ?? ''}\n${text}`,
};

type Document = { path: string; text: string };

/** The parts of a document, in their order. */
const partsOf = ({ path, text }: Document): Part[] =>
  marked
    .lexer(text)
    .filter(({ type }) => type !== 'space' && type !== 'html')
    .map((token) => ({
      kind: kinds[token.type]?.(token) ?? token.type,
      ...within([token], path),
      says: token.type === 'code' ? '' : token.raw.trim().slice(0, 80),
    }));

/** A book with its contents between the two marks: a link to each chapter and each part of one. */
export function withContents(text: string): string {
  const anchors = anchorsOf(text);
  const lines = headingsOf(text).flatMap(({ depth, title }, place) =>
    depth === 2 || depth === 3 ? [`${'  '.repeat(depth - 2)}- [${title}](#${anchors[place]})\n`] : [],
  );
  return text.replace(/(?<=<!-- contents -->\n)[\s\S]*?(?=<!-- \/contents -->)/, () => lines.join(''));
}

/** Remarks within lines to run, which are the same in both languages and so would be read in one. The first line of a block may be its name. */
export const remarksIn = ({ path, text }: Document): string[] =>
  marked.lexer(text).flatMap((token) => {
    const [language = '', ...name] = token.type === 'code' ? (token.lang ?? '').split(' ') : [];
    const remark = remarks[language];
    if (remark === undefined) return [];
    return (token as Tokens.Code).text
      .split('\n')
      .filter((line, place) => remark.test(line) && !(place === 0 && line === `# ${nameOf(name)}`))
      .map((line) => `${path}: ${line}`);
  });

const remarks: Readonly<Record<string, RegExp>> = { sh: /(?:^|\s)#\s/, ini: /(?:^|\s)[;#]\s/, sql: /(?:^|\s)--\s/ };
const nameOf = (words: readonly string[]): string => words.filter((word) => word !== 'online').join(' ');

/** Each part, code or link that one of both texts of a document has and the other one lacks, with its place. */
export function differences(english: Document, chinese: Document): string[] {
  const [one, other] = [partsOf(english), partsOf(chinese)];
  for (const [place, part] of one.entries()) {
    const mine = other[place];
    const where = `${chinese.path}, part ${place + 1} (${part.says || part.kind.split('\n')[0]})`;
    if (mine === undefined) return [`${where} is missing`];
    // After a missing part every other one differs, too: the first is told.
    if (mine.kind !== part.kind) return [`${where} is ${mine.says || mine.kind.slice(0, 200)}`];
  }
  if (other.length > one.length)
    return [`${chinese.path} has ${other.length - one.length} parts more, from: ${other[one.length]?.says}`];
  return one.flatMap((part, place) => {
    const { codes, links, says } = other[place] ?? part;
    const where = `${chinese.path}, part ${place + 1} (${says})`;
    return [
      ...lacking(part.codes, codes).map((each) => `${where}: \`${each}\``),
      ...lacking(part.links, links).map((each) => `${where}: the link to ${each}`),
      ...(says !== '' && !isWord.test(says) && isProse(part) ? [`${where} is not in Chinese`] : []),
    ];
  });
}

const isProse = ({ kind, says }: Part): boolean =>
  kind === 'paragraph' && /[a-z]{3,} [a-z]{2,}/.test(says.replace(/`[^`]*`/g, ''));
const lacking = (wanted: readonly string[], there: readonly string[]): string[] => {
  const left = [...there];
  return wanted.filter((each) => {
    const found = left.indexOf(each);
    if (found === -1) return true;
    left.splice(found, 1);
    return false;
  });
};
