import { z } from 'zod';
import { written } from '../../fact.ts';
import { fact } from '../facts.ts';
import { issue } from '../issue.ts';
import { missing } from '../text.ts';

/**
 * The 11 digits, or undefined. People paste numbers as their address book shows them: full-width, with spaces, hyphens and
 * the country code. libphonenumber refuses living ranges (148, 149, 174), so only the form is checked.
 */
export function normalMobile(typed: string): string | undefined {
  const digits = typed
    .normalize('NFKC')
    .replace(/[\s\u200b\u202a-\u202e\u2066-\u2069\-\u2010-\u2015\u2212()]/g, '')
    .replace(/^(\+86|0086|86(?=1\d{10}$))/, '');
  return /^1[3-9]\d{9}$/.test(digits) ? digits : undefined;
}

/** 138****8000, as every page shows it; anything else is hidden altogether. */
export const maskMobile = (phone: string) =>
  /^\d{11}$/.test(phone) ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : '****';

export const mobile = (label = '手机号') =>
  z
    .string(written(missing(label)))
    .transform((typed, ctx) => {
      const normal = normalMobile(typed);
      if (normal !== undefined) return normal;
      ctx.addIssue(issue(fact('fields.mobile_form', { label })));
      return z.NEVER;
    })
    .register(z.globalRegistry, { title: label, control: 'tel' });
