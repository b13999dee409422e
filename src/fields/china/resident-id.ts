import { z } from 'zod';
import { missing } from '../text.ts';
import { normalCode, weighted } from './checksum.ts';

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const last = '10X98765432';

/** GB 11643, of citizens and of residents from Hong Kong, Macao and Taiwan (81, 82, 83). What is wrong with it at `now`. */
export function residentIdProblem(id: string, now: Date, label = '身份证号码'): string | undefined {
  if (!/^\d{17}[\dX]$/.test(id)) return `${label}应为 18 位，最后一位可以是 X`;
  const sum = weighted([...id.slice(0, 17)].map(Number), weights);
  if (last[sum % 11] !== id.at(-1)) return `${label}第 18 位校验不通过，请核对`;
  const [year, month, day] = [id.slice(6, 10), id.slice(10, 12), id.slice(12, 14)];
  const birth = new Date(`${year}-${month}-${day}T00:00:00+08:00`);
  const isDate =
    !Number.isNaN(birth.getTime()) &&
    new Date(birth.getTime() + 8 * 3_600_000).toISOString().startsWith(`${year}-${month}-${day}`);
  if (!isDate) return `${label}中的出生日期不存在（${year}${month}${day}）`;
  if (birth > now) return `${label}中的出生日期还没有到（${year}${month}${day}）`;
  if (Number(year) < 1900) return `${label}中的出生日期太早（${year}${month}${day}）`;
  return undefined;
}

/** Of a form in which only identity cards count; `now` is asked at each use. */
export const residentId = (now: () => Date, label = '身份证号码') =>
  z
    .string(missing(label))
    .transform(normalCode)
    .superRefine((id, ctx) => {
      const problem = residentIdProblem(id, now(), label);
      if (problem) ctx.addIssue({ code: 'custom', message: problem });
    })
    .meta({ title: label, mask: maskResidentId, autocomplete: 'off' });

/** 1101**********002X: where and the check digits, never the birthday. */
export const maskResidentId = (id: string): string =>
  id.length < 12 ? '****' : `${id.slice(0, 4)}${'*'.repeat(id.length - 8)}${id.slice(-4)}`;
