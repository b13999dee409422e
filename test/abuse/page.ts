/** Every address that a page can lead or load to: links, forms, pictures, scripts, refreshes. */
export const targetsOf = (text: string): string[] =>
  [...text.matchAll(/\b(?:href|src|action|formaction|content|data)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi)].map(
    ([, double, single]) => (double ?? single ?? '').replaceAll('&amp;', '&').replaceAll('&#39;', "'"),
  );

/** The text as people read it. */
export const wordsOf = (text: string): string =>
  text
    .replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** The page without parts that differ between requests: numbers of errors, tokens, times. */
export const shapeOf = (text: string): string =>
  text.replaceAll(/\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b/g, 'NUMBER').replaceAll(/[\w-]{20,}/g, 'TOKEN');

type Element = { name: string; attributes: [name: string, value: string][] };

const attribute = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;

/** Every element as a browser's parser would see it: a quote that was broken out of shows as an attribute or element of its own. */
export const elementsOf = (text: string): Element[] =>
  [...text.matchAll(/<([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/gi)].map(([, name = '', rest = '']) => ({
    name: name.toLowerCase(),
    attributes: [...rest.matchAll(attribute)].map(([, key = '', double, single, bare]) => [
      key.toLowerCase(),
      double ?? single ?? bare ?? '',
    ]),
  }));

type Ours = { source: (src: string, element: string) => boolean; target: (target: string) => boolean };

/**
 * Elements, attributes and addresses that no page of ours has, unless markup that was typed became some. Collected, since a page has thousands
 * of them, and an assertion each costs more than the page.
 */
export function foreignIn(text: string, ours: Ours): string[] {
  const found: string[] = [];
  for (const { name: element, attributes } of elementsOf(text)) {
    if (/^(iframe|object|embed|base|math)$/.test(element)) found.push(element);
    for (const [key, value] of attributes) {
      const isForeign = /^on|^srcdoc$|^style$|xss7/.test(key) || (key === 'id' && value === 'xss7');
      if (isForeign || (key === 'src' && !ours.source(value, element))) found.push(`${element} ${key}="${value}"`);
    }
  }
  return [...found, ...targetsOf(text).filter((target) => !ours.target(target))];
}
