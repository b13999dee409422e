import * as htmlparser from 'htmlparser2';
import { Unreadable } from '../../../fields/workbooks/unreadable.ts';
import { fact } from '../facts.ts';
import type { NamedFeed } from './item.ts';

const mostElements = 200_000;
const deepest = 500;
/** Characters of a text that are taken: as many as a field has. */
export const longestText = 50_000;
const blocks = new Set([
  ...['p', 'div', 'br', 'li', 'ul', 'ol', 'tr', 'table', 'section', 'article', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
  ...['blockquote', 'hr', 'dd', 'dt', 'header', 'footer'],
]);
const silent = new Set(['script', 'style', 'template', 'noscript', 'textarea']);

/** The words of a piece of HTML, a line a paragraph. Nothing of it runs. */
export function plainText(html: string): string {
  if (!/[<&]/.test(html)) return tidy(html);
  let text = '';
  let quiet = 0;
  const parser = new htmlparser.Parser(
    {
      onopentag(name) {
        if (silent.has(name)) quiet += 1;
        if (blocks.has(name)) text += '\n';
        if (name === 'td' || name === 'th') text += '\t';
      },
      ontext(part) {
        if (quiet === 0 && text.length < 100_000) text += part.replaceAll(/[\r\n]+/g, ' ');
      },
      onclosetag(name) {
        if (silent.has(name)) quiet = Math.max(0, quiet - 1);
        if (blocks.has(name)) text += '\n';
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return tidy(text);
}

const tidy = (text: string): string =>
  text
    .replaceAll(/[\p{Cf}\u00a0]+/gu, ' ')
    .split(/\r?\n|\r/)
    .map((line) => line.replaceAll(/[^\S\t]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
    .slice(0, longestText);

/** Structured data as schema.org has it: objects with `@type` and lists of values, however the page writes them. */
export type Node = { [name: string]: unknown };
export type Page = { title: string; nodes: Node[]; feeds: NamedFeed[] };

type Scope = { node: Node; depth: number };
type Property = { owner: Node; names: string[]; depth: number; text: string };

/** Reads JSON-LD, microdata and the feeds that a page names. */
export function readMarkup(html: string, address: string): Page {
  const nodes: Node[] = [];
  const feeds: NamedFeed[] = [];
  const scopes: Scope[] = [];
  const properties: Property[] = [];
  let [base, title, json, elements, depth] = [address, '', '', 0, 0];
  let [isTitle, isJson] = [false, false];

  const absolute = (href: string | undefined) => (href === undefined ? undefined : URL.parse(href.trim(), base)?.href);

  function onItem(attributes: Record<string, string>): Node | undefined {
    if (attributes.itemscope === undefined) return undefined;
    const node: Node = {
      '@type': nameOf(attributes.itemtype ?? ''),
      ...(attributes.itemid && { '@id': attributes.itemid }),
    };
    const outer = scopes.at(-1)?.node;
    if (attributes.itemprop !== undefined && outer !== undefined) add(outer, attributes.itemprop.split(/\s+/), node);
    else nodes.push(node);
    scopes.push({ node, depth });
    return node;
  }

  function onProperty(name: string, attributes: Record<string, string>): void {
    const owner = scopes.at(-1)?.node;
    if (owner === undefined || attributes.itemprop === undefined) return;
    const names = attributes.itemprop.split(/\s+/);
    const value = ['a', 'link', 'area'].includes(name)
      ? absolute(attributes.href)
      : ['img', 'source', 'video', 'audio', 'embed', 'iframe'].includes(name)
        ? absolute(attributes.src)
        : (attributes.content ?? attributes.datetime ?? attributes.value);
    if (value !== undefined) add(owner, names, value);
    else properties.push({ owner, names, depth, text: '' });
  }

  function onLink({ rel = '', href, type = '', title: named = '' }: Record<string, string>): void {
    if (!/\b(alternate|sitemap)\b/i.test(rel)) return;
    const found = absolute(href);
    const form = /calendar/i.test(type)
      ? 'calendar'
      : /rss|atom|rdf/i.test(type)
        ? 'feed'
        : /\bsitemap\b/i.test(rel)
          ? 'sitemap'
          : undefined;
    if (found !== undefined && form !== undefined && feeds.length < 20)
      feeds.push({ address: found, form, title: named.slice(0, 100) });
  }

  const parser = new htmlparser.Parser(
    {
      onopentag(name, attributes) {
        elements += 1;
        depth += 1;
        if (elements > mostElements || depth > deepest) throw new Unreadable(fact('sources.too_much'));
        if (name === 'base' && attributes.href) base = URL.parse(attributes.href, address)?.href ?? base;
        if (name === 'title') isTitle = title === '';
        if (name === 'link') onLink(attributes);
        if (name === 'a' && /\.ics(\?|$)|webcal:|[?&]ical=1/i.test(attributes.href ?? ''))
          onLink({
            ...attributes,
            href: attributes.href?.replace(/^webcals?:/i, 'https:') ?? '',
            rel: 'alternate',
            type: 'text/calendar',
          });
        if (name === 'script' && /ld\+json/i.test(attributes.type ?? '')) [isJson, json] = [true, ''];
        if (onItem(attributes) === undefined) onProperty(name, attributes);
      },
      ontext(text) {
        if (isTitle) title += text;
        if (isJson) json += text;
        for (const property of properties) if (property.text.length < 20_000) property.text += text;
      },
      onclosetag(name) {
        if (name === 'title') isTitle = false;
        if (name === 'script' && isJson) {
          isJson = false;
          nodes.push(...parsed(json));
        }
        while ((properties.at(-1)?.depth ?? 0) >= depth) {
          const property = properties.pop();
          if (property !== undefined) add(property.owner, property.names, property.text.trim());
        }
        while ((scopes.at(-1)?.depth ?? 0) >= depth) scopes.pop();
        depth -= 1;
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return { title: title.trim().slice(0, 100), nodes, feeds };
}

const nameOf = (type: string) =>
  type
    .trim()
    .split(/\s+/)[0]
    ?.replace(/^https?:\/\/schema\.org\//i, '') ?? '';

function add(owner: Node, names: readonly string[], value: unknown): void {
  for (const name of names) {
    if (name === '' || name === '__proto__') continue;
    const before = owner[name];
    owner[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
}

/** A page may write a comment or a line break into its JSON: such a part is left out. */
function parsed(json: string): Node[] {
  const text = json
    .replace(/^\s*(<!--|\/\*<!\[CDATA\[\*\/|<!\[CDATA\[)/, '')
    .replace(/(-->|\/\*\]\]>\*\/|\]\]>)\s*$/, '');
  try {
    const value: unknown = JSON.parse(text.replaceAll(/[\r\n\t]/g, ' '));
    return (Array.isArray(value) ? value : [value]).filter(isNode);
  } catch {
    return [];
  }
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mostLocations = 20_000;

/** The addresses of a sitemap, and those of other sitemaps that it names. */
export function readSitemap(
  xml: string,
  address: string,
): { pages: { address: string; changed: string }[]; more: string[] } {
  const pages: { address: string; changed: string }[] = [];
  const more: string[] = [];
  let within = '';
  let text = '';
  let one = { address: '', changed: '' };
  const parser = new htmlparser.Parser(
    {
      onopentag(name) {
        text = '';
        if (name === 'url' || name === 'sitemap') [within, one] = [name, { address: '', changed: '' }];
      },
      ontext(part) {
        if (text.length < 3_000) text += part;
      },
      onclosetag(name) {
        if (name === 'loc') one.address = URL.parse(text.trim(), address)?.href ?? '';
        if (name === 'lastmod') one.changed = text.trim();
        if (name !== within || one.address === '' || pages.length + more.length >= mostLocations) return;
        if (name === 'url') pages.push(one);
        if (name === 'sitemap') more.push(one.address);
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
  return { pages: pages.toSorted((a, b) => (a.changed > b.changed ? -1 : 1)), more };
}
