import { createRequire } from 'node:module';
import type * as htmlparser from 'htmlparser2';
import type { Fact } from '../../fact.ts';
import { fact } from '../facts.ts';
import type { Block } from './blocks.ts';
import { createBuilder } from './builder.ts';

const require = createRequire(import.meta.url);

/** Deeper than any editor writes; the parser compares a closing tag with all that is open. */
const deepest = 100;
const mostElements = 20_000;

/** Tags that show that a text is HTML, not a text about < and >. */
const telling = new Set([
  ...['p', 'br', 'div', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'strong', 'b', 'em', 'i', 'a', 'span'],
  ...['blockquote', 'table', 'img'],
]);
/** Elements whose text is dropped too. */
const silent = new Set([
  ...['script', 'style', 'template', 'noscript', 'iframe', 'object', 'svg', 'math', 'head', 'title', 'textarea'],
  'select',
]);

export type ReadBlocks = { blocks: Block[] } | { problem: (label: string) => Fact };

/** Thrown out of the parser, which has no other way to be stopped. */
class TooMuch extends Error {
  readonly problem: (label: string) => Fact;

  constructor(problem: (label: string) => Fact) {
    super('more than anybody writes');
    this.problem = problem;
  }
}

/** Plain text, or HTML of which the known part is kept, as the blocks that it means. Its length is the caller's to bound. */
export function readBlocks(text: string, most = mostElements): ReadBlocks {
  if (!text.includes('<')) return { blocks: ofPlainText(text) };
  try {
    return { blocks: ofHtml(text, most) ?? ofPlainText(text) };
  } catch (error) {
    if (error instanceof TooMuch) return { problem: error.problem };
    throw error;
  }
}

/** The blocks of a text that was let in before, by whatever rules were in force then. */
export function blocksOf(stored: string): Block[] {
  const read = readBlocks(stored, Infinity);
  return 'blocks' in read ? read.blocks : ofPlainText(stored);
}

function ofHtml(html: string, most: number): Block[] | undefined {
  const { Parser }: typeof htmlparser = require('htmlparser2'); // with the first rich text: a start needs none
  const builder = createBuilder();
  const ends: (() => void)[] = [];
  let isHtml = false;
  let elements = 0;
  let silence = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      elements += 1;
      if (elements > most) throw new TooMuch((label) => fact('fields.format_much', { label, most }));
      if (ends.length >= deepest) throw new TooMuch((label) => fact('fields.format_deep', { label, most: deepest }));
      if (silence > 0 || silent.has(name)) {
        silence += 1;
        ends.push(() => {
          silence -= 1;
        });
        return;
      }
      isHtml ||= telling.has(name);
      ends.push(builder.open(name, attributes));
    },
    onclosetag() {
      ends.pop()?.();
    },
    ontext(words) {
      if (silence === 0) builder.words(words);
    },
  });
  parser.write(html);
  parser.end();
  return isHtml ? builder.end() : undefined;
}

/** Paragraphs at empty lines, breaks at line ends. */
function ofPlainText(text: string): Block[] {
  const builder = createBuilder();
  for (const line of text.split(/\r\n?|\n/)) {
    if (line.trim() === '') builder.open('p', {})();
    else {
      builder.words(line);
      builder.open('br', {})();
    }
  }
  return builder.end();
}
