import { z } from 'zod';
import { missing } from './text.ts';

interface Options {
  /** Sandbox and development: this machine by http too. */
  loopback: boolean;
  /** With a waiver of the operators: any host by http. */
  http?: boolean;
  label?: string;
}

const longest = 255;
const thisMachine = ['localhost', '127.0.0.1', '[::1]'];
/** What the Cloud itself adds to the address; a second one of the same name would confuse whoever reads it. */
const ours = ['code', 'state', 'iss', 'error', 'error_description', 'response', 'id_token', 'access_token'];

/**
 * THE validator of redirect and logout addresses (R22). The address is compared character by character later, so it must
 * already be what every browser and server makes of it: whatever two programs could read differently is refused.
 */
export function checkRedirectUri(uri: string, options: Options): { uri: string } | { problem: string } {
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
): { uris: string[] } | { problem: string } {
  if (given.length > max) return { problem: `${options.label ?? '回调地址'}最多 ${max} 个，现在是 ${given.length} 个` };
  const line = (place: number, problem: string) => ({
    problem: given.length > 1 ? `第 ${place + 1} 行：${problem}` : problem,
  });
  for (const [place, uri] of given.entries()) {
    const checked = checkRedirectUri(uri, options);
    if ('problem' in checked) return line(place, checked.problem);
    const first = given.indexOf(uri);
    if (first < place) return line(place, `与第 ${first + 1} 行重复，请删去一行`);
  }
  return { uris: [...given] };
}

/** The same as a field of a form, one address a line. */
export const redirectUriLines = (
  label = 'APPID 回调地址',
  { max = 20, loopback = false, ...meta }: z.GlobalMeta & { loopback?: boolean } = {},
) =>
  z
    .string(missing(label))
    .transform((typed, ctx) => {
      const lines = typed
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
      const checked = checkRedirectUris(lines, { loopback, label, max });
      if ('uris' in checked && checked.uris.length > 0) return checked.uris;
      ctx.addIssue({ code: 'custom', message: 'problem' in checked ? checked.problem : missing(label) });
      return z.NEVER;
    })
    .meta({ ...meta, title: label, control: 'lines' });

type Parts = ReturnType<typeof split>;
type Rule = (parts: Parts, options: Options & { label: string }) => string | undefined;

/** By the letters of RFC 3986; what a browser's parser makes of it stands beside it as `url`. */
function split(uri: string) {
  const [, scheme = '', authority = '', path = '', query = ''] =
    /^([^:/?#]*):\/\/([^/?#]*)([^?#]*)(\?[^#]*)?/.exec(uri) ?? [];
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(authority) ?? [];
  return { uri, scheme, authority, host, port, path, query, url: URL.parse(uri) };
}

const rules: readonly Rule[] = [
  ({ uri }, { label }) => (uri === '' ? missing(label) : undefined),
  ({ uri }, { label }) => {
    if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(uri)) return `${label}含有换行或看不见的字符，请删除后重新填写`;
    if (/\s/.test(uri)) return `${label}不能含空格，请删除；路径中的空格写成 %20`;
  },
  ({ uri, url }) => {
    const length = (url?.href ?? uri).length;
    if (length > longest) return `链接太长：规范化后 ${length} 个字符，最多 ${longest} 个（中文会按编码计算）`;
  },
  ({ uri }, { label }) => (uri.includes('\\') ? `${label}不能含反斜杠 \\，请改成 /` : undefined),
  ({ uri, url }, options) => {
    if (/^[\x21-\x7e]*$/.test(uri)) return;
    return url && 'uri' in checkRedirectUri(url.href, options)
      ? `${options.label}不能直接含中文，请写成编码后的形式：${url.href}`
      : `${options.label}含有中文或全角符号，请改用半角的英文字母、数字和符号`;
  },
  httpsOnly,
  ({ authority }, { label }) => (authority === '' ? `${label}缺少域名，请写成 https://域名/路径` : undefined),
  ({ uri }, { label }) => (uri.includes('#') ? `${label}不能含 #，请删除 # 和它后面的内容` : undefined),
  ({ authority }, { label }) =>
    authority.includes('@') ? `${label}不能含用户名密码，请删除 @ 和它前面的内容` : undefined,
  ({ uri }, { label }) => (uri.includes('*') ? `${label}不能用通配符 *，请把每个地址完整写出，一行一个` : undefined),
  hostRule,
  ({ uri, host }, { label }) => {
    const [found] = /[^\w\-.~!$&'()+,;=:@/?%]/.exec(uri.replace(host, '')) ?? [];
    if (found) return `${label}不能直接含 ${found}，请写成 ${encodeURIComponent(found)}`;
  },
  ({ uri }, { label }) => {
    if (/%(?![\da-f]{2})/i.test(uri)) return `${label}中的 % 后面应为两位编码，例如空格是 %20`;
    if (/%([01][\da-f]|7f)/i.test(uri)) return `${label}不能含编码后的换行或控制符（%00 到 %1F、%7F），请删除`;
    if (/%25[\da-f]{2}/i.test(uri)) return `${label}被编码了两次（%25），请只编码一次`;
  },
  ({ scheme, port, url }, { label }) => {
    if (port === undefined) return;
    if (port === (scheme === 'https' ? '443' : '80')) return `${label}不用写默认端口，请删除 :${port}`;
    if (!/^[1-9]\d{0,4}$/.test(port) || url?.port !== port) return `${label}的端口应为 1 到 65535 的数字，或不写端口`;
  },
  ({ path }, { label }) => {
    if (/%(2f|5c)/i.test(path)) return `${label}的路径不能含编码后的斜杠（%2F、%5C），请直接写 /`;
    if (path.split('/').some((segment) => /^(\.|%2e){1,2}(;|%3b|$)/i.test(segment)))
      return `${label}的路径不能含 . 或 .. 这样的层级（写成 %2E 也不行），请写出最终的路径`;
    if (/;|%3b/i.test(path)) return `${label}的路径不能含分号，请删除分号和它后面的内容`;
  },
  ({ query }, { label }) => {
    const taken = [...new URLSearchParams(query).keys()].find((name) => ours.includes(name));
    if (taken) return `${label}不能自带 ${taken}，它由国家公共文化云在登录后填写，请删除`;
  },
  ({ uri, path, query, url }, { label }) => {
    const written = path === '' ? `${uri.slice(0, uri.length - query.length)}/${query}` : uri; // https://a.cn is https://a.cn/
    if (url?.href !== written) return `${label}的写法不规范，请写成 ${url?.href ?? 'https://域名/路径'}`;
  },
];

function httpsOnly(
  { uri, scheme, host }: Parts,
  { loopback, http = false, label }: Options & { label: string },
): string | undefined {
  const [, name = ''] = /^([a-z][a-z\d+.-]*):/i.exec(uri) ?? [];
  if (scheme === 'https' || (scheme === 'http' && http)) return;
  if (scheme.toLowerCase() === 'https') return `${label}开头的 ${scheme} 请用小写：https://`;
  if (scheme === 'http' && loopback && thisMachine.includes(host.toLowerCase())) return;
  if (scheme === 'http') return `${label}须以 https:// 开头（沙箱可用 http://localhost）`;
  if (/^https?$/i.test(name)) return `${label}的 ${name}: 后面应有两个斜杠，请写成 https://域名/路径`;
  if (name === '' || /^[\w.-]+:\d/.test(uri)) return `${label}须以 https:// 开头，请补上（沙箱可用 http://localhost）`;
  return `${label}须以 https:// 开头，不能用 ${name}: 开头的地址（沙箱可用 http://localhost）`;
}

function hostRule(
  { host, authority, url }: Parts,
  { loopback, label }: Options & { label: string },
): string | undefined {
  const lower = host.toLowerCase();
  if (loopback && thisMachine.includes(host)) return;
  if (host === '') return `${label}缺少域名，请写成 https://域名/路径`;
  if (/^\[/.test(authority) || /(^|\.)(\d+|0x[\da-f]*)\.?$/i.test(host) || /^[\d.]+$/.test(url?.hostname ?? ''))
    return `${label}不能用 IP 地址，请改用域名`;
  if (!loopback && /(^|\.)localhost\.?$/.test(lower)) return `${label}不能用本机地址 ${host}，请改用公网能访问的域名`;
  if (host !== lower) return `${label}的域名请用小写：${lower}`;
  if (host.endsWith('.')) return `${label}的域名末尾不能有点，请写成 ${host.replace(/\.+$/, '')}`;
  if (!/^([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)*[a-z]([a-z\d-]{0,61}[a-z\d])?$/.test(host))
    return `${label}的域名只能含小写字母、数字、点和连字符，请核对`;
  if (!host.includes('.')) return `${label}的域名不完整，请写出完整域名，例如 ${host}.example.cn`;
}
