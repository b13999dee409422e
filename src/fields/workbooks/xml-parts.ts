import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import type * as htmlparser from 'htmlparser2';

const require = createRequire(import.meta.url);

export type Attributes = Readonly<Record<string, string>>;

export interface Listener {
  /** Names come without their prefix, attributes with it. */
  open(name: string, attributes: Attributes): void;
  close(name: string): void;
  /** May come in several pieces. */
  text(text: string): void;
}

/** Far deeper than a workbook goes; the parser compares a closing tag with all that is open. */
const deepest = 100;
/** Maximum bytes of a tag, comment or section: three times a cell. The parser keeps it until it ends. */
const longestPiece = 1024 * 1024;

/** A streaming XML parser. Nothing is built but the listener's own data. */
function createParser(listener: Listener) {
  const { Parser }: typeof htmlparser = require('htmlparser2'); // with the first workbook: a start needs none
  let depth = 0;
  let isTold = false;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        isTold = true;
        depth += 1;
        if (depth > deepest) throw new Error('elements are nested too deep');
        listener.open(nameIn(name), attributes);
      },
      onclosetag(name) {
        isTold = true;
        depth -= 1;
        listener.close(nameIn(name));
      },
      ontext(text) {
        isTold = true;
        listener.text(text);
      },
    },
    { xmlMode: true },
  );
  return {
    end: () => parser.end(),
    /** Whether the written text caused an event. */
    write(text: string): boolean {
      isTold = false;
      parser.write(text);
      return isTold;
    },
  };
}

const nameIn = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Walks through the XML of a part as it streams, one chunk at a time: the consumer sets the pace. */
export async function* walk(stream: Readable, listener: Listener): AsyncGenerator<void> {
  const parser = createParser(listener);
  const decoder = new TextDecoder('utf-8');
  let untold = 0;
  for await (const chunk of stream) {
    untold = parser.write(decoder.decode(chunk, { stream: true })) ? 0 : untold + chunk.length;
    if (untold > longestPiece) throw new Error('a tag without an end');
    yield;
  }
  parser.end();
}

/** The elements of one name, within those of another if one is given, each with the text right behind its tag. */
export function elementsIn(xml: string, name: string, within?: string): { attributes: Attributes; text: string }[] {
  const found: { attributes: Attributes; text: string }[] = [];
  let isWithin = within === undefined;
  let isBehind = false;
  const parser = createParser({
    open(each, attributes) {
      if (each === within) isWithin = true;
      isBehind = isWithin && each === name;
      if (isBehind) found.push({ attributes, text: '' });
    },
    close(each) {
      if (each === within) isWithin = false;
      isBehind = false;
    },
    text(text) {
      const last = found.at(-1);
      if (isBehind && last !== undefined) last.text += text;
    },
  });
  parser.write(xml);
  parser.end();
  return found;
}

/** Excel writes characters impossible in XML as _x000D_. */
export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([\da-f]{4})_/gi, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;

/** An element: the attributes of the first ones of some names inside it, and their texts. */
export type Nested = { attributes: Readonly<Record<string, Attributes>>; texts: Readonly<Record<string, string>> };

/** The elements of one name, each with the first of these inside it. */
export function nested(xml: string, name: string, inside: readonly string[]): Nested[] {
  const found: { attributes: Record<string, Attributes>; texts: Record<string, string> }[] = [];
  let one: (typeof found)[number] | undefined;
  let at: string | undefined;
  const parser = createParser({
    open(each, attributes) {
      if (each === name) {
        one = { attributes: {}, texts: {} };
        found.push(one);
      }
      at = one !== undefined && inside.includes(each) && !Object.hasOwn(one.attributes, each) ? each : undefined;
      if (one !== undefined && at !== undefined) {
        one.attributes[at] = attributes;
        one.texts[at] = '';
      }
    },
    close(each) {
      if (each === name) one = undefined;
      at = undefined;
    },
    text(text) {
      if (one !== undefined && at !== undefined) one.texts[at] += text;
    },
  });
  parser.write(xml);
  parser.end();
  return found;
}
