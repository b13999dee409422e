import { z } from 'zod';
import type { Fact } from '../../fact.ts';
import { written } from '../../fact.ts';
import { fact } from '../facts.ts';
import { issue } from '../issue.ts';
import { missing } from '../text.ts';
import { isInUse, regionOf } from './region-table.ts';

/** The problem with a code, and its successor. */
export function regionProblem(code: string, label = '行政区划代码'): Fact | undefined {
  if (!/^\d{6}$/.test(code)) return fact('fields.region_form', { label });
  const region = regionOf(code);
  if (region === undefined) return fact('fields.region_unknown', { code });
  if (isInUse(region)) return undefined;
  const next = region.replacedBy === undefined ? undefined : regionOf(region.replacedBy);
  return fact('fields.region_ended', {
    code,
    name: region.name,
    validTo: region.validTo ?? '',
    next: next && fact('fields.region_next', { code: next.code, name: next.name }),
  });
}

/** A region that is one today. */
export const regionCode = (label = '行政区划代码', meta: z.GlobalMeta = {}) =>
  z
    .string(written(missing(label)))
    .transform((typed) => typed.normalize('NFKC'))
    .superRefine((code, ctx) => {
      const problem = regionProblem(code, label);
      if (problem) ctx.addIssue(issue(problem));
    })
    .register(z.globalRegistry, { ...meta, title: label, control: 'region' });

export type RegionNames = { province: string; city?: string; county?: string };

/** 浙江省, 衢州市, 柯城区; of a municipality province and county alone. Undefined for a code that never was one. */
export function regionNames(code: string): RegionNames | undefined {
  const province = regionOf(`${code.slice(0, 2)}0000`)?.name;
  if (province === undefined) return undefined;
  const above = code.endsWith('0000') ? undefined : regionOf(`${code.slice(0, 4)}00`)?.name;
  const county = code.endsWith('00') ? undefined : regionOf(code)?.name;
  // 仙桃市 lies in 湖北省 and in no city: the level between them in the table is a heading.
  const city = county !== undefined && above?.endsWith('直辖县级行政区划') === true ? undefined : above;
  return { province, ...(city !== undefined && { city }), ...(county !== undefined && { county }) };
}

/** 浙江省衢州市柯城区; the code itself where it has no name. */
export function regionName(code: string): string {
  const names = regionNames(code);
  if (names === undefined) return code;
  const { province, city = '', county = '' } = names;
  // 湖北省直辖县级行政区划, and not 湖北省省直辖.
  const below =
    city.startsWith('省直辖') || (city.startsWith('自治区直辖') && province.endsWith('自治区'))
      ? city.slice(city.indexOf('直辖'))
      : city;
  return `${province}${below}${county}`;
}
