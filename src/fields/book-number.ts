import { z } from 'zod';
import { written } from '../fact.ts';
import { normalCode, weighted } from './china/checksum.ts';
import { fact } from './facts.ts';
import { missing } from './text.ts';

const digitsOf = (code: string) => [...code].map((each) => (each === 'X' ? 10 : Number(each)));

function isIsbn(code: string): boolean {
  if (/^\d{9}[\dX]$/.test(code)) return weighted(digitsOf(code), [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
  return /^97[89]\d{10}$/.test(code) && weighted(digitsOf(code), [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0;
}

const isIssn = (code: string) =>
  /^\d{7}[\dX]$/.test(code) && weighted(digitsOf(code), [8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;

const checked = (label: string, length: string, isRight: (code: string) => boolean) =>
  z
    .string(written(missing(label)))
    .transform((typed) => normalCode(typed).replace(/^ISBN:?|^ISSN:?/, ''))
    .refine(isRight, written(fact('fields.book_number_form', { label, length })));

/** Of 10 or 13 digits, hyphens taken out. */
export const isbn = (label = 'ISBN', meta: z.GlobalMeta = {}) =>
  checked(label, '10 位或 13 位', isIsbn).register(z.globalRegistry, { ...meta, title: label });

/** As it is printed: 1000-0054. */
export const issn = (label = 'ISSN', meta: z.GlobalMeta = {}) =>
  checked(label, '8 位', isIssn)
    .transform((code) => `${code.slice(0, 4)}-${code.slice(4)}`)
    .register(z.globalRegistry, { ...meta, title: label });
