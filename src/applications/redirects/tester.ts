import type { Fact } from '../../fact.ts';
import { fact } from '../../fields/facts.ts';
import { checkRedirectUri } from '../../fields/redirect-uri.ts';

/** The result of one line; `suggestion` is the valid address that was probably meant. */
export type Verdict = { line: number; uri: string; problem?: Fact; suggestion?: string };
export type ShownVerdict = Omit<Verdict, 'problem'> & { problem: string | undefined };

type Options = { loopback: boolean };

/** More than a form takes is answered all the same, line by line, up to this. */
export const mostLines = 40;

/** The lines as they are counted: those that hold anything, without the space around them. */
export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** R22: each line held against the rules of redirect addresses, with the cure. */
export function testRedirectUris(text: string, options: Options): Verdict[] {
  const lines = linesOf(text).slice(0, mostLines);
  return lines.map((uri, place) => {
    const line = place + 1;
    const first = lines.indexOf(uri) + 1;
    if (first < line) return { line, uri, problem: fact('fields.same_line', { line: first }) };
    const checked = checkRedirectUri(uri, options);
    if ('uri' in checked) return { line, uri };
    const suggestion = suggest(uri, options);
    return { line, uri, problem: checked.problem, ...(suggestion !== undefined && { suggestion }) };
  });
}

const here = /^(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/i;

/** An address that the rules accept and a browser would have gone to anyway. There is none if it has credentials or leads to another host. */
function suggest(typed: string, options: Options): string | undefined {
  const clean = typed
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[\uff01-\uff5e\u3000]/g, (letter) => letter.normalize('NFKC'))
    .trim();
  const [, scheme, rest = ''] = /^(?:(https?)\s*:[\\/]*)?(.*)$/is.exec(clean) ?? [];
  if (scheme === undefined && !/^[\w-]+(\.[\w-]+)+([:/?]|$)/.test(rest)) return undefined;
  const isHere = options.loopback && here.test(rest) && scheme?.toLowerCase() !== 'https';
  const bare = scheme?.toLowerCase() === 'http' && !isHere ? rest.replace(/^([^/?#:]+):80(?=[/?#]|$)/, '$1') : rest;
  const url = URL.parse(`${isHere ? 'http' : 'https'}://${bare}`);
  if (url === null) return undefined;
  url.hash = '';
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.replace(/\.+$/, '');
  return url.href !== typed && 'uri' in checkRedirectUri(url.href, options) ? url.href : undefined;
}

/** The text with one line replaced by its suggestion. */
export function useSuggestion(text: string, line: number, options: Options): string {
  const lines = linesOf(text);
  const suggestion = testRedirectUris(text, options)[line - 1]?.suggestion;
  return suggestion === undefined ? text : lines.with(line - 1, suggestion).join('\n');
}
