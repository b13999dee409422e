import { startOf } from '../../clock.ts';
import type { Fact } from '../../fact.ts';
import { fact } from '../facts.ts';
import { weighted } from './checksum.ts';

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const last = '10X98765432';

/** GB 11643, of citizens and of residents from Hong Kong, Macao and Taiwan (81, 82, 83). Its problem at `now`. */
export function residentIdProblem(id: string, now: Date, label = '身份证号码'): Fact | undefined {
  if (!/^\d{17}[\dX]$/.test(id)) return fact('fields.resident_id_form', { label });
  const sum = weighted([...id.slice(0, 17)].map(Number), weights);
  if (last[sum % 11] !== id.at(-1)) return fact('fields.resident_id_last', { label });
  const [year, month, day] = [id.slice(6, 10), id.slice(10, 12), id.slice(12, 14)];
  const birth = startOf(`${year}-${month}-${day}`);
  const isDate =
    !Number.isNaN(birth.getTime()) &&
    new Date(birth.getTime() + 8 * 3_600_000).toISOString().startsWith(`${year}-${month}-${day}`);
  if (!isDate) return fact('fields.birth_missing', { label, date: `${year}${month}${day}` });
  if (birth > now) return fact('fields.birth_future', { label, date: `${year}${month}${day}` });
  if (Number(year) < 1900) return fact('fields.birth_early', { label, date: `${year}${month}${day}` });
  return undefined;
}

/** 1101**********002X: where and the check digits, never the birthday. */
export const maskResidentId = (id: string): string =>
  id.length < 12 ? '****' : `${id.slice(0, 4)}${'*'.repeat(id.length - 8)}${id.slice(-4)}`;
