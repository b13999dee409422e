import { forbidden } from '../../errors.ts';
import type { Kind } from '../../review/workflow/kind.ts';
import { fact } from '../facts.ts';
import { isCertified } from '../institution/institution.ts';
import type { Institutions } from '../service.ts';
import { pageForm } from './form.ts';
import { pageOf } from './institution-page.ts';
import type { InstitutionPages } from './service.ts';

export const pageKind = 'institution_page';
const home = '/console/institution/page';

/** 文旅号: reviewed as everything that institutions publish. */
export const institutionPageKind = ({
  institutions,
  institutionPages,
}: {
  institutions: Pick<Institutions, 'get'>;
  institutionPages: InstitutionPages;
}): Kind => ({
  name: pageKind,
  title: '文旅号主页',
  form: pageForm,
  dueInWorkingDays: 3,
  single: true,
  titleOf: () => '文旅号主页',
  place: { key: 'institution-page', href: home, label: '文旅号' },
  hrefOf: () => home,
  previewOf: (id, reader) => `${reader === 'reviewer' ? '/admin' : '/console/resources'}/previews/${id}`,
  async mayStart(institutionId, subjectId) {
    if (!isCertified.holds(await institutions.get(institutionId)))
      throw forbidden(fact('institutions.page_certified_first'));
    if (subjectId !== undefined && subjectId !== institutionId) throw forbidden(fact('institutions.page_role'));
  },
  /** A change begins with the version that citizens see. */
  async prefill(institutionId) {
    const page = await institutionPages.shown(institutionId);
    if (page === undefined) return {};
    const { version: _version, approvedAt: _approvedAt, visiting, ...texts } = page;
    const given = Object.entries({ ...texts, visiting: visiting.join('\n') });
    return Object.fromEntries(given.flatMap(([name, value]) => (value ? [[name, value]] : [])));
  },
  async onApproved(trx, { submission: { id, institutionId }, values, actor, at }) {
    await institutionPages.approve(trx, { institutionId, submissionId: id, page: pageOf(values), actor, at });
    return institutionId;
  },
});
