import { z } from 'zod';
import { missing, shouldBe } from '../text.ts';
import { normalCode, weighted } from './checksum.ts';

const weights = [3, 7, 9, 10, 5, 8, 4, 2];
const values = (code: string) => [...code].map((each) => Number.parseInt(each, 36));

/** GB 11714: the ninth character of an organization code. */
export function organizationCheck(firstEight: string): string {
  const rest = 11 - (weighted(values(firstEight), weights) % 11);
  return rest === 10 ? 'X' : rest === 11 ? '0' : String(rest);
}

/** What is wrong with an organization code in its normal form, nine characters without the hyphen. */
function organizationCodeProblem(code: string, label: string): string | undefined {
  if (!/^[\dA-Z]{8}[\dX]$/.test(code)) return shouldBe(label, ' 9 位数字或大写字母，例如 71526726-X');
  if (organizationCheck(code.slice(0, 8)) !== code.at(-1)) return `${label}最后一位校验不通过，请对照证书逐位核对`;
  return undefined;
}

/** 组织机构代码, which older certificates carry; given as 71526726-X. */
export const organizationCode = (label = '组织机构代码') =>
  z
    .string(missing(label))
    .transform(normalCode)
    .superRefine((code, ctx) => {
      const problem = organizationCodeProblem(code, label);
      if (problem) ctx.addIssue({ code: 'custom', message: problem });
    })
    .transform((code) => `${code.slice(0, 8)}-${code.slice(8)}`)
    .meta({ title: label });
