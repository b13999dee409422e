import { after, days, startOf } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import { normalCode } from '../../fields/china/checksum.ts';
import type { Data, Values } from '../../fields/form.ts';
import type { Check } from '../../review/workflow/kind.ts';
import type { Submission } from '../../review/workflow/submission.ts';
import { fact } from '../facts.ts';
import { codeChecks } from '../institution/codes.ts';
import { type Institution, standingNames, standingOf } from '../institution/institution.ts';
import * as store from '../institution/store.ts';
import type { InstitutionNeeds } from '../needs.ts';

type Described = { id: string; type: string; width?: number | undefined; height?: number | undefined };

/** Descriptions of an institution's uploads, in the order of their ids; missing ones are left out. */
type Describe = (ids: readonly string[], institutionId: string) => Promise<readonly Described[]>;

type Needs = Pick<InstitutionNeeds, 'db' | 'clock'> & {
  describe: Describe;
  holderOf: (trx: Connection, institutionId: string, values: Values) => Promise<Institution | undefined>;
};

/** A page of A4 at 150 dpi: the least in which a seal and small print can be read. Of a card, 200 dpi. */
const least = { certificate: [1_240, 1_650], authorization: [1_240, 1_650], idPhotos: [670, 420] } as const;
const papers = Object.keys(least).filter((name): name is keyof typeof least => Object.hasOwn(least, name));

/** Automatic checks of a certification before the review. */
export function createCertificationChecks({ db, clock, describe, holderOf }: Needs) {
  return async ({ data, institutionId }: Submission): Promise<Check[]> => {
    const [names, codes, scans] = await Promise.all([
      nameCheck(db, institutionId, data.name ?? ''),
      holderOf(db, institutionId, normal(data)),
      Promise.all(papers.map((field) => paperCheck(field, idsOf(data[field]), describe, institutionId))),
    ]);
    const { creditCode = '' } = normal(data);
    return [
      names,
      ...(creditCode === '' ? [onlyOld] : codeChecks(creditCode, data.kind ?? '', data.regionCode ?? '')),
      ...(codes === undefined ? [] : [taken(codes)]),
      ...agentCheck(data, clock.now()),
      ...scans,
    ];
  };
}

const onlyOld: Check = { field: 'organizationCode', verdict: 'warn', says: fact('institutions.only_old_code') };

const normal = (data: Data) => ({
  ...(data.creditCode && { creditCode: normalCode(data.creditCode) }),
  ...(data.organizationCode && {
    organizationCode: normalCode(data.organizationCode).replace(/^(.{8})(.)$/, '$1-$2'),
  }),
});

const taken = ({ name }: Institution): Check => ({
  field: 'creditCode',
  verdict: 'bad',
  says: fact('institutions.code_of_other', { name }),
});

async function nameCheck(db: Database, institutionId: string, name: string): Promise<Check> {
  const others = (await store.namesakes(db, name.trim())).filter(({ id }) => id !== institutionId);
  const [first] = others;
  if (first === undefined) return { field: 'name', verdict: 'ok', says: fact('institutions.no_namesake') };
  const verdict = first.certifiedAt === undefined ? 'warn' : 'bad';
  return {
    field: 'name',
    verdict,
    says: fact('institutions.namesakes', { count: others.length, standing: standingNames[standingOf(first)] }),
  };
}

/** The number itself was checked when it was sent; here whether its owner is of an age to sign. */
function agentCheck({ idKind, idNumber = '' }: Data, now: Date): Check[] {
  if (idKind !== 'resident') return [{ field: 'idNumber', verdict: 'warn', says: fact('institutions.other_document') }];
  const [, year = '', month = '', day = ''] = /^\d{6}(\d{4})(\d{2})(\d{2})/.exec(normalCode(idNumber)) ?? [];
  const born = startOf(`${year}-${month}-${day}`);
  const isOfAge = after(born, days(18 * 365.25)) <= now;
  return [
    isOfAge
      ? { field: 'idNumber', verdict: 'ok', says: fact('institutions.document_right') }
      : { field: 'idNumber', verdict: 'warn', says: fact('institutions.under_18') },
  ];
}

async function paperCheck(
  field: keyof typeof least,
  ids: readonly string[],
  describe: Describe,
  institutionId: string,
): Promise<Check> {
  const found = await describe(ids, institutionId);
  if (ids.length === 0 || found.length < ids.length)
    return {
      field,
      verdict: 'bad',
      says: ids.length === 0 ? fact('institutions.no_upload') : fact('institutions.upload_gone'),
    };
  const [long, short] = least[field];
  const small = found.find(({ width = 0, height = 0, type }) => {
    const [a, b] = [Math.max(width, height), Math.min(width, height)];
    return type.startsWith('image/') && (a < Math.max(long, short) || b < Math.min(long, short));
  });
  return small === undefined
    ? { field, verdict: 'ok', says: fact('institutions.scans_clear', { count: found.length }) }
    : { field, verdict: 'warn', says: fact('institutions.scan_small', sizeOf(small)) };
}

const sizeOf = ({ width = 0, height = 0 }: Described) => ({ width, height });
const idsOf = (text = '') => text.split('\n').filter(Boolean);
