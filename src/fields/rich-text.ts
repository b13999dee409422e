import { z } from 'zod';
import { countCharacters, missing, unreadable } from './text.ts';

/** What may stand in a text with a form of its own; everything else loses its tags and keeps its words. */
const blocks = new Set(['p', 'h2', 'h3', 'h4', 'ul', 'ol', 'li', 'blockquote']);
const spans = new Set(['strong', 'em', 'a']);
const alike: Readonly<Record<string, string>> = {
  b: 'strong',
  i: 'em',
  h1: 'h2',
  h5: 'h4',
  h6: 'h4',
  div: 'p',
  section: 'p',
};
/** Even their words are for nobody. */
const dropped =
  /<(script|style|template|noscript|iframe|object|svg|math|head|title|textarea|select)\b[\s\S]*?<\/\1\s*>/gi;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

const decode = (text: string) =>
  text.replace(/&(#x[\da-f]{1,6}|#\d{1,7}|[a-z]{2,6});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? whole;
    const code = name[1] === 'x' || name[1] === 'X' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 31 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : ' ';
  });

const encode = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '&quot;');

function hrefIn(attributes: string): string | undefined {
  const [, double, single, bare] = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(attributes) ?? [];
  const url = URL.parse(decode(double ?? single ?? bare ?? '').trim());
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' ? url.href : undefined;
}

/** The allowed part of some HTML, written anew from its words, so that nothing of what came gets through as it was. */
function cleanHtml(html: string): string {
  const open: string[] = [];
  let written = '';
  let inParagraph = false;
  const close = (until: (name: string) => boolean) => {
    while (open.length > 0) {
      const name = open.pop() ?? '';
      written += `</${name}>`;
      if (until(name)) return;
    }
  };
  const endParagraph = () => {
    if (inParagraph) close((name) => name === 'p');
    inParagraph = false;
  };
  const begin = (name: string, attribute = '') => {
    open.push(name);
    written += `<${name}${attribute}>`;
  };
  const words = (text: string) => {
    const plain = decode(text).replace(/[\s\p{Cc}]+/gu, ' ');
    if (plain.trim() === '' && !open.some((name) => !['ul', 'ol'].includes(name))) return;
    if (!open.some((name) => blocks.has(name) && !['ul', 'ol', 'blockquote'].includes(name))) {
      begin('p');
      inParagraph = true;
    }
    written += encode(plain);
  };
  for (const [, text = '', closing, tag = '', attributes = ''] of html
    .replace(/<!--[\s\S]*?(-->|$)/g, '')
    .replace(dropped, '')
    .matchAll(/([^<]+|<(?![/a-z]))|<(\/?)([a-z][a-z\d]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>?/gi)) {
    const lower = tag.toLowerCase();
    const name = alike[lower] ?? lower;
    if (tag === '') words(text);
    else if (name === 'br') {
      if (open.length > 0) written += '<br>';
    } else if (closing === '/') {
      if (open.includes(name)) close((each) => each === name);
      if (name === 'p') inParagraph = false;
    } else if (blocks.has(name)) {
      endParagraph();
      const isNested = name === 'li' || name === 'ul' || name === 'ol';
      if (!isNested)
        while (open.some((each) => spans.has(each) || /^(p|h\d)$/.test(each))) close((each) => /^(p|h\d)$/.test(each));
      if (name === 'li' && open.at(-1) === 'li') close((each) => each === 'li');
      if (name === 'li' && !open.some((each) => each === 'ul' || each === 'ol')) begin('ul');
      begin(name);
      inParagraph = name === 'p';
    } else if (spans.has(name)) {
      const href = name === 'a' ? hrefIn(attributes) : undefined;
      if (name === 'a' && (href === undefined || open.includes('a'))) continue;
      if (!open.some((each) => blocks.has(each) && each !== 'ul' && each !== 'ol')) {
        begin('p');
        inParagraph = true;
      }
      begin(name, href === undefined ? '' : ` href="${encode(href)}" rel="noopener nofollow"`);
    }
  }
  close(() => false);
  return written
    .replace(/ +(?=<\/(?:p|h\d|li|blockquote)>)|(?<=<(?:p|h\d|li|blockquote)>) +/g, '')
    .replace(/<(p|h\d|li|strong|em)><\/\1>/g, '');
}

const looksLikeHtml = (text: string) =>
  /<\/?(p|br|div|h\d|ul|ol|li|strong|b|em|i|a|span|blockquote|table|img)\b[^>]*>/i.test(text);

const ofPlainText = (text: string) =>
  text
    .split(/\n\s*\n/)
    .filter((part) => part.trim() !== '')
    .map(
      (part) =>
        `<p>${part
          .trim()
          .split('\n')
          .map((line) => encode(line.trim()))
          .join('<br>')}</p>`,
    )
    .join('');

/** What a reader sees of it. */
const wordsOf = (html: string) => decode(html.replace(/<[^>]+>/g, ''));

/** A long text with paragraphs, headings, lists and links: plain text, or HTML of which the allowed part is kept. */
export const richText = (label: string, { max, ...meta }: z.GlobalMeta & { max: number }) =>
  z
    .string(missing(label))
    .transform((typed, ctx) => {
      const html = looksLikeHtml(typed) ? cleanHtml(typed) : ofPlainText(typed);
      const words = wordsOf(html);
      const now = words.length > max ? countCharacters(words) : words.length;
      if (now > max) ctx.addIssue({ code: 'custom', message: `${label}最多 ${max} 个字，现在是 ${now} 个` });
      if (/[\p{Cs}\u202a-\u202e\u2066-\u2069]/u.test(words))
        ctx.addIssue({ code: 'custom', message: unreadable(label) });
      if (words.trim() === '') ctx.addIssue({ code: 'custom', message: missing(label) });
      return html;
    })
    .meta({ ...meta, title: label, max, control: 'textarea' });
