import { createRequire } from 'node:module';
import type * as htmlparser from 'htmlparser2';
import { Unreadable } from '../../../fields/workbooks/unreadable.ts';
import { fact } from '../facts.ts';
import { bounds, createLines, type FileText } from './text.ts';

const require = createRequire(import.meta.url);

const deepest = 400;
/** Elements whose text is not shown. */
const silent = new Set([
  ...[
    'script',
    'style',
    'template',
    'noscript',
    'head',
    'title',
    'textarea',
    'select',
    'svg',
    'math',
    'iframe',
    'object',
  ],
  ...['audio', 'video', 'canvas', 'button', 'nav'],
]);
const empty = new Set([
  'img',
  'br',
  'hr',
  'input',
  'meta',
  'link',
  'base',
  'source',
  'area',
  'col',
  'wbr',
  'embed',
  'track',
]);
/** Elements on lines of their own. */
const blocks = new Set([
  ...[
    'p',
    'div',
    'section',
    'article',
    'header',
    'footer',
    'main',
    'aside',
    'figure',
    'figcaption',
    'address',
    'center',
  ],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'blockquote', 'pre', 'hr', 'fieldset'],
  ...['table', 'caption', 'tr', 'thead', 'tbody', 'tfoot', 'form', 'details', 'summary', 'body', 'html'],
]);
const dates = /^(article:published_time|og:published_time|pubdate|publishdate|date|datepublished)$/i;

type Open = { name: string; isSilent: boolean; isDate: boolean };

/** Hidden from readers. WeChat's articles are saved with an invisible body, which its script shows. */
const isHidden = ({ style = '', hidden, id }: Readonly<Record<string, string>>): boolean =>
  hidden !== undefined ||
  /display\s*:\s*none/i.test(style) ||
  /font-size\s*:\s*0(px|pt|em|%)?\s*(;|$)/i.test(style) ||
  (/visibility\s*:\s*hidden/i.test(style) && id !== 'js_content');

/** The lines that a reader of a page sees; rows of tables with a tab between their cells. Nothing of it is run or fetched. */
export function readHtml(html: string): FileText {
  const { Parser }: typeof htmlparser = require('htmlparser2'); // with the first page: a start needs none
  const lines = createLines();
  const open: Open[] = [];
  let [line, elements, quiet, cells, dated] = ['', 0, 0, 0, ''];
  let row: string[] | undefined;
  let date: string | undefined;
  /** Ends the line that is being written; an empty one is kept only where its writer broke it. */
  const end = (isBroken = false) => {
    if (cells > 0) line = line === '' || line.endsWith(' ') ? line : `${line} `;
    else {
      if (isBroken || line.trim() !== '') lines.add(line.trim());
      line = '';
    }
  };
  const endCell = () => {
    row?.push(line.trim());
    line = '';
  };
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        elements += 1;
        if (elements > bounds.elements || open.length > deepest) throw new Unreadable(fact('pasting.too_much'));
        if (name === 'meta' && dates.test(attributes.property ?? attributes.name ?? attributes.itemprop ?? ''))
          date ??= dayIn(attributes.content);
        if (name === 'br' && quiet === 0) end(true);
        if (empty.has(name)) return;
        const isDate = attributes.id === 'publish_time' || (name === 'time' && attributes.pubdate !== undefined);
        if (isDate) date ??= dayIn(attributes.datetime);
        const isSilent = silent.has(name) || isHidden(attributes);
        open.push({ name, isSilent, isDate });
        if (isSilent) quiet += 1;
        if (quiet > 0) return;
        if (name === 'tr' && cells === 0) {
          end();
          row = [];
        } else if (name === 'td' || name === 'th') {
          cells += 1;
          if (cells === 1) line = '';
        } else if (blocks.has(name)) end();
      },
      ontext(text) {
        if (open.at(-1)?.isDate === true) dated += text;
        if (quiet > 0) return;
        const isPre = open.some(({ name }) => name === 'pre');
        if (isPre) for (const [place, part] of text.split(/\r?\n/).entries()) append(part, place > 0);
        else append(text.replace(/[ \t\r\n]+/g, ' '), false);
      },
      onclosetag(name) {
        const place = open.findLastIndex((each) => each.name === name);
        if (place === -1) return;
        for (const each of open.splice(place).toReversed()) close(each);
      },
    },
    { decodeEntities: true },
  );
  function append(text: string, isNew: boolean): void {
    if (isNew) end();
    line += line === '' || line.endsWith(' ') ? text.replace(/^ /, '') : text;
    if (line.length > bounds.text)
      throw new Unreadable(fact('pasting.text_too_long', { most: bounds.text, now: line.length }));
  }
  function close({ name, isSilent, isDate }: Open): void {
    if (isDate) date ??= dayIn(dated);
    const wasShown = quiet === 0;
    if (isSilent) quiet -= 1;
    if (!wasShown) return;
    if (name === 'td' || name === 'th') {
      cells = Math.max(0, cells - 1);
      if (cells === 0) endCell();
    } else if (name === 'tr' && cells === 0 && row !== undefined) {
      lines.add(row.join('\t'));
      [row, line] = [undefined, ''];
    } else if (blocks.has(name)) end();
  }
  for (let from = 0; from < html.length; from += 65_536) parser.write(html.slice(from, from + 65_536));
  parser.end();
  end();
  return { text: lines.text(), writtenOn: date, attachments: [] };
}

/** 2026-11-24, 2026年11月24日, 2026-11-24T10:00:00+08:00 */
function dayIn(text: string | undefined): string | undefined {
  const [, year, month = '', day = ''] = /(20\d\d)\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})/.exec(text ?? '') ?? [];
  return year === undefined ? undefined : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
