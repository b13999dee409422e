import { forbidden } from '../../errors.ts';
import type { Data } from '../../fields/form.ts';
import { text } from '../../fields/text.ts';
import { allOf, is, isSet, isUnset, rowOf } from '../../rule.ts';
import { fact } from '../facts.ts';

/** 机构类型 */
export const institutionKinds = {
  culture_hall: '文化馆、群众艺术馆',
  library: '图书馆',
  museum: '博物馆、纪念馆',
  gallery: '美术馆',
  theatre: '剧院、剧场',
  troupe: '文艺院团',
  heritage: '非物质文化遗产保护机构',
  station: '乡镇、街道综合文化站',
  service_center: '村、社区综合性文化服务中心',
  department: '文化和旅游主管部门',
  association: '社会组织',
  vendor: '经授权的开发公司',
  other: '其他文化机构',
} as const;

export type InstitutionKind = keyof typeof institutionKinds;

export const isInstitutionKind = (value: unknown): value is InstitutionKind =>
  typeof value === 'string' && Object.hasOwn(institutionKinds, value);

/** An organisation that integrates with the Cloud. */
export interface Institution {
  id: string;
  name: string;
  kind: string | undefined;
  creditCode: string | undefined;
  /** 71526726-X, part of every credit code. */
  organizationCode: string | undefined;
  regionCode: string | undefined;
  address: string | undefined;
  /** When it was certified for the first time. */
  certifiedAt: Date | undefined;
  disabledAt: Date | undefined;
  disabledReason: string | undefined;
  createdAt: Date;
}

/** 未认证 · 已认证 · 已停用 */
export type Standing = 'registered' | 'certified' | 'disabled';

/** The mark of each, as tags show it. */
export const standingTones: Readonly<Record<Standing, string>> = {
  registered: '',
  certified: 'ok',
  disabled: 'bad-t',
};
export const standingNames: Readonly<Record<Standing, string>> = {
  registered: '未认证',
  certified: '已认证',
  disabled: '已停用',
};

export const isStanding = (value: string): value is Standing => Object.hasOwn(standingNames, value);

export const standingOf = (standing: Pick<Institution, 'certifiedAt' | 'disabledAt'>): Standing =>
  !isOpen.holds(standing) ? 'disabled' : isCertified.holds(standing) ? 'certified' : 'registered';

export const institutionStanding = rowOf<Pick<Institution, 'certifiedAt' | 'disabledAt'>>(['institutions'], (i) => ({
  certifiedAt: `${i}.certified_at`,
  disabledAt: `${i}.disabled_at`,
}));
/** Not disabled by an operator. Otherwise its publications are hidden. */
export const isOpen = institutionStanding.rule((its) => isUnset(its('disabledAt')));
/** R14: 已认证, and open. */
export const isCertified = institutionStanding.rule((its) =>
  allOf(isSet(its('certifiedAt')), isUnset(its('disabledAt'))),
);
/** A certified developer, who may look after the AKs of others. */
export const isCertifiedVendor = rowOf<Pick<Institution, 'kind' | 'certifiedAt' | 'disabledAt'>>(
  ['institutions'],
  (i) => ({
    kind: `${i}.kind`,
    certifiedAt: `${i}.certified_at`,
    disabledAt: `${i}.disabled_at`,
  }),
).rule((its) => allOf(isSet(its('certifiedAt')), isUnset(its('disabledAt')), is(its('kind'), 'vendor')));

/** An organisation, and not the place of one person's sandboxes or of unclaimed keys. */
export const isOrganisation = rowOf<{ personId: string | undefined; kitSince: Date | undefined }>(
  ['institutions'],
  (i) => ({ personId: `${i}.person_id`, kitSince: `${i}.kit_since` }),
).rule((its) => allOf(isUnset(its('personId')), isUnset(its('kitSince'))));

/** The one rule about institutions disabled by operators: they begin nothing. They read, and end existing things. */
export function mustBeOpen(standing: Pick<Institution, 'certifiedAt' | 'disabledAt'>): void {
  if (!isOpen.holds(standing)) throw forbidden(fact('institutions.disabled'));
}

/** R19: the prefilled part of every application form, from the certification in force; without one only the name. */
export interface Profile {
  name: string;
  creditCode: string | undefined;
  organizationCode: string | undefined;
  regionCode: string | undefined;
  agentName: string | undefined;
  position: string | undefined;
  phone: string | undefined;
  email: string | undefined;
  idKind: string | undefined;
  idNumber: string | undefined;
  platformName: string | undefined;
  platformUrl: string | undefined;
}

export const profileOf = (
  { name, creditCode, organizationCode, regionCode }: Institution,
  data: Data = {},
): Profile => ({
  name,
  creditCode,
  organizationCode,
  regionCode,
  agentName: data.agentName,
  position: data.agentPosition,
  phone: data.agentPhone,
  email: data.agentEmail,
  idKind: data.idKind,
  idNumber: data.idNumber,
  platformName: data.platformName,
  platformUrl: data.platformUrl,
});

/** The Cloud's name as an institution (R50). */
export const cloudName = '国家公共文化云';

/** The institution's name for a developer without one (R27). */
export const personalName = '个人开发者';

export const institutionName = () => text('机构全称', { min: 2, max: 50 });

export const subjectOf = (id: string) => ({ kind: 'institution', id });
