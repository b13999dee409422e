import type { Problems } from '../errors.ts';
import { regionOfCreditCode, typeOfCreditCode } from '../fields/china/credit-code.ts';
import type { Values } from '../fields/form.ts';
import { regionName } from '../fields/region.ts';
import type { Check } from '../review/kind.ts';
import { type InstitutionKind, institutionKinds, isInstitutionKind } from './institution.ts';

type Usual = { codes: readonly string[]; only?: true };

/** Which credit codes (the first two characters) an institution of each kind usually has; `only`: it can have no others. */
const usual: Readonly<Record<InstitutionKind, Usual>> = {
  culture_hall: { codes: ['12', '19'] },
  library: { codes: ['12', '19', '52'] },
  museum: { codes: ['12', '19', '52', '91'] },
  gallery: { codes: ['12', '19', '52', '91'] },
  theatre: { codes: ['12', '19', '52', '91'] },
  troupe: { codes: ['12', '19', '52', '91'] },
  heritage: { codes: ['12', '19', '51', '52'] },
  station: { codes: ['11', '12', '19'] },
  service_center: { codes: ['11', '12', '19', '52', '54'] },
  department: { codes: ['11'], only: true },
  association: { codes: ['13', '51', '52', '53'] },
  vendor: { codes: ['91', '92', '93'], only: true },
  other: { codes: ['11', '12', '13', '19', '51', '52', '53', '91'] },
};

const usualOf = (kind: unknown): Usual | undefined => (isInstitutionKind(kind) ? usual[kind] : undefined);
const nameOf = (kind: unknown): string => (isInstitutionKind(kind) ? institutionKinds[kind] : '');

/** 12330106DEM0000145 → DEM00001-4: every credit code holds the older one. */
export const organizationCodeIn = (creditCode: string): string => `${creditCode.slice(8, 16)}-${creditCode.charAt(16)}`;

/** An enterprise: a vendor above all. Two people decide about those (R58 复核), since nobody but a letter vouches for them. */
export const isEnterprise = (values: Values): boolean =>
  values.kind === 'vendor' || (typeof values.creditCode === 'string' && /^9[123]/.test(values.creditCode));

/** What the two codes and the kind of an institution together show. */
export function codeProblems({ creditCode, organizationCode, kind }: Values): Problems {
  if (typeof creditCode !== 'string')
    return typeof organizationCode === 'string'
      ? {}
      : { creditCode: '请填写统一社会信用代码；还没有的，请填写组织机构代码' };
  if (typeof organizationCode === 'string' && organizationCode !== organizationCodeIn(creditCode))
    return {
      organizationCode: `组织机构代码与统一社会信用代码第 9 至 17 位（${organizationCodeIn(creditCode)}）不一致，请核对或不填`,
    };
  const expected = usualOf(kind);
  const type = creditCode.slice(0, 2);
  if (expected?.only !== true || expected.codes.includes(type)) return {};
  const is = typeOfCreditCode(creditCode);
  return {
    kind: `统一社会信用代码以 ${type} 开头${is === undefined ? '' : `，是${is}`}，与“${nameOf(kind)}”不一致，请核对机构类型和代码`,
  };
}

/** What a machine says of a credit code that is right by its digits: does it go with the kind, and with the region. */
export function codeChecks(creditCode: string, kind: string, regionCode: string): Check[] {
  const type = typeOfCreditCode(creditCode);
  const goes = usualOf(kind)?.codes.includes(creditCode.slice(0, 2)) === true;
  const about = `${creditCode.slice(0, 2)} 为${type ?? '较少见的类型'}`;
  const given = regionOfCreditCode(creditCode);
  return [
    { field: 'creditCode', verdict: 'ok', text: '校验位相符' },
    goes
      ? { field: 'kind', verdict: 'ok', text: `${about}，与机构类型一致` }
      : { field: 'kind', verdict: 'warn', text: `${about}，“${nameOf(kind)}”多数不是，请核对证书` },
    regionCheck(given, regionCode),
  ];
}

/** The region in a code is that of the day it was given out: another one is a hint and never a proof. */
function regionCheck(given: string, chosen: string): Check {
  const field = 'regionCode';
  if (given === chosen) return { field, verdict: 'ok', text: '与信用代码中的区划一致' };
  const words = `信用代码登记于 ${regionName(given)}`;
  if (given.slice(0, 4) === chosen.slice(0, 4)) return { field, verdict: 'ok', text: `${words}，同属一个市` };
  const isNear = given.slice(0, 2) === chosen.slice(0, 2) || given.startsWith('1000');
  return { field, verdict: 'warn', text: `${words}，${isNear ? '请核对所在县（市、区）' : '与所选省份不同，请核对'}` };
}
