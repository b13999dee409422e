import { z } from 'zod';
import { missing, shouldBe } from './text.ts';

/** GB/T 2260: the first two digits of every province, autonomous region, municipality and special administrative region. */
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82'.split(' '),
);

/** Whether it has the form of a code; whether the region exists on a given day is for the table of regions to say. */
export const isRegionCode = (value: string) => /^\d{6}$/.test(value) && provinces.has(value.slice(0, 2));

export const regionCode = (label = '行政区划代码') =>
  z
    .string(missing(label))
    .transform((typed) => typed.normalize('NFKC'))
    .refine(isRegionCode, shouldBe(label, ' 6 位数字，例如 330106'))
    .meta({ title: label });
