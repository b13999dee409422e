import type { Readable } from 'node:stream';

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** References to characters, and how Excel writes what XML cannot hold: _x000D_. */
export function decoded(text: string): string {
  const plain = text.includes('&')
    ? text.replace(/&(#x[\da-f]{1,6}|#\d{1,7}|amp|lt|gt|quot|apos);/gi, (whole, name: string) => {
        if (!name.startsWith('#')) return named[name] ?? whole;
        const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
        return code <= 0x10ffff ? String.fromCodePoint(code) : '';
      })
    : text;
  return plain.includes('_x')
    ? plain.replace(/_x([\da-f]{4})_/gi, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : plain;
}

/** The value of an attribute, in the inside of a tag. */
export function attributeOf(tag: string, name: string): string | undefined {
  const at = tag.indexOf(` ${name}="`);
  if (at === -1) return undefined;
  const from = at + name.length + 3;
  const value = tag.slice(from, tag.indexOf('"', from));
  return value.includes('&') ? decoded(value) : value;
}

/** The insides of the tags of one name, each with the text right behind it. */
export const elementsIn = (xml: string, name: string): { tag: string; text: string }[] =>
  [...xml.matchAll(new RegExp(`<(?:\\w+:)?${name}((?:\\s[^<>]*)?)>([^<]*)`, 'g'))].map(([, tag = '', text = '']) => ({
    tag: tag.replace(/\s+/g, ' '),
    text: decoded(text),
  }));

export interface Listener {
  /** `isEmpty`: `<c/>`, which has no end of its own. */
  open(name: string, tag: string, isEmpty: boolean): void;
  close(name: string): void;
  /** Only while somebody listens to it. */
  text(text: string): void;
}

const longestTag = 64 * 1024;

/**
 * Walks through the XML of a part as it streams, one chunk at a time: whoever takes the steps decides how fast. It knows of XML what
 * workbooks use, after the guard has refused the rest; nothing is ever built from it but what the listener keeps.
 */
export async function* walk(stream: Readable, listener: Listener): AsyncGenerator<void> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for await (const chunk of stream) {
    rest = step(rest + decoder.decode(chunk, { stream: true }), listener);
    if (rest.length > longestTag && rest.startsWith('<')) throw new Error('a tag without an end');
    yield;
  }
  step(rest, listener);
}

const nameIn = (tag: string): string => {
  const end = tag.search(/[\s/]/);
  const whole = end === -1 ? tag : tag.slice(0, end);
  return whole.slice(whole.indexOf(':') + 1);
};

/** Tells of all that is complete, and gives back what is not. */
function step(xml: string, listener: Listener): string {
  let at = 0;
  for (;;) {
    const from = xml.indexOf('<', at);
    if (from === -1) {
      if (at < xml.length) listener.text(xml.slice(at));
      return '';
    }
    if (from > at) listener.text(xml.slice(at, from));
    const [isSection, isComment] = [xml.startsWith('<![CDATA[', from), xml.startsWith('<!--', from)];
    const ending = isSection ? ']]>' : isComment ? '-->' : '>';
    const to = xml.indexOf(ending, from);
    if (to === -1) return xml.slice(from);
    at = to + ending.length;
    if (isSection) listener.text(xml.slice(from + 9, to).replaceAll('&', '&amp;'));
    else if (!isComment) tell(xml.slice(from + 1, to), listener);
  }
}

function tell(tag: string, listener: Listener): void {
  if (tag.startsWith('/')) {
    listener.close(nameIn(tag.slice(1)));
    return;
  }
  const isEmpty = tag.endsWith('/');
  const name = nameIn(tag);
  listener.open(name, tag, isEmpty);
  if (isEmpty) listener.close(name);
}
