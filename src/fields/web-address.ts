import { z } from 'zod';
import type { Fact } from '../fact.ts';
import { written } from '../fact.ts';
import { fact } from './facts.ts';
import { issue } from './issue.ts';
import { missing } from './text.ts';

const longest = 255;

/**
 * The normal form of an address, as every browser makes it, or its problem. Its length is that of the normal form, in which Chinese is encoded;
 * hosts are names, never numbers, since a public site has one.
 */
export function webAddressProblem(
  typed: string,
  { label = '网址', max = longest, loopback = false }: { label?: string; max?: number; loopback?: boolean } = {},
): { address: string } | { problem: Fact } {
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(typed))
    return { problem: fact('fields.web_hidden_characters', { label }) };
  if (/\s/.test(typed)) return { problem: fact('fields.web_no_spaces', { label }) };
  if (/^www\.|^[\w-]+(\.[\w-]+)+(\/|$)/i.test(typed))
    return { problem: fact('fields.web_scheme_missing', { label, typed }) };
  const url = /^https?:\/\//i.test(typed) ? URL.parse(typed) : null;
  if (url === null) return { problem: fact('fields.web_address_form', { label }) };
  if (url.username !== '' || url.password !== '') return { problem: fact('fields.no_password', { label }) };
  if (url.href.length > max) return { problem: fact('fields.address_too_long', { now: url.href.length, max }) };
  const host = url.hostname;
  if (loopback && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(host)) return { address: url.href };
  if (host.startsWith('[') || /^[\d.]+$/.test(host)) return { problem: fact('fields.no_ip', { label }) };
  if (/(^|\.)localhost\.?$/.test(host)) return { problem: fact('fields.no_localhost', { label, host }) };
  if (!host.includes('.') || host.endsWith('.')) return { problem: fact('fields.web_host_incomplete', { label }) };
  return { address: url.href };
}

/** A public web page; in its normal form. */
export const webAddress = (
  label = '网址',
  { max = longest, loopback = false, ...meta }: z.GlobalMeta & { max?: number; loopback?: boolean } = {},
) =>
  z
    .string(written(missing(label)))
    .transform((typed, ctx) => {
      const checked = webAddressProblem(typed, { label, max, loopback });
      if ('address' in checked) return checked.address;
      ctx.addIssue(issue(checked.problem));
      return z.NEVER;
    })
    .register(z.globalRegistry, { ...meta, title: label, control: 'url' });
