import { z } from 'zod';
import { type Fact, written } from '../fact.ts';
import { fact } from './facts.ts';
import { issue } from './issue.ts';
import { problemOfLines } from './list.ts';
import { missing } from './text.ts';

interface Options {
  /** Sandbox and development: this machine and the own network, by http too. */
  loopback: boolean;
  /** With a waiver of the operators: any host by http. */
  http?: boolean;
  label?: string;
}

const longest = 255;
const thisMachine = ['localhost', '127.0.0.1', '[::1]'];
/** RFC 1918; which numbers may stand between the dots is asked with everything else. */
const ownNetwork = /^(10(\.\d{1,3}){3}|192\.168(\.\d{1,3}){2}|172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2})$/;

/** The developer's own machine. */
export const isThisMachine = (host: string): boolean => thisMachine.includes(host);
/** A name or address that means something on the developer's own machine or network alone. */
export const isLocal = (host: string): boolean => thisMachine.includes(host) || ownNetwork.test(host);

/** Parameters that the Cloud itself adds to the address; a second one of the same name would be ambiguous. */
const ours = ['code', 'state', 'iss', 'error', 'error_description', 'response', 'id_token', 'access_token'];

/**
 * THE validator of redirect and logout addresses (R22). The address is compared character by character later, so it must already be in the form
 * of every browser and server: ambiguous ones are refused.
 */
export function checkRedirectUri(uri: string, options: Options): { uri: string } | { problem: Fact } {
  const parts = split(uri);
  const label = options.label ?? '回调地址';
  for (const rule of rules) {
    const problem = rule(parts, { ...options, label });
    if (problem !== undefined) return { problem };
  }
  return { uri };
}

/** A list, one a line. */
export function checkRedirectUris(
  given: readonly string[],
  { max = 20, ...options }: Options & { max?: number },
): { uris: string[] } | { problem: Fact } {
  if (given.length > max)
    return { problem: fact('fields.addresses_most', { label: options.label ?? '回调地址', max, now: given.length }) };
  const wrong = given.flatMap((uri, place) => {
    const checked = checkRedirectUri(uri, options);
    const first = given.indexOf(uri);
    const same = first < place ? fact('fields.same_line', { line: first + 1 }) : undefined;
    const problem = 'problem' in checked ? checked.problem : same;
    if (problem === undefined) return [];
    return [given.length > 1 ? fact('fields.in_line', { line: place + 1, problem }) : problem];
  });
  const problem = problemOfLines(wrong);
  return problem === undefined ? { uris: [...given] } : { problem };
}

/** The same as a field of a form, one address a line. */
export const redirectUriLines = (
  label = 'APPID 回调地址',
  { max = 20, loopback = false, ...meta }: z.GlobalMeta & { loopback?: boolean } = {},
) =>
  z
    .string(written(missing(label)))
    .transform((typed, ctx) => {
      const lines = typed
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
      const checked = checkRedirectUris(lines, { loopback, label, max });
      if ('uris' in checked && checked.uris.length > 0) return checked.uris;
      ctx.addIssue(issue('problem' in checked ? checked.problem : missing(label)));
      return z.NEVER;
    })
    .register(z.globalRegistry, { ...meta, title: label, control: 'lines' });

type Parts = ReturnType<typeof split>;
type Rule = (parts: Parts, options: Options & { label: string }) => Fact | undefined;

/** By the letters of RFC 3986; the result of a browser's parser stands beside it as `url`. */
function split(uri: string) {
  const [, scheme = '', authority = '', path = '', query = ''] =
    /^([^:/?#]*):\/\/([^/?#]*)([^?#]*)(\?[^#]*)?/.exec(uri) ?? [];
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(authority) ?? [];
  return { uri, scheme, authority, host, port, path, query, url: URL.parse(uri) };
}

const rules: readonly Rule[] = [
  ({ uri }, { label }) => (uri === '' ? missing(label) : undefined),
  ({ uri }, { label }) => {
    if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(uri)) return fact('fields.hidden_characters', { label });
    if (/\s/.test(uri)) return fact('fields.no_spaces', { label });
  },
  ({ uri, url }) => {
    const length = (url?.href ?? uri).length;
    if (length > longest) return fact('fields.address_too_long', { now: length, max: longest });
  },
  ({ uri }, { label }) => (uri.includes('\\') ? fact('fields.no_backslash', { label }) : undefined),
  ({ uri, url }, options) => {
    if (/^[\x21-\x7e]*$/.test(uri)) return;
    return url && 'uri' in checkRedirectUri(url.href, options)
      ? fact('fields.chinese_encoded', { label: options.label, url: url.href })
      : fact('fields.chinese', { label: options.label });
  },
  ({ authority }, { label }) => (authority.includes('@') ? fact('fields.no_password', { label }) : undefined),
  httpsOnly,
  ({ authority }, { label }) => (authority === '' ? fact('fields.host_missing', { label }) : undefined),
  ({ uri }, { label }) => (uri.includes('#') ? fact('fields.no_fragment', { label }) : undefined),
  ({ uri }, { label }) => (uri.includes('*') ? fact('fields.no_wildcard', { label }) : undefined),
  hostRule,
  ({ uri, host }, { label }) => {
    const [found] = /[^\w\-.~!$&'()+,;=:@/?%]/.exec(uri.replace(host, '')) ?? [];
    if (found) return fact('fields.sign_encoded', { label, sign: found, encoded: encodeURIComponent(found) });
  },
  ({ uri }, { label }) => {
    if (/%(?![\da-f]{2})/i.test(uri)) return fact('fields.percent_form', { label });
    if (/%([01][\da-f]|7f)/i.test(uri)) return fact('fields.no_encoded_controls', { label });
    if (/%25[\da-f]{2}/i.test(uri)) return fact('fields.encoded_twice', { label });
  },
  ({ scheme, port, url }, { label }) => {
    if (port === undefined) return;
    if (port === (scheme === 'https' ? '443' : '80')) return fact('fields.default_port', { label, port });
    if (!/^[1-9]\d{0,4}$/.test(port) || url?.port !== port) return fact('fields.port_form', { label });
  },
  ({ path }, { label }) => {
    if (/%(2f|5c)/i.test(path)) return fact('fields.no_encoded_slash', { label });
    if (path.split('/').some((segment) => /^(\.|%2e){1,2}(;|%3b|$)/i.test(segment)))
      return fact('fields.no_dot_segments', { label });
    if (/;|%3b/i.test(path)) return fact('fields.no_semicolon', { label });
  },
  ({ query }, { label }) => {
    const taken = [...new URLSearchParams(query).keys()].find((name) => ours.includes(name));
    if (taken) return fact('fields.our_parameter', { label, name: taken });
  },
  ({ uri, path, query, url }, { label }) => {
    const normal = path === '' ? `${uri.slice(0, uri.length - query.length)}/${query}` : uri; // https://a.cn is https://a.cn/
    if (url?.href !== normal) return fact('fields.not_normal', { label, url: url?.href });
  },
];

function httpsOnly(
  { uri, scheme, host }: Parts,
  { loopback, http = false, label }: Options & { label: string },
): Fact | undefined {
  const [, name = ''] = /^([a-z][a-z\d+.-]*):/i.exec(uri) ?? [];
  if (scheme === 'https' || (scheme === 'http' && http)) return;
  if (scheme.toLowerCase() === 'https') return fact('fields.scheme_lower_case', { label, scheme });
  if (scheme === 'http' && loopback && isLocal(host.toLowerCase())) return;
  if (scheme === 'http') return fact('fields.https_only', { label });
  if (/^https?$/i.test(name)) return fact('fields.two_slashes', { label, name });
  if (name === '' || /^[\w.-]+:\d/.test(uri)) return fact('fields.https_missing', { label });
  return fact('fields.https_not_other', { label, name });
}

function hostRule({ host, authority, url }: Parts, { loopback, label }: Options & { label: string }): Fact | undefined {
  const lower = host.toLowerCase();
  if (loopback && isLocal(host)) return;
  if (host === '') return fact('fields.host_missing', { label });
  if (/^\[/.test(authority) || /(^|\.)(\d+|0x[\da-f]*)\.?$/i.test(host) || /^[\d.]+$/.test(url?.hostname ?? ''))
    return fact('fields.no_ip', { label });
  if (!loopback && /(^|\.)localhost\.?$/.test(lower)) return fact('fields.no_localhost', { label, host });
  if (host !== lower) return fact('fields.host_lower_case', { label, host: lower });
  if (host.endsWith('.')) return fact('fields.host_no_dot', { label, host: host.replace(/\.+$/, '') });
  if (!/^([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)*[a-z]([a-z\d-]{0,61}[a-z\d])?$/.test(host))
    return fact('fields.host_form', { label });
  if (!host.includes('.')) return fact('fields.host_incomplete', { label, host });
}
