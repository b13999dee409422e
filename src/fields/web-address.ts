import { z } from 'zod';
import { missing, shouldBe } from './text.ts';

const longest = 255;

/**
 * What every browser makes of an address, or what to do about it. Its length is that of the normal form, in which Chinese is encoded;
 * hosts are names, never numbers, since a public site has one.
 */
export function webAddressProblem(
  typed: string,
  { label = '网址', max = longest, loopback = false }: { label?: string; max?: number; loopback?: boolean } = {},
): { address: string } | { problem: string } {
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(typed)) return { problem: `${label}含有看不见的字符，请删除后重新填写` };
  if (/\s/.test(typed)) return { problem: `${label}不能含空格，请删除` };
  if (/^www\.|^[\w-]+(\.[\w-]+)+(\/|$)/i.test(typed))
    return { problem: `${label}须以 https:// 或 http:// 开头，请写成 https://${typed}` };
  const url = /^https?:\/\//i.test(typed) ? URL.parse(typed) : null;
  if (url === null)
    return { problem: shouldBe(label, '以 https:// 或 http:// 开头的网址，例如 https://www.example.cn/') };
  if (url.username !== '' || url.password !== '')
    return { problem: `${label}不能含用户名密码，请删除 @ 和它前面的内容` };
  if (url.href.length > max)
    return { problem: `链接太长：规范化后 ${url.href.length} 个字符，最多 ${max} 个（中文会按编码计算）` };
  const host = url.hostname;
  if (loopback && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(host)) return { address: url.href };
  if (host.startsWith('[') || /^[\d.]+$/.test(host)) return { problem: `${label}不能用 IP 地址，请改用域名` };
  if (/(^|\.)localhost\.?$/.test(host)) return { problem: `${label}不能用本机地址 ${host}，请改用公网能访问的域名` };
  if (!host.includes('.') || host.endsWith('.'))
    return { problem: `${label}的域名不完整，请写出完整域名，例如 www.example.cn` };
  return { address: url.href };
}

/** A page on the web that anybody may open; given in its normal form. */
export const webAddress = (
  label = '网址',
  { max = longest, loopback = false, ...meta }: z.GlobalMeta & { max?: number; loopback?: boolean } = {},
) =>
  z
    .string(missing(label))
    .transform((typed, ctx) => {
      const checked = webAddressProblem(typed, { label, max, loopback });
      if ('address' in checked) return checked.address;
      ctx.addIssue({ code: 'custom', message: checked.problem });
      return z.NEVER;
    })
    .meta({ ...meta, title: label, control: 'url' });
