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

const gap = String.raw`[\s\u200b\u00b7.()\-\u2010-\u2015\u2212\uff0d]{0,2}`;
const digit = String.raw`[\d\uff10-\uff19]`;
const digits = (count: number) => `${digit}{${count}}`;
/** As people write it: in one piece, or in groups with something small between; also in full-width digits. */
const grouped = [
  [3, 4, 4],
  [4, 4, 3],
  [4, 3, 4],
  [5, 6],
]
  .map((lengths) => lengths.map(digits).join(gap))
  .join('|');
const country = String.raw`(?:(?:[+\uff0b]?86|0086)${gap})?`;
const begins = String.raw`(?=[1\uff11]${gap}[3-9\uff13-\uff19])`;
/** Addresses of pages stay whole: what looks like a number there is one of an article. */
const inText = new RegExp(
  String.raw`https?:\/\/[^\s"'<>]+|(?<!${digit})${country}${begins}(?:${grouped})(?!${digit})`,
  'gu',
);

/** A text with each mobile number in it masked: 张老师 138****8000. What only looks like one is masked as well. */
export const maskMobiles = (text: string): string =>
  text.replace(inText, (found) => {
    const normal = normalMobile(found.replace(/[.\u00b7\uff0d\uff0b]/g, ''));
    return normal === undefined ? found : maskMobile(normal);
  });

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
