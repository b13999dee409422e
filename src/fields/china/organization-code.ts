import { z } from 'zod';
import type { Fact } from '../../fact.ts';
import { written } from '../../fact.ts';
import { fact } from '../facts.ts';
import { issue } from '../issue.ts';
import { missing } from '../text.ts';
import { normalCode, weighted } from './checksum.ts';

const weights = [3, 7, 9, 10, 5, 8, 4, 2];
const values = (code: string) => [...code].map((each) => Number.parseInt(each, 36));

/** GB 11714: the ninth character of an organization code. */
export function organizationCheck(firstEight: string): string {
  const rest = 11 - (weighted(values(firstEight), weights) % 11);
  return rest === 10 ? 'X' : rest === 11 ? '0' : String(rest);
}

/** The problem with an organization code in its normal form, nine characters without the hyphen. */
function organizationCodeProblem(code: string, label: string): Fact | undefined {
  if (!/^[\dA-Z]{8}[\dX]$/.test(code)) return fact('fields.organization_code_form', { label });
  if (organizationCheck(code.slice(0, 8)) !== code.at(-1)) return fact('fields.organization_code_last', { label });
  return undefined;
}

/** 组织机构代码, which older certificates carry; given as 71526726-X. */
export const organizationCode = (label = '组织机构代码') =>
  z
    .string(written(missing(label)))
    .transform(normalCode)
    .superRefine((code, ctx) => {
      const problem = organizationCodeProblem(code, label);
      if (problem) ctx.addIssue(issue(problem));
    })
    .transform((code) => `${code.slice(0, 8)}-${code.slice(8)}`)
    .register(z.globalRegistry, { title: label });
