import { readFileSync } from 'node:fs';
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

let names: ReadonlyMap<string, string> | undefined;

/** Read when the first name is asked for: a start does not need them. */
function nameOf(code: string): string | undefined {
  names ??= new Map(
    readFileSync(new URL('regions.txt', import.meta.url), 'utf8')
      .split('\n')
      .flatMap((line) => {
        const [, code, name] = /^(\d{6}) (.+)$/.exec(line) ?? [];
        return code === undefined || name === undefined ? [] : [[code, name] as const];
      }),
  );
  return names.get(code);
}

export type RegionNames = { province: string; city?: string; county?: string };

/** 浙江省, 衢州市, 柯城区; of a municipality province and county alone. Undefined for a code that is not in the table. */
export function regionNames(code: string): RegionNames | undefined {
  const province = nameOf(`${code.slice(0, 2)}0000`);
  if (province === undefined) return undefined;
  const city = code.endsWith('0000') ? undefined : nameOf(`${code.slice(0, 4)}00`);
  const county = code.endsWith('00') ? undefined : nameOf(code);
  return { province, ...(city !== undefined && { city }), ...(county !== undefined && { county }) };
}
