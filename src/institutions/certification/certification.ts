import { record } from '../../audit/record.ts';
import { dayOf } from '../../clock.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, invalid, notFound } from '../../errors.ts';
import { type Data, displayValue, fieldsOf, type Values } from '../../fields/form.ts';
import { day } from '../../http/pages/text.ts';
import type { ProgressLine, Standing } from '../../module.ts';
import { isUnderWay, latestOf, type Progress, reviewStanding } from '../../review/progress.ts';
import type { Approved, Kind } from '../../review/workflow/kind.ts';
import type { Review } from '../../review/workflow/service.ts';
import { fact } from '../facts.ts';
import { isEnterprise, organizationCodeIn } from '../institution/codes.ts';
import { type Institution, standingOf, subjectOf } from '../institution/institution.ts';
import * as store from '../institution/store.ts';
import type { HeadOf } from '../members/members.ts';
import type { OwnNeeds } from '../needs.ts';
import type { Institutions } from '../service.ts';
import { createCertificationChecks } from './checks.ts';
import { certificationForm } from './form.ts';

/** R11–R15: an institution says who it is, operators look at it, and from then on it may do everything else. A change goes the same way. */
export function certification(needs: OwnNeeds & { headOf: HeadOf }): Kind {
  const { db, clock, seal, institutions, accounts, headOf, files } = needs;
  const form = certificationForm(clock.now);

  /** Another institution certified under this code. */
  async function holderOf(trx: Connection, institutionId: string, values: Values): Promise<Institution | undefined> {
    const { creditCode, organizationCode } = codesOf(values);
    const found = await store.findByCode(trx, creditCode, organizationCode);
    return found === undefined || found.id === institutionId ? undefined : found;
  }

  return {
    name: 'certification',
    title: '机构认证',
    form,
    dueInWorkingDays: 3,
    single: true,
    // An enterprise is vouched for by its papers alone, and acts for others: two people decide.
    needsSecond: (_submission, values) => isEnterprise(values),
    titleOf: ({ name = '' }) => name,
    regionOf: ({ regionCode = '' }) => (/^\d{6}$/.test(regionCode) ? regionCode : undefined),
    hrefOf: () => '/console/institution',

    async mayStart(institutionId, subjectId) {
      const institution = await institutions.get(institutionId);
      if (subjectId !== undefined && subjectId !== institutionId) throw notFound(fact('institutions.not_found'));
      const standing = standingOf(institution);
      if (standing === 'certified' && subjectId === undefined) throw conflict(fact('institutions.already_certified'));
      if (standing === 'registered' && subjectId !== undefined) throw conflict(fact('institutions.not_certified'));
    },

    /** A member who begins it is the agent, as a rule, and has proved a phone. */
    async prefill(institutionId, _subjectId, actor) {
      const [{ name, creditCode = '', regionCode = '' }, certified, account] = await Promise.all([
        institutions.get(institutionId),
        institutions.certified(institutionId),
        actor.kind === 'member' ? accounts.find(actor.accountId) : undefined,
      ]);
      const proved = { agentPhone: account?.phone ?? '', agentEmail: (account?.emailVerified && account.email) || '' };
      return certified ?? { name, creditCode, regionCode, idKind: 'resident', ...proved };
    },

    async maySubmit(trx, { institutionId }, values) {
      const holder = await holderOf(trx, institutionId, values);
      if (holder === undefined) return;
      const field = values.creditCode === undefined ? 'organizationCode' : 'creditCode';
      const since = dayOf(holder.certifiedAt ?? holder.createdAt);
      throw invalid({
        [field]: fact('institutions.certified_by_other', { head: await headOf(holder.id, trx), since }),
      });
    },

    checks: createCertificationChecks({ db, clock, describe: files.describe, holderOf }),

    async onApproved(trx, { submission, values, actor, at }: Approved) {
      const { institutionId } = submission;
      await store.lock(trx, institutionId);
      const before = await store.find(trx, institutionId);
      const certified = certifiedBy(values);
      await store.certify(trx, seal, institutionId, certified, typedBy(values), at);
      const verb = before?.certifiedAt === undefined ? 'institution.certify' : 'institution.change';
      const details = { submission: submission.id, version: submission.version, from: before && recorded(before) };
      await record(trx, at, actor, verb, subjectOf(institutionId), {
        ...details,
        to: recorded(certified),
        person: { to: { agent: maskedAgent(form, values) } },
      });
      return institutionId;
    },

    // The photos were for the review; the number of today's agent stays with the institution (docs/adr/0125).
    papersEnded: (trx, submissionId, files) => store.dropPhotos(trx, seal, submissionId, files),
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const codesOf = (values: Values) => {
  const creditCode = text(values.creditCode) || undefined;
  return { creditCode, organizationCode: creditCode ? organizationCodeIn(creditCode) : text(values.organizationCode) };
};

const certifiedBy = (values: Values): store.Certified => ({
  ...codesOf(values),
  name: text(values.name),
  kind: text(values.kind),
  regionCode: text(values.regionCode),
  address: text(values.address),
});

/** The values as form data, for prefilling. */
const typedBy = (values: Values): Data =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : Array.isArray(value) ? [[name, value.join('\n')]] : [],
    ),
  );

const recorded = ({ name, kind, creditCode, organizationCode, regionCode, address }: Partial<Institution>) => ({
  name,
  kind,
  creditCode,
  organizationCode,
  regionCode,
  address,
});

/** As an audit row may hold it: 陈静, 150****1235, 3308**********002X. */
const maskedAgent = (form: Kind['form'], values: Values) =>
  Object.fromEntries(
    fieldsOf(form)
      .filter(({ name }) => ['agentName', 'agentPhone', 'idNumber'].includes(name))
      .map((field) => [field.name, displayValue(field, text(values[field.name]), true)]),
  );

/** 机构认证: the first step, before which nothing else begins. */
export const certificationProgress = ({
  institutions,
  review,
}: {
  institutions: Pick<Institutions, 'get'>;
  review: Pick<Review, 'kind' | 'list'>;
}): ProgressLine => ({
  ...{ key: 'certification', title: fact('institutions.progress_title'), part: 'step', order: 1 },
  async of(institutionId) {
    const { certifiedAt } = await institutions.get(institutionId);
    if (certifiedAt !== undefined)
      return { progress: 'done', note: fact('institutions.progress_certified', { day: day(certifiedAt) }) };
    const sent = await latestOf(review, institutionId, 'certification');
    const standing = isUnderWay(sent)
      ? { ...reviewStanding(sent), href: `/console/submissions/${sent.id}` }
      : {
          progress: 'open' as const,
          note:
            sent === undefined
              ? fact('institutions.progress_none', { minutes: review.kind('certification').form.minutes })
              : reviewStanding(sent).note,
          href: '/console/institution',
        };
    if (sent?.state === 'rejected') return { ...standing, next: again };
    const next = nextSteps[standing.progress];
    return { ...standing, ...(next && { next }) };
  },
});

const again = { sentence: fact('institutions.next_again'), label: fact('institutions.to_again') };

const nextSteps: Partial<Record<Progress, NonNullable<Standing['next']>>> = {
  open: { sentence: fact('institutions.next_begin'), label: fact('institutions.to_begin') },
  active: { sentence: fact('institutions.next_continue'), label: fact('institutions.to_continue') },
  returned: { sentence: fact('institutions.next_correct'), label: fact('institutions.to_correct') },
  reviewing: { sentence: fact('institutions.next_wait') },
};
