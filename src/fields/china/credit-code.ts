import { z } from 'zod';
import type { Fact } from '../../fact.ts';
import { written } from '../../fact.ts';
import { fact } from '../facts.ts';
import { issue } from '../issue.ts';
import { missing } from '../text.ts';
import { normalCode, weighted } from './checksum.ts';
import { organizationCheck } from './organization-code.ts';

// GB 32100-2015: 31 characters, without the letters that look like digits.
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/** The probable meaning of a letter that does not occur. */
const meant: Readonly<Record<string, string>> = { I: '1', O: '0', Z: '2', S: '5', V: 'U' };

const lastOf = (first17: string): string => {
  const values = [...first17].map((each) => alphabet.indexOf(each));
  return alphabet[(31 - (weighted(values, weights) % 31)) % 31] ?? '';
};

const isRight = (code: string): boolean =>
  code.length === 18 &&
  [...code].every((each) => alphabet.includes(each)) &&
  lastOf(code.slice(0, 17)) === code.at(-1) &&
  organizationCheck(code.slice(8, 16)) === code.charAt(16);

/** The problem with a unified social credit code in its normal form, and its correction. */
export function creditCodeProblem(code: string, label = '统一社会信用代码'): Fact | undefined {
  const strange = [...new Set(code)].filter((each) => !alphabet.includes(each));
  const letters = strange.filter((each) => 'IOSVZ'.includes(each));
  if (letters.length > 0) {
    const repaired = [...code].map((each) => meant[each] ?? each).join('');
    return fact('fields.credit_code_letters', {
      label,
      letters,
      meant: isRight(repaired) ? repaired : undefined,
    });
  }
  if (strange.length > 0) return fact('fields.credit_code_signs', { label, signs: strange.join(' ') });
  if (code.length !== 18) return fact('fields.credit_code_length', { label, now: code.length });
  if (lastOf(code.slice(0, 17)) !== code.at(-1)) return fact('fields.credit_code_last', { label });
  if (organizationCheck(code.slice(8, 16)) !== code.charAt(16)) return fact('fields.credit_code_17', { label });
  return undefined;
}

/** 统一社会信用代码 of 18 characters. */
export const creditCode = (label = '统一社会信用代码') =>
  z
    .string(written(missing(label)))
    .transform(normalCode)
    .superRefine((code, ctx) => {
      const problem = creditCodeProblem(code, label);
      if (problem) ctx.addIssue(issue(problem));
    })
    .register(z.globalRegistry, { title: label, hint: '18 位，在证书上方' });

const types: Readonly<Record<string, string>> = {
  11: '机关',
  12: '事业单位',
  13: '群团',
  19: '其他机构编制',
  51: '社会团体',
  52: '民办非企业单位',
  53: '基金会',
  91: '企业',
  92: '个体工商户',
  93: '农民专业合作社',
};

/** The type by the first two characters; undefined for the rarer kinds. */
export const typeOfCreditCode = (code: string): string | undefined => types[code.slice(0, 2)];

/** The region that gave it out. It may have been renamed since, so it is a hint and never a proof. */
export const regionOfCreditCode = (code: string): string => code.slice(2, 8);
