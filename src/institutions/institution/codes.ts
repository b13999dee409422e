import type { Problems } from '../../errors.ts';
import { regionOfCreditCode, typeOfCreditCode } from '../../fields/china/credit-code.ts';
import type { Values } from '../../fields/form.ts';
import { regionName } from '../../fields/regions/region.ts';
import type { Check } from '../../review/workflow/kind.ts';
import { fact } from '../facts.ts';
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

/** An enterprise: a vendor above all. Two people decide about it (R58 复核), since only a letter vouches for it. */
export const isEnterprise = (values: Values): boolean =>
  values.kind === 'vendor' || (typeof values.creditCode === 'string' && /^9[123]/.test(values.creditCode));

/** Problems of the two codes and the kind of an institution together. */
export function codeProblems({ creditCode, organizationCode, kind }: Values): Problems {
  if (typeof creditCode !== 'string')
    return typeof organizationCode === 'string' ? {} : { creditCode: fact('institutions.code_missing') };
  if (typeof organizationCode === 'string' && organizationCode !== organizationCodeIn(creditCode))
    return {
      organizationCode: fact('institutions.codes_differ', { code: organizationCodeIn(creditCode) }),
    };
  const expected = usualOf(kind);
  const type = creditCode.slice(0, 2);
  if (expected?.only !== true || expected.codes.includes(type)) return {};
  const is = typeOfCreditCode(creditCode);
  return {
    kind: fact('institutions.code_of_other_kind', { type, is, kind: nameOf(kind) }),
  };
}

/** Automatic checks of a credit code with correct digits: does it match the kind and the region. */
export function codeChecks(creditCode: string, kind: string, regionCode: string): Check[] {
  const type = typeOfCreditCode(creditCode);
  const goes = usualOf(kind)?.codes.includes(creditCode.slice(0, 2)) === true;
  const about = { code: creditCode.slice(0, 2), type };
  const given = regionOfCreditCode(creditCode);
  return [
    { field: 'creditCode', verdict: 'ok', says: fact('institutions.check_digit_right') },
    goes
      ? { field: 'kind', verdict: 'ok', says: fact('institutions.code_goes', about) }
      : { field: 'kind', verdict: 'warn', says: fact('institutions.code_unusual', { ...about, kind: nameOf(kind) }) },
    regionCheck(given, regionCode),
  ];
}

/** The region in a code is that of the day it was given out: another one is a hint and never a proof. */
function regionCheck(given: string, chosen: string): Check {
  const field = 'regionCode';
  if (given === chosen) return { field, verdict: 'ok', says: fact('institutions.region_same') };
  const region = regionName(given);
  if (given.slice(0, 4) === chosen.slice(0, 4))
    return { field, verdict: 'ok', says: fact('institutions.region_same_city', { region }) };
  const isNear = given.slice(0, 2) === chosen.slice(0, 2) || given.startsWith('1000');
  return {
    field,
    verdict: 'warn',
    says: fact(isNear ? 'institutions.region_near' : 'institutions.region_far', { region }),
  };
}
