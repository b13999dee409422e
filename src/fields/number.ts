import { z } from 'zod';
import { missing, shouldBe } from './text.ts';

type Range = { min: number; max: number };

/** Digits of any width, with thousands separated or not; undefined where it is no number. */
const numberIn = (typed: string): number | undefined => {
  const plain = typed.normalize('NFKC').replace(/[\s,]/g, '');
  return /^[+-]?\d{1,15}(\.\d{1,15})?$/.test(plain) ? Number(plain) : undefined;
};

const range = ({ min, max }: Range) => `${min} 到 ${max} `;

/** A whole number; 40.0 of a workbook is one. */
export const integer = (label: string, { min, max, ...meta }: z.GlobalMeta & Range) =>
  z
    .string(missing(label))
    .transform((typed, ctx) => {
      const value = numberIn(typed);
      if (value !== undefined && Number.isInteger(value) && value >= min && value <= max) return value + 0;
      ctx.addIssue({ code: 'custom', message: shouldBe(label, ` ${range({ min, max })}的整数`) });
      return z.NEVER;
    })
    .meta({ ...meta, title: label, control: 'number', as: { type: 'integer', min, max } });

type Decimal = Range & {
  /** What is behind the point is rounded to so many digits. */
  digits: number;
  /** More to say about a number that will not do. */
  instead?: (value: number) => string | undefined;
};

export const decimal = (label: string, { min, max, digits, instead, ...meta }: z.GlobalMeta & Decimal) =>
  z
    .string(missing(label))
    .transform((typed, ctx) => {
      const value = numberIn(typed);
      if (value !== undefined && value >= min && value <= max) return Number(value.toFixed(digits)) + 0; // no -0
      const message = (value !== undefined && instead?.(value)) || shouldBe(label, ` ${range({ min, max })}的数字`);
      ctx.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .meta({ ...meta, title: label, control: 'number', as: { type: 'number', min, max } });
