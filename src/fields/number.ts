import { z } from 'zod';
import type { Fact } from '../fact.ts';
import { written } from '../fact.ts';
import { fact } from './facts.ts';
import { issue } from './issue.ts';
import { missing } from './text.ts';

type Range = {
  min: number;
  max: number;
  /** Units that people write after the number of this field: 人, 元. */
  units?: readonly string[];
};

/** Digits of any width, with thousands by commas or not: 1,280.50. 1,28 and 12 80 are two numbers or a slip, and none. Undefined where it is none. */
const readNumber = (typed: string): number | undefined => {
  const plain = typed.normalize('NFKC').trim();
  const isNumber = /^[+-]?(\d{1,15}|\d{1,3}(,\d{3}){1,4})(\.\d{1,20})?$/.test(plain);
  return isNumber ? Number(plain.replaceAll(',', '')) : undefined;
};

/** 1.000 is one by the rules of one country and a thousand by those of others. */
const isDoubtful = (bare: string): boolean => /^[+-]?[1-9]\d{0,2}\.\d{3}$/.test(bare.normalize('NFKC').trim());

/** A count of something; 40.0 of a workbook is one. */
export const readWhole = (typed: string): number | undefined => {
  const value = readNumber(typed);
  return value !== undefined && Number.isInteger(value) && !isDoubtful(typed) ? value : undefined;
};

/** Without the counted unit: 40人, ￥128. */
const bareIn = (typed: string, units: readonly string[] = []): string => {
  const plain = typed.normalize('NFKC').trim();
  const money = units.includes('元') ? plain.replace(/^([+-]?)\s*(?:¥|人民币|RMB)\s*/i, '$1') : plain;
  const unit = units.find((each) => money.endsWith(each.normalize('NFKC')));
  return unit === undefined ? money : money.slice(0, -unit.normalize('NFKC').length);
};

export const integer = (label: string, { min, max, units, ...meta }: z.GlobalMeta & Range) =>
  z
    .string(written(missing(label)))
    .transform((typed, ctx) => {
      const value = readWhole(bareIn(typed, units));
      if (value !== undefined && value >= min && value <= max) return value + 0;
      ctx.addIssue(issue(fact('fields.whole_number', { label, min, max })));
      return z.NEVER;
    })
    .register(z.globalRegistry, { ...meta, title: label, control: 'number', as: { type: 'integer', min, max } });

type Decimal = Range & {
  /** Maximum of decimal digits; more of them are refused. */
  digits: number;
  /** Or rounded: where a map gives more than is visible. */
  isRounded?: boolean;
  /** More to say about a number that will not do. */
  instead?: (value: number) => Fact | undefined;
};

/** Errors of binary fractions are no further digits. */
const isExact = (value: number, digits: number) => Math.abs(Number(value.toFixed(digits)) - value) < 1e-9;

export const decimal = (
  label: string,
  { min, max, units, digits, isRounded = false, instead, ...meta }: z.GlobalMeta & Decimal,
) =>
  z
    .string(written(missing(label)))
    .transform((typed, ctx) => {
      const bare = bareIn(typed, units);
      const value = readNumber(bare);
      const isIn = value !== undefined && value >= min && value <= max;
      const isSaid = digits >= 3 || !isDoubtful(bare);
      if (isIn && isSaid && (isRounded || isExact(value, digits))) return Number(value.toFixed(digits)) + 0; // no -0
      const problem = isIn
        ? fact('fields.decimals', { label, digits, example: value.toFixed(digits) })
        : ((value === undefined ? undefined : instead?.(value)) ?? fact('fields.number', { label, min, max }));
      ctx.addIssue(issue(problem));
      return z.NEVER;
    })
    .register(z.globalRegistry, { ...meta, title: label, control: 'number', as: { type: 'number', min, max } });
