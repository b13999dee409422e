import { z } from 'zod';
import { written } from '../../fact.ts';
import { fact } from '../facts.ts';
import { issue } from '../issue.ts';
import { missing } from '../text.ts';
import { maskMobile, normalMobile } from './mobile.ts';

/** 010 and 02x have three digits, all other area codes four. */
const landline = /^(010|02\d|0[3-9]\d{2})-?(\d{7,8})(-\d{1,6})?$/;

/**
 * A number by which an office is reached: mobile, landline with area code and extension, 400 and 800. One telephone has one spelling, or a
 * revision would seem to change it. Undefined where it is none.
 */
export function normalPhone(typed: string): string | undefined {
  const mobile = normalMobile(typed);
  if (mobile !== undefined) return mobile;
  const plain = typed
    .normalize('NFKC')
    .replace(/[\s\u200b]/g, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/^(\+86|0086)-?/, '')
    .replace(/^\((0\d{2,3})\)/, '$1-');
  const [, area, number, extension = ''] = landline.exec(plain) ?? [];
  if (area !== undefined) return `${area}-${number}${extension}`;
  if (!/^[48]00(-?\d){7}$/.test(plain)) return undefined;
  return plain.replaceAll('-', '').replace(/^(\d{3})(\d{4})/, '$1-$2-');
}

export const phoneNumber = (label = '联系电话') =>
  z
    .string(written(missing(label)))
    .transform((typed, ctx) => {
      const normal = normalPhone(typed);
      if (normal !== undefined) return normal;
      ctx.addIssue(issue(fact('fields.phone_form', { label })));
      return z.NEVER;
    })
    .register(z.globalRegistry, { title: label, control: 'tel', autocomplete: 'tel', mask: maskPhone });

/** 138****8000, 0571-****0000: as every page shows a number. */
export const maskPhone = (phone: string): string => {
  if (/^\d{11}$/.test(phone) && phone.startsWith('1')) return maskMobile(phone);
  if (/^[48]00/.test(phone)) return `${phone.slice(0, 3)}-****${phone.replaceAll('-', '').slice(-4)}`;
  const [, area = '', number = '', extension = ''] = /^(0\d{2,3}-?)(\d+)(-\d+)?$/.exec(phone) ?? [];
  return number.length < 5 ? '****' : `${area}****${number.slice(-4)}${extension === '' ? '' : '-**'}`;
};
