import { record } from '../../../audit/record.ts';
import type { Clock } from '../../../clock.ts';
import type { Connection } from '../../../database/open.ts';
import { conflict, forbidden, notFound } from '../../../errors.ts';
import { cloudInstitutionId } from '../../../institutions/service.ts';
import type { Kind } from '../../../review/workflow/kind.ts';
import type { Resources } from '../../entries/service.ts';
import * as store from '../catalogue/catalogue-store.ts';
import { fact } from '../facts.ts';
import { dataOfTerms, termsOf } from '../terms/terms-data.ts';
import { termsForm } from '../terms/terms-form.ts';

type Needs = { db: Connection; clock: Clock; resources: Pick<Resources, 'get'> };

export const sharing = 'sharing';

/** R50: whether and how partners may use one of the Cloud's own entries. Its subject is the entry. */
export const sharingKind = ({ db, clock, resources }: Needs): Kind => ({
  name: sharing,
  title: '共享条件',
  form: termsForm,
  dueInWorkingDays: 3,
  operated: cloudInstitutionId,
  senders: [],
  silent: ['approve', 'return', 'reject', 'check'],
  titleOf: ({ title = '' }) => (title === '' ? '' : `《${title}》的共享条件`),
  async mayBegin(institutionId) {
    if (institutionId !== cloudInstitutionId) throw forbidden(fact('licences.cloud_only'));
  },
  async mayStart(institutionId, subjectId) {
    if (institutionId !== cloudInstitutionId) throw forbidden(fact('licences.cloud_only'));
    const entry = await resources.get({ kind: 'system', name: 'licences' }, subjectId ?? '');
    if (entry.institutionId !== institutionId) throw notFound(fact('licences.no_entry'));
    if (entry.publicationState !== 'published') throw conflict(fact('licences.publish_first'));
  },
  async prefill(_institutionId, subjectId = '') {
    const [known, { title }] = await Promise.all([
      store.findTerms(db, subjectId),
      resources.get({ kind: 'system', name: 'licences' }, subjectId),
    ]);
    const usual = { sharing: 'open', commercial: 'no', attribution: '来源：国家公共文化云', months: '12' };
    return { title, ...(known === undefined ? usual : dataOfTerms(known.open, known.terms)) };
  },
  async onApproved(trx, { submission, values, actor, at }) {
    const { subjectId = '', institutionId } = submission;
    const [open, terms] = [values.sharing === 'open', termsOf(values)];
    await store.saveTerms(trx, subjectId, { open, terms }, at);
    const { files, media, ...rest } = terms;
    const details = { institution: institutionId, open, ...rest, files: files.length, media: media.length };
    await record(trx, clock.now(), actor, 'licence.share', { kind: 'resource', id: subjectId }, details);
    return subjectId;
  },
  hrefOf: (id) => `/admin/resources/${id}`,
});
