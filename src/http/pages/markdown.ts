import type { MarkedToken, RendererObject, Token, Tokens } from 'marked';
import type { Language } from '../../fact.ts';

/** A heading that one can lead to. */
export type Heading = { id: string; title: string; depth: number };
export type Rendered = { html: string; headings: readonly Heading[] };

const codeLabels: Readonly<Record<Language, readonly [word: string, colon: string]>> = {
  zh: ['代码', '：'],
  en: ['Code', ': '],
};

/** Markdown as HTML in the look of the site. HTML within it is shown escaped, never passed through. */
export async function render(markdown: string, language: Language = 'zh'): Promise<Rendered> {
  const { Marked } = await import('marked');
  const headings: Heading[] = [];
  let blocks = 0;

  const renderer: RendererObject = {
    html: ({ text }) => escaped(text),
    heading({ tokens, depth, text }) {
      const { title, id } = headingOf(text, headings);
      headings.push({ id, title, depth });
      const words = this.parser.parseInline(tokens).replace(named, '');
      return `<h${depth} id="${escaped(id)}">${words}</h${depth}>\n`;
    },
    code({ text, lang = '' }) {
      blocks += 1;
      const [word, colon] = codeLabels[language];
      const label = `${word} ${blocks}${lang === '' ? '' : `${colon}${lang}`}`;
      return `<pre class="src" tabindex="0" role="region" aria-label="${escaped(label)}"><code>${escaped(text)}</code></pre>\n`;
    },
    table({ header, rows }) {
      const cell = (token: Tokens.TableCell) => this.parser.parseInline(token.tokens);
      const labels = header.map(({ text }) => text);
      const head = header.map((each) => `<th role="columnheader" scope="col">${cell(each)}</th>`).join('');
      const lines = rows.map((row) => {
        const [first, ...others] = row.map((each) => cell(each));
        const rest = others.map((words, at) => {
          const label = others.length > 1 ? ` data-k="${escaped(plain(labels[at + 1] ?? ''))}"` : '';
          return `<td role="cell" class="full${at === 0 ? ' k' : ''}"${label}>${words}</td>`;
        });
        return `<tr role="row"><th role="rowheader" scope="row">${first ?? ''}</th>${rest.join('')}</tr>`;
      });
      return `<table class="fold" role="table"><thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">${lines.join('\n')}</tbody></table>\n`;
    },
    blockquote({ tokens }) {
      return `<div class="notice">${this.parser.parse(tokens)}</div>\n`;
    },
    link({ href, tokens }) {
      const words = this.parser.parseInline(tokens);
      return isSafe(href) ? `<a href="${escaped(href)}">${words}</a>` : words;
    },
    image: ({ href, text }) =>
      isSafe(href) ? `<img src="${escaped(href)}" alt="${escaped(text)}" loading="lazy">` : escaped(text),
  };
  const marked = new Marked({ gfm: true, async: false, renderer });
  return { html: String(marked.parse(markdown)), headings };
}

/** `## 推送一条 {#push}`: a name that stays when the words change. */
const named = /\s*\{#([\w-]+)\}\s*$/;

function headingOf(text: string, before: readonly Heading[]): { title: string; id: string } {
  const title = plain(text.replace(named, ''));
  const wanted =
    named.exec(text)?.[1] ??
    (title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '') ||
      'part');
  const same = before.filter(({ id }) => id === wanted || id.startsWith(`${wanted}--`)).length;
  return { title, id: same === 0 ? wanted : `${wanted}--${same + 1}` };
}

/** Markdown without its signs: for a label, a title, a search. */
const plain = (markdown: string): string =>
  markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .trim();

/** A part of a text under one heading; the first has none. */
export type Section = { id: string; title: string; text: string };

/** A text, cut at its headings. */
export async function sectionsOf(markdown: string): Promise<Section[]> {
  const { lexer } = await import('marked');
  const headings: Heading[] = [];
  const sections: Section[] = [{ id: '', title: '', text: '' }];
  for (const token of lexer(markdown)) {
    if (isHeading(token)) {
      const { id, title } = headingOf(token.text, headings);
      headings.push({ id, title, depth: token.depth });
      sections.push({ id, title, text: '' });
    } else {
      const last = sections.at(-1);
      if (last !== undefined) last.text += `${plain(token.raw)}\n`;
    }
  }
  return sections;
}

const isHeading = (token: Token | MarkedToken): token is Tokens.Heading => token.type === 'heading';

const isSafe = (href: string): boolean => /^(https?:\/\/|mailto:|tel:|#|\/(?![/\\]))/.test(href);

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);
